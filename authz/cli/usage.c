#include "store/usage.h"
#include "cli/commands.h"
#include "store/clients.h"

static bool
has_any(const struct usage_day *day)
{
	int64_t sum = day->errors + day->people;
	for (int what = 0; what < USAGES; what++)
		sum += day->n[what];
	return sum > 0;
}

static json_t *
day_json(const struct usage_day *day)
{
	json_t *row = json_object();
	json_object_set_new(row, "day", json_text(day->day));
	for (int what = 0; what < USAGES; what++)
		json_object_set_new(
		    row, usage_name((enum usage)what), json_integer(day->n[what]));
	json_object_set_new(row, "people", json_integer(day->people));
	json_object_set_new(row, "errors", json_integer(day->errors));
	return row;
}

static int
client_usage_run(struct cli *c)
{
	struct uuid id;
	struct client client;
	struct usage_report u;
	uint64_t most = 30;
	int fault = 0;
	if (!cli_client_id(c, cli_argument(c, 0), &id, &fault))
		return fault;
	if (cli_option(c, "days").n && (!text_to_u64(cli_option(c, "days"), &most) ||
					   most < 1 || most > USAGE_DAYS_MOST))
		return cli_misuse(c, "--days is 1 to 400");
	enum store_status status = client_by_id(c->db, c->arena, id, &client);
	if (status == STORE_OK)
		status = usage_report(c->db, c->arena, id, (int)most, &u);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	json_t *answer = json_array();
	for (size_t i = u.day_count; i-- > 0;)
		if (has_any(&u.days[i]))
			json_array_append_new(answer, day_json(&u.days[i]));
	return cli_answer(c, answer);
}

static const struct option usage_options[] = {
    {"days", OPTION_VALUE, "N  the last N days (30)"},
    {0},
};

const struct command usage_commands[] = {
    {"client", "usage", "CLIENT_ID", usage_options, client_usage_run,
	"what it did, by day"},
    {0},
};
