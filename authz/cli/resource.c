#include "base/clock.h"
#include "base/uuid.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "oauth/resource_rules.h"

static json_t *
resource_json(struct arena *a, const struct resource *r)
{
	return json_pack("{so so so so so so so so so so so}", "id",
	    json_text(uuid_text(a, r->id)), "team_id",
	    uuid_is_nil(r->team_id) ? json_null() : json_text(uuid_text(a, r->team_id)),
	    "owner", json_text(r->owner_name), "scope_prefix", json_text(r->scope_prefix),
	    "state", json_text(resource_state_name(r->state)), "uri", json_text(r->uri),
	    "name", json_text(r->name), "token_format",
	    json_text(token_format_name(r->token_format)), "token_lifetime",
	    r->token_lifetime ? json_integer(r->token_lifetime) : json_null(),
	    "status_list", json_boolean(r->status_list), "created_at",
	    json_time(r->created_at));
}

/* A change of one and its event, or neither. */
static enum store_status
finish(struct cli *c, enum store_status status, const char *event, struct text uri,
    json_t *before, json_t *after)
{
	return cli_finish(c, status,
	    &(struct cli_change){.event = event,
		.thing = "resource",
		.which = uri,
		.before = before,
		.after = after});
}

/* Whose it is, what that team may call its scopes, and whether apps may ask for them. */
static int
read_owner(struct cli *c, struct resource *r)
{
	struct text state = cli_option(c, "state");
	struct text prefix = cli_option(c, "scope-prefix");
	if (prefix.n && scope_prefix_fault(prefix))
		return cli_misuse(c,
		    "--scope-prefix is 2 to 40 of a-z, 0-9 and -, and no word of the "
		    "protocols");
	if (cli_given(c, "scope-prefix"))
		r->scope_prefix = prefix;
	if (state.n && !resource_state_parse(state, &r->state))
		return cli_misuse(c, "--state is approved, asked or refused");
	return read_team(c, &r->team_id);
}

/* Takes what the options say over into `r`; 0, or the exit status. */
static int
read_options(struct cli *c, struct resource *r)
{
	struct text format = cli_option(c, "token-format");
	struct text lifetime = cli_option(c, "token-lifetime");
	struct text status_list = cli_option(c, "status-list");
	uint64_t seconds = 0;
	if (cli_option(c, "name").n)
		r->name = cli_option(c, "name");
	if (format.n && !token_format_parse(format, &r->token_format))
		return cli_misuse(c, "--token-format is jwt or sealed");
	if (lifetime.n) {
		if (!text_to_u64(lifetime, &seconds) ||
		    resource_lifetime_fault((int64_t)seconds, RESOURCE_LIFETIME_MOST))
			return cli_misuse(c,
			    "--token-lifetime is 10 to 86400 seconds, or 0 for "
			    "the settings' default");
		r->token_lifetime = (int64_t)seconds;
	}
	if (status_list.n && !text_eq(status_list, TEXT("yes")) &&
	    !text_eq(status_list, TEXT("no")))
		return cli_misuse(c, "--status-list is yes or no");
	if (status_list.n)
		r->status_list = text_eq(status_list, TEXT("yes"));
	return read_owner(c, r);
}

static int
resource_add_run(struct cli *c)
{
	struct resource r = {
	    .id = uuid_new(), .uri = cli_argument(c, 0), .created_at = clock_now()};
	if (!is_resource_uri(r.uri))
		return cli_misuse(
		    c, "the resource is an absolute URI without a fragment");
	r.name = r.uri;
	int fault = read_options(c, &r);
	if (fault)
		return fault;
	enum store_status status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	status = resource_add(c->db, c->arena, &r);
	status = finish(c, status, "resource_added", r.uri, NULL, resource_audited(&r));
	return status == STORE_OK ? cli_answer(c, resource_json(c->arena, &r))
				  : cli_store_fail(c, status, "resource");
}

static int
resource_list_run(struct cli *c)
{
	struct resource *list;
	size_t n;
	enum store_status status = resources_list(c->db, c->arena, &list, &n);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	json_t *answer = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(answer, resource_json(c->arena, &list[i]));
	return cli_answer(c, answer);
}

static int
resource_show_run(struct cli *c)
{
	struct resource r;
	enum store_status status =
	    resource_by_uri(c->db, c->arena, cli_argument(c, 0), &r);
	return status == STORE_OK ? cli_answer(c, resource_json(c->arena, &r))
				  : cli_store_fail(c, status, "resource");
}

static int
resource_set_run(struct cli *c)
{
	struct resource r, before;
	enum store_status status =
	    resource_by_uri(c->db, c->arena, cli_argument(c, 0), &r);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	before = r;
	int fault = read_options(c, &r);
	if (fault)
		return fault;
	status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	status = resource_set(c->db, c->arena, &r);
	if (status == STORE_OK)
		status = resource_set_owner(c->db, c->arena, &r);
	if (status == STORE_OK)
		status = resource_by_uri(c->db, c->arena, r.uri, &r);
	status = finish(c, status, "resource_changed", r.uri, resource_audited(&before),
	    resource_audited(&r));
	return status == STORE_OK ? cli_answer(c, resource_json(c->arena, &r))
				  : cli_store_fail(c, status, "resource");
}

static int
resource_remove_run(struct cli *c)
{
	struct resource r;
	enum store_status status =
	    resource_by_uri(c->db, c->arena, cli_argument(c, 0), &r);
	if (status == STORE_OK)
		status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	status = resource_remove(c->db, c->arena, r.id);
	status = finish(c, status, "resource_deleted", r.uri, resource_audited(&r), NULL);
	return status == STORE_OK ? cli_answer(c, resource_json(c->arena, &r))
				  : cli_store_fail(c, status, "resource");
}

static const struct option options[] = {
    {"name", OPTION_VALUE, "NAME  what people read"},
    {"token-format", OPTION_VALUE, "jwt|sealed  sealed tokens only authz can open"},
    {"token-lifetime", OPTION_VALUE, "SECONDS  of its access tokens"},
    {"status-list", OPTION_VALUE, "yes|no  its JWTs name their place in a status list"},
    TEAM_OPTIONS,
    {"scope-prefix", OPTION_VALUE,
	"WORD  what the scopes that its team makes begin with"},
    {"state", OPTION_VALUE,
	"approved|asked|refused  whether apps may ask for its scopes"},
    {0},
};

const struct command resource_commands[] = {
    {"resource", "add", "URI", options, resource_add_run, "add an API of the platform"},
    {"resource", "list", "", NULL, resource_list_run, "list all APIs"},
    {"resource", "show", "URI", NULL, resource_show_run, "show one"},
    {"resource", "set", "URI", options, resource_set_run, "change one"},
    {"resource", "remove", "URI", NULL, resource_remove_run,
	"delete one with its scopes, resource servers and grants"},
    {0},
};
