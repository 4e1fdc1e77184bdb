#include "cli/commands.h"
#include "store/audit_search.h"

static json_t *
id_json(struct arena *a, struct uuid id)
{
	return uuid_is_nil(id) ? json_null() : json_text(uuid_text(a, id));
}

static json_t *
row_json(struct arena *a, const struct audit_row *row)
{
	const struct audit_event *e = &row->event;
	json_t *details = json_loadb(e->details.at, e->details.n, 0, NULL);
	return json_pack("{so so so so so so so so}", "at", json_time(row->at), "event",
	    json_text(e->event), "actor", json_text(e->actor), "user_id",
	    id_json(a, e->user_id), "client_id", id_json(a, e->client_id), "address",
	    json_text(e->address), "request_id", json_text(e->request_id), "details",
	    details ? details : json_object());
}

static int
audit_list_run(struct cli *c)
{
	struct uuid user = NO_UUID, client = NO_UUID;
	uint64_t limit = 100;
	int fault = 0;
	if (cli_option(c, "user").n &&
	    !cli_uuid(c, cli_option(c, "user"), "user", &user, &fault))
		return fault;
	if (cli_option(c, "client").n &&
	    !cli_client_id(c, cli_option(c, "client"), &client, &fault))
		return fault;
	if (cli_option(c, "limit").n &&
	    (!text_to_u64(cli_option(c, "limit"), &limit) || limit < 1 || limit > 10000))
		return cli_misuse(c, "--limit is 1 to 10000");
	struct audit_found *rows;
	size_t n;
	const struct audit_filter of = {.user_id = user, .client_id = client};
	enum store_status status =
	    audit_search(c->db, c->arena, &of, (int)limit, &rows, &n);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "event");
	json_t *answer = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(answer, row_json(c->arena, &rows[i].row));
	return cli_answer(c, answer);
}

static const struct option list_options[] = {
    {"user", OPTION_VALUE, "USER_ID  only what concerns this person"},
    {"client", OPTION_VALUE, "CLIENT_ID  only what concerns this app"},
    {"limit", OPTION_VALUE, "N  the newest N (100)"},
    {0},
};

const struct command audit_commands[] = {
    {"audit", "list", "", list_options, audit_list_run,
	"what happened, the newest first"},
    {0},
};
