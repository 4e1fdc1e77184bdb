/* /api/v1/admin/resources and …/scopes: the platform's APIs and what may be asked of
 * them. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/resource_change.h"
#include "api/api.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/members.h"
#include "oauth/errors.h"

enum { RESOURCES_SHOWN = 1000 };

/* What may be said of one; the rest of its document is only read. */
struct said {
	struct text resource, name, token_format;
	struct optional_number token_lifetime;
	bool status_list;
};
#define ROW(table, member, kind)                                                         \
	{                                                                                \
#member, kind, offsetof(struct table, member)                            \
	}
static const struct member rows[] = {
    ROW(said, resource, MEMBER_TEXT),
    ROW(said, name, MEMBER_TEXT),
    ROW(said, token_format, MEMBER_TEXT),
    ROW(said, token_lifetime, MEMBER_NUMBER),
    ROW(said, status_list, MEMBER_FLAG),
};
static const struct members said_members = {rows, COUNT_OF(rows)};

static const struct response *
wrong_type(struct request *rq, const char *name)
{
	return api_refuse_member(
	    rq, arena_printf(rq->arena, "/%s", name), TEXT("it has the wrong type"));
}

static json_t *
resource_json(struct arena *a, const struct resource *r)
{
	return json_pack("{so so so so so so sb so so so so}", "id",
	    json_text(uuid_text(a, r->id)), "resource", json_text(r->uri), "name",
	    json_text(r->name), "token_format",
	    json_text(token_format_name(r->token_format)), "token_lifetime",
	    r->token_lifetime ? json_integer(r->token_lifetime) : json_null(), "state",
	    json_text(resource_state_name(r->state)), "status_list", r->status_list,
	    "team_id",
	    uuid_is_nil(r->team_id) ? json_null() : json_text(uuid_text(a, r->team_id)),
	    "owner", json_text(r->owner_name), "scope_prefix", json_text(r->scope_prefix),
	    "created_at", json_time(r->created_at));
}

const struct response *
load_resource_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	return outcome_problem(
	    rq, ENDED(resource_by_id(rq->db, rq->arena, id, &admin_of(rq)->api)));
}

const struct response *
list_resources_for_api(struct request *rq)
{
	struct resource *all;
	size_t n;
	enum store_status status = resources_search(rq->db, rq->arena,
	    form_get(rq->parameters, TEXT("q")), NO_TEXT, RESOURCES_SHOWN, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, resource_json(rq->arena, &all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

const struct response *
show_resource_for_api(struct request *rq)
{
	return api_respond(rq, 200, resource_json(rq->arena, &admin_of(rq)->api));
}

/* Over what `r` is: what is left out gets its default, or goes. */
static const struct response *
read_resource(struct request *rq, struct resource *r)
{
	static const char *const members[] = {"resource", "name", "token_format",
	    "token_lifetime", "status_list", "id", "state", "team_id", "owner",
	    "scope_prefix", "created_at", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct said said = {.token_format = token_format_name(TOKEN_JWT)};
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	const char *wrong = members_read(rq->arena, &said_members, body, &said);
	if (wrong)
		return wrong_type(rq, wrong);
	if (!token_format_parse(said.token_format, &r->token_format))
		return api_refuse_member(
		    rq, TEXT("/token_format"), TEXT("it is jwt or sealed"));
	if (!r->uri.n)
		r->uri = text_trim(said.resource);
	r->name = text_trim(said.name);
	r->token_lifetime = said.token_lifetime.value;
	r->status_list = said.status_list;
	return NULL;
}

/* As it is stored now. */
static const struct response *
respond_stored(struct request *rq, bool created, struct uuid id)
{
	struct resource now;
	enum store_status status = resource_by_id(rq->db, rq->arena, id, &now);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *document = resource_json(rq->arena, &now);
	return created ? api_respond_created(rq, document,
			     arena_printf(rq->arena, "/api/v1/admin/resources/%.*s",
				 TEXT_ARG(uuid_text(rq->arena, id))))
		       : api_respond(rq, 200, document);
}

/* The catalogue names it `resource`, as tokens and requests do (RFC 8707). */
static struct outcome
named(struct outcome o)
{
	if (o.field && text_eq(text_of(o.field), TEXT("uri")))
		o.field = "resource";
	return o;
}

static const struct response *
create(struct request *rq)
{
	struct resource r = {.id = uuid_new(), .created_at = clock_now()};
	const struct response *refused = read_resource(rq, &r);
	if (!refused)
		refused = outcome_problem(rq, named(resource_create(rq, &r)));
	return refused ? refused : respond_stored(rq, true, r.id);
}

const struct response *
create_resource_for_api(struct request *rq)
{
	return api_once(rq, create);
}

/* Whoever changes it meanwhile waits: the version that is checked is the one replaced. */
static const struct response *
hold_version(struct request *rq)
{
	struct resource *r = &admin_of(rq)->api;
	const struct response *refused =
	    outcome_problem(rq, ENDED(resource_hold(rq->db, rq->arena, r->id, r)));
	return refused ? refused : api_check_version(rq, resource_json(rq->arena, r));
}

static const struct response *
replace(struct request *rq)
{
	struct resource draft = admin_of(rq)->api;
	const struct response *refused = read_resource(rq, &draft);
	if (!refused)
		refused = hold_version(rq);
	if (!refused)
		refused =
		    outcome_problem(rq, resource_change(rq, &admin_of(rq)->api, &draft));
	return refused ? refused : respond_stored(rq, false, draft.id);
}

const struct response *
replace_resource_for_api(struct request *rq)
{
	return api_in_one(rq, replace);
}

/* All its scopes and tokens end, so that the version must be named here too. */
static const struct response *
remove_held(struct request *rq)
{
	const struct resource *r = &admin_of(rq)->api;
	const struct response *refused = hold_version(rq);
	if (!refused)
		refused = outcome_problem(rq, resource_delete(rq, r, r->name));
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}

const struct response *
remove_resource_for_api(struct request *rq)
{
	return api_in_one(rq, remove_held);
}
