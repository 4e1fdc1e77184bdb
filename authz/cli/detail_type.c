/* Types of authorization details (RFC 9396): what an API can be asked for beyond scopes.
 */
#include "base/builder.h"
#include "base/json.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "store/detail_types.h"
#include "store/resources.h"

static json_t *
detail_type_json(const struct detail_type *t)
{
	return json_pack("{so so so so}", "type", json_text(t->name), "resource",
	    json_text(t->resource_uri), "title",
	    json_loadb(t->title.at, t->title.n, 0, NULL), "fields",
	    json_loadb(t->fields.at, t->fields.n, 0, NULL));
}

/* A change of one and its event, or neither. */
static enum store_status
finish(struct cli *c, enum store_status status, const char *event,
    const struct detail_type *t, json_t *before, json_t *after)
{
	return cli_finish(c, status,
	    &(struct cli_change){.event = event,
		.thing = "resource",
		.which = t->resource_uri,
		.before = before,
		.after = after});
}

static bool
is_field_type(struct text type)
{
	static const char types[] = "string number integer boolean object array";
	struct text rest = text_of(types), one;
	while (text_next(&rest, ' ', &one))
		if (text_eq(one, type))
			return true;
	return false;
}

/* NAME:TYPE or NAME:TYPE:required; a new reference, or NULL. */
static json_t *
field_of(struct text given)
{
	struct text name, type = TEXT("string"), required = NO_TEXT;
	text_next(&given, ':', &name);
	text_next(&given, ':', &type);
	text_next(&given, ':', &required);
	if (!name.n || !is_field_type(type) ||
	    (required.n && !text_eq(required, TEXT("required"))) || given.n)
		return NULL;
	return json_pack("{so so sb}", "name", json_text(name), "type", json_text(type),
	    "required", required.n != 0);
}

/* Takes --title (in --lang) and --field over; 0, or the exit status. */
static int
read_options(struct cli *c, struct detail_type *t)
{
	struct text lang = cli_option(c, "lang");
	struct texts given = cli_values(c, "field");
	if (!lang.n)
		lang = TEXT("en");
	if (!text_eq(lang, TEXT("en")) && !text_eq(lang, TEXT("zh")))
		return cli_misuse(c, "--lang is en or zh");
	if (cli_given(c, "title"))
		t->title =
		    by_language_set(c->arena, t->title, lang, cli_option(c, "title"));
	if (!given.n)
		return 0;
	json_t *fields = json_array();
	for (size_t i = 0; i < given.n; i++) {
		json_t *field = field_of(given.at[i]);
		if (!field) {
			json_decref(fields);
			return cli_misuse(c,
			    "--field is NAME:TYPE or NAME:TYPE:required; TYPE is string, "
			    "number, integer, boolean, object or array");
		}
		json_array_append_new(fields, field);
	}
	t->fields = json_compact(c->arena, fields);
	json_decref(fields);
	return 0;
}

static int
detail_type_add_run(struct cli *c)
{
	struct detail_type t = {
	    .name = cli_argument(c, 1), .title = TEXT("{}"), .fields = TEXT("[]")};
	struct resource r;
	t.title = by_language_set(c->arena, t.title, TEXT("en"), t.name);
	int fault = read_options(c, &t);
	if (fault)
		return fault;
	enum store_status status =
	    resource_by_uri(c->db, c->arena, cli_argument(c, 0), &r);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "resource");
	t.resource_id = r.id;
	t.resource_uri = r.uri;
	status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "detail type");
	status = detail_type_add(c->db, c->arena, &t);
	status = finish(c, status, "detail_type_added", &t, NULL, detail_type_json(&t));
	return status == STORE_OK ? cli_answer(c, detail_type_json(&t))
				  : cli_store_fail(c, status, "detail type");
}

static int
detail_type_list_run(struct cli *c)
{
	struct detail_type *types;
	size_t n;
	enum store_status status = detail_types_list(c->db, c->arena, &types, &n);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "detail type");
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, detail_type_json(&types[i]));
	return cli_answer(c, list);
}

static int
detail_type_set_run(struct cli *c)
{
	struct detail_type t, before;
	enum store_status status =
	    detail_type_by_name(c->db, c->arena, cli_argument(c, 0), &t);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "detail type");
	before = t;
	int fault = read_options(c, &t);
	if (fault)
		return fault;
	status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "detail type");
	status = detail_type_set(c->db, c->arena, &t);
	status = finish(c, status, "detail_type_changed", &t, detail_type_json(&before),
	    detail_type_json(&t));
	return status == STORE_OK ? cli_answer(c, detail_type_json(&t))
				  : cli_store_fail(c, status, "detail type");
}

static int
detail_type_remove_run(struct cli *c)
{
	struct detail_type t;
	enum store_status status =
	    detail_type_by_name(c->db, c->arena, cli_argument(c, 0), &t);
	if (status == STORE_OK)
		status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "detail type");
	status = detail_type_remove(c->db, c->arena, t.name);
	status = finish(c, status, "detail_type_deleted", &t, detail_type_json(&t), NULL);
	return status == STORE_OK ? cli_answer(c, detail_type_json(&t))
				  : cli_store_fail(c, status, "detail type");
}

static const struct option options[] = {
    {"title", OPTION_VALUE, "TEXT  what people read; {field} stands for its value"},
    {"lang", OPTION_VALUE, "en|zh  the language of --title"},
    {"field", OPTION_VALUES,
	"NAME:TYPE[:required]  what it may have; a.b for one in an object; may repeat"},
    {0},
};

const struct command detail_type_commands[] = {
    {"detail-type", "add", "RESOURCE_URI TYPE", options, detail_type_add_run,
	"let an API be asked for more than scopes"},
    {"detail-type", "list", "", NULL, detail_type_list_run, "list them"},
    {"detail-type", "set", "TYPE", options, detail_type_set_run, "change one"},
    {"detail-type", "remove", "TYPE", NULL, detail_type_remove_run, "delete one"},
    {0},
};
