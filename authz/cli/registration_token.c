/* Initial access tokens (RFC 7591 3): who may register apps where not everybody may. */
#include "base/clock.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "oauth/opaque_secret.h"
#include "store/registration.h"

static json_t *
token_json(struct arena *a, const struct initial_access_token *t)
{
	return json_pack("{so so so so so so sb}", "id", json_text(uuid_text(a, t->id)),
	    "note", json_text(t->note), "team_id",
	    uuid_is_nil(t->team_id) ? json_null() : json_text(uuid_text(a, t->team_id)),
	    "uses_left", t->uses_left < 0 ? json_null() : json_integer(t->uses_left),
	    "created_at", json_time(t->created_at), "expires_at",
	    json_time(t->expires_at), "pkce_optional", t->pkce_optional);
}

/* A positive number, or 0 when the option is left out; 0 or the exit status. */
static int
read_number(struct cli *c, const char *option, int64_t *out)
{
	uint64_t value = 0;
	struct text given = cli_option(c, option);
	if (given.n && (!text_to_u64(given, &value) || !value || value > 1000000000))
		return cli_misuse(c, "--%s is a number from 1 on", option);
	*out = (int64_t)value;
	return 0;
}

static int
registration_token_add_run(struct cli *c)
{
	struct initial_access_token t = {.id = uuid_new(),
	    .note = cli_option(c, "note"),
	    .created_at = clock_now(),
	    .pkce_optional = cli_flag(c, "pkce-optional")};
	int64_t uses = 0, seconds = 0;
	int fault = read_number(c, "uses", &uses);
	if (!fault)
		fault = read_number(c, "expires", &seconds);
	if (!fault)
		fault = read_team(c, &t.team_id);
	if (fault)
		return fault;
	t.uses_left = uses ? uses : -1;
	t.expires_at = seconds ? t.created_at + seconds : 0;
	struct text token = opaque_secret(c->arena, "azi_");
	t.hash = opaque_secret_hash(c->arena, token);
	enum store_status status = db_begin(c->db);
	if (status == STORE_OK)
		status = cli_finish(c, initial_access_token_add(c->db, c->arena, &t),
		    &(struct cli_change){.event = "registration_token_added",
			.after = token_json(c->arena, &t)});
	if (status != STORE_OK)
		return cli_store_fail(c, status, "registration token");
	json_t *answer = token_json(c->arena, &t);
	json_object_set_new(answer, "initial_access_token", json_text(token));
	return cli_answer(c, answer);
}

static int
registration_token_list_run(struct cli *c)
{
	struct initial_access_token *tokens;
	size_t n;
	enum store_status status =
	    initial_access_tokens_list(c->db, c->arena, &tokens, &n);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "registration token");
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, token_json(c->arena, &tokens[i]));
	return cli_answer(c, list);
}

static int
registration_token_remove_run(struct cli *c)
{
	struct initial_access_token t = {0};
	int fault = 0;
	if (!cli_uuid(c, cli_argument(c, 0), "registration token", &t.id, &fault))
		return fault;
	enum store_status status = db_begin(c->db);
	if (status == STORE_OK) {
		status = initial_access_token_remove(c->db, c->arena, &t);
		status = cli_finish(c, status,
		    &(struct cli_change){.event = "registration_token_removed",
			.before = json_pack("{so so sb}", "id",
			    json_text(uuid_text(c->arena, t.id)), "note",
			    json_text(t.note), "pkce_optional", t.pkce_optional)});
	}
	return status == STORE_OK
		   ? cli_answer(c, json_pack("{so}", "removed",
				       json_text(uuid_text(c->arena, t.id))))
		   : cli_store_fail(c, status, "registration token");
}

static const struct option add_options[] = {
    {"uses", OPTION_VALUE, "N  how many apps it may register; without: any number"},
    {"expires", OPTION_VALUE, "SECONDS  how long it is good; without: until removed"},
    TEAM_OPTIONS,
    {"pkce-optional", OPTION_FLAG, "its apps may leave PKCE out, unless they are public"},
    {"note", OPTION_VALUE, "TEXT  what it is for"},
    {0},
};

const struct command registration_token_commands[] = {
    {"registration-token", "add", "", add_options, registration_token_add_run,
	"let a program register apps"},
    {"registration-token", "list", "", NULL, registration_token_list_run, "list them"},
    {"registration-token", "remove", "ID", NULL, registration_token_remove_run,
	"end one; its apps stay"},
    {0},
};
