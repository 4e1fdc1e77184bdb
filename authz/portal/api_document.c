#include "portal/api_document.h"

#include "api/api.h"
#include "base/json.h"
#include "base/members.h"
#include "oauth/errors.h"

json_t *
resource_document(struct arena *a, const struct resource *r)
{
	return json_pack("{so so so so so so sb so so so so so so so}", "id",
	    json_text(uuid_text(a, r->id)), "resource", json_text(r->uri), "name",
	    json_text(r->name), "token_format",
	    json_text(token_format_name(r->token_format)), "token_lifetime",
	    r->token_lifetime ? json_integer(r->token_lifetime) : json_null(), "state",
	    json_text(resource_state_name(r->state)), "status_list", r->status_list,
	    "team_id",
	    uuid_is_nil(r->team_id) ? json_null() : json_text(uuid_text(a, r->team_id)),
	    "owner", json_text(r->owner_name), "scope_prefix", json_text(r->scope_prefix),
	    "purpose", json_text(r->purpose), "decision", json_text(r->decision),
	    "decided_at", json_time(r->decided_at), "created_at",
	    json_time(r->created_at));
}

json_t *
scope_document(const struct scope *s)
{
	return json_pack("{so so so so so}", "scope", json_text(s->name), "resource",
	    s->resource_uri.n ? json_text(s->resource_uri) : json_null(), "title",
	    json_object_of(s->title), "description", json_object_of(s->description),
	    "sensitivity", json_text(sensitivity_name(s->sensitivity)));
}

/* As they stand in the body. */
struct members_said {
	struct text resource, name, scope_prefix, purpose, team_id, token_format;
	struct optional_number token_lifetime;
	bool status_list;
};
#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct members_said, member)                     \
	}
static const struct member rows[] = {
    ROW(resource, MEMBER_TEXT),
    ROW(name, MEMBER_TEXT),
    ROW(scope_prefix, MEMBER_TEXT),
    ROW(purpose, MEMBER_TEXT),
    ROW(team_id, MEMBER_TEXT),
    ROW(token_format, MEMBER_TEXT),
    ROW(token_lifetime, MEMBER_NUMBER),
    ROW(status_list, MEMBER_FLAG),
};
static const struct members said_members = {rows, COUNT_OF(rows)};

const struct response *
read_resource_document(struct request *rq, struct resource_said *out)
{
	static const char *const members[] = {"resource", "name", "token_format",
	    "token_lifetime", "status_list", "scope_prefix", "purpose", "team_id", "id",
	    "state", "owner", "decision", "decided_at", "created_at", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct members_said said = {.token_format = token_format_name(TOKEN_JWT)};
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	const char *wrong = members_read(rq->arena, &said_members, body, &said);
	if (wrong)
		return api_refuse_member(rq, arena_printf(rq->arena, "/%s", wrong),
		    TEXT("it has the wrong type"));
	if (json_is_string(json_object_get(body, "team_id")) && !said.team_id.n)
		return api_refuse_member(
		    rq, TEXT("/team_id"), TEXT("it is not the id of a team"));
	*out = (struct resource_said){.resource = text_trim(said.resource),
	    .name = text_trim(said.name),
	    .scope_prefix = text_trim(said.scope_prefix),
	    .purpose = text_trim(said.purpose),
	    .team_id = said.team_id,
	    .token_lifetime = said.token_lifetime.value,
	    .status_list = said.status_list,
	    .team_given = json_object_get(body, "team_id") != NULL};
	return token_format_parse(said.token_format, &out->token_format)
		   ? NULL
		   : api_refuse_member(
			 rq, TEXT("/token_format"), TEXT("it is jwt or sealed"));
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

const struct response *
read_scope_document(struct request *rq, struct scope *out)
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

const struct response *
check_scope_version(struct request *rq, enum store_status status, const struct scope *is)
{
	if (status == STORE_NONE)
		return request_header_count(rq, TEXT("If-Match"))
			   ? api_version_changed(rq)
			   : NULL;
	return status == STORE_OK ? api_check_version(rq, scope_document(is))
				  : oauth_store_error(rq, status);
}

/* Forms name an API's address `uri`, and "title_en" what is the member /title/en. */
const struct response *
document_problem(struct request *rq, struct outcome o)
{
	if (o.field && text_eq(text_of(o.field), TEXT("uri")))
		o.field = "resource";
	static const struct text words[] = {
	    TEXT_INIT("title_"), TEXT_INIT("description_")};
	for (size_t i = 0; o.field && i < COUNT_OF(words); i++)
		if (text_starts(text_of(o.field), words[i]))
			o.field = arena_printf(rq->arena, "%.*s/%s", (int)words[i].n - 1,
			    words[i].at, o.field + words[i].n)
				      .at;
	return outcome_problem(rq, o);
}
