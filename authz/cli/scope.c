#include "base/builder.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "oauth/resource_rules.h"

static json_t *
scope_json(const struct scope *s)
{
	return json_pack("{so so so so so}", "scope", json_text(s->name), "resource",
	    s->resource_uri.n ? json_text(s->resource_uri) : json_null(), "title",
	    json_loadb(s->title.at, s->title.n, 0, NULL), "description",
	    json_loadb(s->description.at, s->description.n, 0, NULL), "sensitivity",
	    json_text(sensitivity_name(s->sensitivity)));
}

/* Takes --title, --description (in --lang) and --sensitivity over into `s`. */
static int
read_options(struct cli *c, struct scope *s)
{
	struct text lang = cli_option(c, "lang"),
		    sensitivity = cli_option(c, "sensitivity");
	if (!lang.n)
		lang = TEXT("en");
	if (!text_eq(lang, TEXT("en")) && !text_eq(lang, TEXT("zh")))
		return cli_misuse(c, "--lang is en or zh");
	if (cli_given(c, "title"))
		s->title =
		    by_language_set(c->arena, s->title, lang, cli_option(c, "title"));
	if (cli_given(c, "description"))
		s->description = by_language_set(
		    c->arena, s->description, lang, cli_option(c, "description"));
	if (sensitivity.n && !sensitivity_parse(sensitivity, &s->sensitivity))
		return cli_misuse(c, "--sensitivity is open, review or internal");
	return 0;
}

/* A change of one and its event, or neither. */
static enum store_status
finish(struct cli *c, enum store_status status, const char *event, struct text resource,
    json_t *before, json_t *after)
{
	return cli_finish(c, status,
	    &(struct cli_change){.event = event,
		.thing = resource.n ? "resource" : NULL,
		.which = resource,
		.before = before,
		.after = after});
}

static int
scope_add_run(struct cli *c)
{
	struct scope s = {.name = cli_argument(c, 1),
	    .title = TEXT("{}"),
	    .description = TEXT("{}"),
	    .sensitivity = SCOPE_OPEN};
	struct resource r;
	if (!is_scope_name(s.name))
		return cli_misuse(c,
		    "a scope is up to 128 printable ASCII characters without "
		    "space, quote and backslash");
	s.title = by_language_set(c->arena, s.title, TEXT("en"), s.name);
	int fault = read_options(c, &s);
	if (fault)
		return fault;
	enum store_status status =
	    resource_by_uri(c->db, c->arena, cli_argument(c, 0), &r);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	s.resource_id = r.id;
	s.resource_uri = r.uri;
	status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "scope");
	status = scope_add(c->db, c->arena, &s);
	status = finish(c, status, "scope_added", r.uri, NULL, scope_audited(&s));
	return status == STORE_OK ? cli_answer(c, scope_json(&s))
				  : cli_store_fail(c, status, "scope");
}

static int
scope_list_run(struct cli *c)
{
	struct resource r = {.id = NO_UUID};
	struct scope *list;
	size_t n;
	enum store_status status = STORE_OK;
	if (cli_argument(c, 0).n)
		status = resource_by_uri(c->db, c->arena, cli_argument(c, 0), &r);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	status = cli_argument(c, 0).n ? scopes_of(c->db, c->arena, r.id, &list, &n)
				      : scopes_list(c->db, c->arena, &list, &n);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "scope");
	json_t *answer = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(answer, scope_json(&list[i]));
	return cli_answer(c, answer);
}

static int
scope_show_run(struct cli *c)
{
	struct scope s;
	enum store_status status = scope_by_name(c->db, c->arena, cli_argument(c, 0), &s);
	return status == STORE_OK ? cli_answer(c, scope_json(&s))
				  : cli_store_fail(c, status, "scope");
}

static int
scope_set_run(struct cli *c)
{
	struct scope s, before;
	enum store_status status = scope_by_name(c->db, c->arena, cli_argument(c, 0), &s);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "scope");
	before = s;
	int fault = read_options(c, &s);
	if (fault)
		return fault;
	status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "scope");
	status = scope_set(c->db, c->arena, &s);
	status = finish(c, status, "scope_changed", s.resource_uri,
	    scope_audited(&before), scope_audited(&s));
	return status == STORE_OK ? cli_answer(c, scope_json(&s))
				  : cli_store_fail(c, status, "scope");
}

static int
scope_remove_run(struct cli *c)
{
	struct scope s;
	enum store_status status = scope_by_name(c->db, c->arena, cli_argument(c, 0), &s);
	if (status == STORE_OK && uuid_is_nil(s.resource_id))
		return cli_fail(c, "authz's own scopes stay");
	if (status == STORE_OK)
		status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "scope");
	status = scope_remove(c->db, c->arena, s.name);
	status =
	    finish(c, status, "scope_deleted", s.resource_uri, scope_audited(&s), NULL);
	return status == STORE_OK ? cli_answer(c, scope_json(&s))
				  : cli_store_fail(c, status, "scope");
}

static const struct option options[] = {
    {"title", OPTION_VALUE, "TEXT  a few words for the consent page"},
    {"description", OPTION_VALUE, "TEXT  a sentence for the consent page"},
    {"lang", OPTION_VALUE, "en|zh  the language of --title and --description"},
    {"sensitivity", OPTION_VALUE, "open|review|internal  who may ask for it"},
    {0},
};

const struct command scope_commands[] = {
    {"scope", "add", "RESOURCE_URI SCOPE", options, scope_add_run,
	"add a scope to an API"},
    {"scope", "list", "[RESOURCE_URI]", NULL, scope_list_run, "list scopes"},
    {"scope", "show", "SCOPE", NULL, scope_show_run, "show one"},
    {"scope", "set", "SCOPE", options, scope_set_run, "change one"},
    {"scope", "remove", "SCOPE", NULL, scope_remove_run, "delete one"},
    {0},
};
