#include "store/overview.h"

#include "admin/admin.h"
#include "admin/endpoints.h"

const struct response *
show_deliveries(struct request *rq)
{
	struct undelivered *all;
	size_t n;
	enum store_status status = undelivered_count(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = admin_data(rq, "admin.menu.deliveries", "deliveries");
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows,
		    json_pack("{so so so so so sb}", "sent",
			admin_word(rq, "sent", all[i].kind), "count",
			json_text(arena_printf(rq->arena, "%lld%s", (long long)all[i].n,
			    all[i].n >= OVERVIEW_MOST ? "+" : "")),
			"given_up", json_integer(all[i].given_up), "oldest",
			admin_time(rq, all[i].oldest_at), "last_error",
			json_text(all[i].last_error), "bad", all[i].n > 0));
	json_object_set_new(data, "rows", rows);
	return respond_page(rq, 200, "admin_deliveries", data);
}
