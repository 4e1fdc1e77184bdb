#include "store/nodes.h"

#include "admin/admin.h"
#include "admin/endpoints.h"

static json_t *
row_json(struct request *rq, const struct node *n)
{
	int64_t room = n->token_room ? n->token_room : 1;
	return json_pack("{so so so so so so sI sI sI sb sb}", "id",
	    json_text(uuid_text(rq->arena, n->id)), "host", json_text(n->host), "address",
	    json_text(n->address), "version", json_text(n->version), "started",
	    admin_time(rq, n->started_at), "beat", admin_time(rq, n->beat_at), "marks",
	    (json_int_t)n->marks, "percent", (json_int_t)(n->token_bytes * 100 / room),
	    "megabytes", (json_int_t)(n->token_room >> 20), "coherent",
	    n->coherent && !n->gone, "gone", n->gone);
}

const struct response *
show_nodes(struct request *rq)
{
	struct node *all;
	size_t n;
	enum store_status status = nodes_list(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = admin_data(rq, "admin.menu.nodes", "nodes"), *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows, row_json(rq, &all[i]));
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "has_rows", json_boolean(n > 0));
	return respond_page(rq, 200, "admin_nodes", data);
}
