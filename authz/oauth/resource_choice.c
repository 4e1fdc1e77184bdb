#include "oauth/resource_choice.h"

#include "live/resources.h"
#include "oauth/authorization_details.h"
#include "oauth/errors.h"
#include "oauth/issued.h"
#include "oauth/scope.h"

static const struct response *
refuse(struct request *rq)
{
	return oauth_error(rq, INVALID_TARGET,
	    "the resource is not one of those that the person allowed");
}

/* Most grants are for one resource, and then there is nothing to choose. */
static const struct response *
choose_only(struct request *rq, struct texts asked, struct resource_choice *out)
{
	for (size_t i = 0; i < asked.n; i++)
		if (!out->resource || !text_eq(out->resource->uri, asked.at[i]))
			return refuse(rq);
	return NULL;
}

static const struct response *
find(struct request *rq, struct text uri, const struct resource **out)
{
	struct resource *r = ARENA_NEW(rq->arena, struct resource);
	enum store_status status = live_resource_by_uri(rq->db, rq->arena, uri, r);
	*out = r;
	if (status == STORE_NONE)
		return refuse(rq);
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

/* Of the scopes, authz's own and those of the chosen resources. */
static const struct response *
keep_scopes(struct request *rq, struct resource_choice *out)
{
	struct scope *scopes;
	size_t n;
	struct texts_builder kept = texts_builder_new(rq->arena);
	enum store_status status =
	    live_scopes_named(rq->db, rq->arena, out->scopes, &scopes, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	for (size_t i = 0; i < n; i++)
		if (uuid_is_nil(scopes[i].resource_id) ||
		    text_eq(scopes[i].resource_uri, out->resource->uri) ||
		    texts_have(out->others, scopes[i].resource_uri))
			texts_add(&kept, scopes[i].name);
	out->scopes = texts_done(&kept);
	return NULL;
}

static const struct response *
choose_of_several(struct request *rq, const struct family *granted, struct texts asked,
    struct resource_choice *out)
{
	const struct resource *main = out->resource, *other;
	struct texts_builder others = texts_builder_new(rq->arena);
	for (size_t i = 0; i < asked.n; i++) {
		if (!text_eq(asked.at[i], main->uri) &&
		    !texts_have(granted->extras.resources, asked.at[i]))
			return refuse(rq);
		const struct response *refused = find(rq, asked.at[i], &other);
		if (refused)
			return refused;
		if (i == 0)
			out->resource = other;
		else if (other->token_format != out->resource->token_format)
			return oauth_error(rq, INVALID_TARGET,
			    "these resources take tokens of different formats: ask for "
			    "one at a time");
		else if (!text_eq(asked.at[i], out->resource->uri))
			texts_add(&others, asked.at[i]);
	}
	out->others = texts_done(&others);
	return keep_scopes(rq, out);
}

/* RFC 9396 6: those of the chosen resources; of these, what the request itself names. */
static const struct response *
choose_details(struct request *rq, struct text granted, struct resource_choice *out)
{
	struct text asked = form_get(rq->form, TEXT("authorization_details"));
	struct texts_builder uris = texts_builder_new(rq->arena);
	if (!request_may_block(rq))
		return DEFER;
	if (out->resource)
		texts_add(&uris, out->resource->uri);
	for (size_t i = 0; i < out->others.n; i++)
		texts_add(&uris, out->others.at[i]);
	enum store_status status = authorization_details_for(
	    rq->db, rq->arena, granted, texts_done(&uris), &out->authorization_details);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!asked.n)
		return NULL;
	out->authorization_details =
	    authorization_details_within(rq->arena, asked, out->authorization_details);
	return out->authorization_details.n
		   ? NULL
		   : oauth_error(rq, INVALID_AUTHORIZATION_DETAILS,
			 "authorization_details may only be fewer of those granted");
}

const struct response *
resource_choice(struct request *rq, const struct family *granted, struct texts scopes,
    struct resource_choice *out)
{
	*out = (struct resource_choice){.scopes = scopes};
	struct texts asked = form_all(rq->arena, rq->form, TEXT("resource"));
	const struct response *refused =
	    issued_resource(rq, granted->resource_id, &out->resource);
	if (refused)
		return refused;
	refused = granted->extras.resources.n && out->resource
		      ? choose_of_several(rq, granted, asked, out)
		      : choose_only(rq, asked, out);
	if (refused || !granted->extras.authorization_details.n)
		return refused;
	return choose_details(rq, granted->extras.authorization_details, out);
}
