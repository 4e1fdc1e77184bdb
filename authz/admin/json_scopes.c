/* /api/v1/admin/resources/{}/scopes and …/scopes/{}: the words that people read when they
 * decide, and who may ask. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/resource_change.h"
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"

static json_t *
words_json(struct text object)
{
	json_t *j = json_loadb(object.at, object.n, 0, NULL);
	return j ? j : json_object();
}

static json_t *
scope_json(const struct scope *s)
{
	return json_pack("{so so so so so}", "scope", json_text(s->name), "resource",
	    s->resource_uri.n ? json_text(s->resource_uri) : json_null(), "title",
	    words_json(s->title), "description", words_json(s->description),
	    "sensitivity", json_text(sensitivity_name(s->sensitivity)));
}

const struct response *
list_scopes_for_api(struct request *rq)
{
	struct scope *all;
	size_t n;
	enum store_status status =
	    scopes_list(rq->db, rq->arena, admin_of(rq)->api.id, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, scope_json(&all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

/* {"en": "…", "zh": "…"} and no other language: those that pages are in. */
static const struct response *
read_words(struct request *rq, const json_t *body, const char *name, struct text *out)
{
	json_t *words = json_object_get(body, name), *word;
	const char *language;
	*out = TEXT("{}");
	if (!words)
		return NULL;
	bool good = json_is_object(words);
	json_object_foreach(words, language, word)
	{
		struct text tag = text_of(language);
		good &= json_is_string(word) &&
			(text_eq(tag, TEXT("en")) || text_eq(tag, TEXT("zh")));
	}
	if (!good)
		return api_refuse_member(rq, arena_printf(rq->arena, "/%s", name),
		    TEXT("it is an object with texts by language, en and zh"));
	*out = json_compact(rq->arena, words);
	return NULL;
}

static const struct response *
read_scope(struct request *rq, struct scope *out)
{
	static const char *const members[] = {
	    "title", "description", "sensitivity", "scope", "resource", NULL};
	CLEANUP(json) json_t *body = NULL;
	const struct response *refused = api_read_body(rq, members, &body);
	if (!refused)
		refused = read_words(rq, body, "title", &out->title);
	if (!refused)
		refused = read_words(rq, body, "description", &out->description);
	if (refused)
		return refused;
	struct text sensitivity =
	    json_string_text(rq->arena, json_object_get(body, "sensitivity"));
	return sensitivity_parse(sensitivity, &out->sensitivity)
		   ? NULL
		   : api_refuse_member(rq, TEXT("/sensitivity"),
			 TEXT("it is open, review or internal"));
}

/* "title_en" is the member /title/en. */
static struct outcome
placed(struct request *rq, struct outcome o)
{
	if (!o.field)
		return o;
	char *field = (char *)arena_cstr(rq->arena, text_of(o.field));
	char *mark = strchr(field, '_');
	if (mark)
		*mark = '/';
	o.field = field;
	return o;
}

static const struct response *
respond_stored(struct request *rq, int code, struct text name)
{
	struct scope now;
	enum store_status status = scope_by_name(rq->db, rq->arena, name, &now);
	return status == STORE_OK ? api_respond(rq, code, scope_json(&now))
				  : oauth_store_error(rq, status);
}

const struct response *
put_scope_for_api(struct request *rq)
{
	const struct resource *api = &admin_of(rq)->api;
	struct scope is, s = {.name = rq->path_args[1]};
	const struct response *refused = read_scope(rq, &s);
	if (refused)
		return refused;
	enum store_status status = scope_by_name(rq->db, rq->arena, s.name, &is);
	bool is_new = status == STORE_NONE;
	if (status == STORE_OK && !uuid_eq(is.resource_id, api->id))
		return api_conflict(rq, "another API has a scope of that name");
	struct outcome o = is_new		? scope_create(rq, api, &s)
			   : status == STORE_OK ? scope_change(rq, &s)
						: ENDED(status);
	refused = outcome_problem(rq, placed(rq, o));
	return refused ? refused : respond_stored(rq, is_new ? 201 : 200, s.name);
}

const struct response *
remove_scope_for_api(struct request *rq)
{
	struct scope is;
	struct text name = rq->path_args[1];
	struct outcome o = ENDED(scope_by_name(rq->db, rq->arena, name, &is));
	if (outcome_is_done(o) && !uuid_eq(is.resource_id, admin_of(rq)->api.id))
		o = ENDED(STORE_NONE);
	if (outcome_is_done(o))
		o = scope_delete(rq, name, name);
	const struct response *refused = outcome_problem(rq, o);
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}
