#include "oauth/scope.h"

#include "base/builder.h"
#include "live/resources.h"
#include "oauth/errors.h"

bool
scope_parse(struct arena *a, struct text scope, struct texts *out)
{
	struct texts_builder list = texts_builder_new(a);
	struct text token;
	for (size_t i = 0; i < scope.n; i++) {
		unsigned char c = (unsigned char)scope.at[i];
		if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
			return false;
	}
	while (text_next(&scope, ' ', &token))
		if (token.n && !texts_have(texts_done(&list), token))
			texts_add(&list, token);
	*out = texts_done(&list);
	return true;
}

bool
scope_within(struct texts part, struct texts whole)
{
	for (size_t i = 0; i < part.n; i++)
		if (!texts_have(whole, part.at[i]))
			return false;
	return true;
}

bool
scope_is_about_person(struct text scope)
{
	return text_eq(scope, TEXT("openid")) || text_eq(scope, TEXT("profile")) ||
	       text_eq(scope, TEXT("email")) || text_eq(scope, TEXT("offline_access"));
}

struct texts
scope_intersect(struct arena *a, struct texts one, struct texts other)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < one.n; i++)
		if (texts_have(other, one.at[i]))
			texts_add(&list, one.at[i]);
	return texts_done(&list);
}

struct text
scope_text(struct arena *a, struct texts scopes)
{
	return texts_join(a, scopes, ' ');
}

struct texts
scope_answer_uris(struct arena *a, const struct scope_answer *answer)
{
	struct texts_builder list = texts_builder_new(a);
	if (answer->resource)
		texts_add(&list, answer->resource->uri);
	for (size_t i = 0; i < answer->more_resources.n; i++)
		texts_add(&list, answer->more_resources.at[i]);
	return texts_done(&list);
}

void
scope_request_resources(struct scope_request *q, struct texts uris)
{
	if (!uris.n)
		return;
	q->resource_uri = uris.at[0];
	q->more_resource_uris = (struct texts){uris.at + 1, uris.n - 1};
}

static enum store_status
fail(struct scope_answer *out, enum oauth_error_code code, const char *sentence)
{
	out->code = (int)code;
	out->error = sentence;
	return STORE_OK;
}

/* The one resource that API scopes belong to; false when they belong to several. */
static bool
only_resource(const struct scope *scopes, size_t n, struct uuid *id)
{
	*id = NO_UUID;
	for (size_t i = 0; i < n; i++) {
		if (uuid_is_nil(scopes[i].resource_id))
			continue;
		if (!uuid_is_nil(*id) && !uuid_eq(*id, scopes[i].resource_id))
			return false;
		*id = scopes[i].resource_id;
	}
	return true;
}

static enum store_status
find_resource(struct db *db, struct arena *a, const struct scope_request *q,
    const struct scope *scopes, size_t n, struct scope_answer *out)
{
	struct resource *resource = ARENA_NEW(a, struct resource);
	struct uuid id;
	enum store_status status;
	if (q->resource_uri.n) {
		status = live_resource_by_uri(db, a, q->resource_uri, resource);
		if (status == STORE_NONE)
			return fail(
			    out, INVALID_TARGET, "the resource is not known here");
	} else {
		if (!only_resource(scopes, n, &id))
			return fail(out, INVALID_TARGET,
			    "the scopes belong to several resources; name one with the "
			    "resource parameter");
		if (uuid_is_nil(id))
			return STORE_OK;
		status = live_resource_by_id(db, a, id, resource);
	}
	if (status == STORE_OK)
		out->resource = resource;
	return status;
}

static enum store_status
find_more_resources(struct db *db, struct arena *a, const struct scope_request *q,
    struct scope_answer *out)
{
	struct resource resource;
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < q->more_resource_uris.n; i++) {
		struct text uri = q->more_resource_uris.at[i];
		enum store_status status = live_resource_by_uri(db, a, uri, &resource);
		if (status == STORE_NONE)
			return fail(out, INVALID_TARGET, "a resource is not known here");
		if (status != STORE_OK)
			return status;
		out->mixed_formats |=
		    resource.token_format != out->resource->token_format;
		if (!text_eq(uri, q->resource_uri) && !texts_have(texts_done(&list), uri))
			texts_add(&list, uri);
	}
	out->more_resources = texts_done(&list);
	return STORE_OK;
}

/* authz's own scopes go with every resource. */
static bool
is_asked_of(const struct scope *s, const struct scope_answer *answer)
{
	if (uuid_is_nil(s->resource_id))
		return true;
	if (answer->resource && uuid_eq(s->resource_id, answer->resource->id))
		return true;
	return texts_have(answer->more_resources, s->resource_uri);
}

enum store_status
scope_resolve(struct db *db, struct arena *a, const struct scope_request *q,
    struct scope_answer *out)
{
	struct scope *scopes;
	size_t n;
	bool by_default = q->asked.n == 0 && !q->no_default;
	*out = (struct scope_answer){0};
	if (!scope_within(q->asked, q->approved))
		return fail(out, INVALID_SCOPE,
		    "a scope is unknown, or not approved for this app; see its page in "
		    "the "
		    "developer portal");
	enum store_status status =
	    live_scopes_named(db, a, by_default ? q->approved : q->asked, &scopes, &n);
	if (status != STORE_OK)
		return status;
	if (!by_default && n < q->asked.n)
		return fail(out, INVALID_SCOPE,
		    "a scope belongs to an API that the operators have not approved");
	/* By default a request is not for OpenID: that has to be said (OIDC
	 * Core 3.1.2.1). */
	struct texts_builder granted = texts_builder_new(a);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!by_default || !uuid_is_nil(scopes[i].resource_id))
			scopes[kept++] = scopes[i];
	status = find_resource(db, a, q, scopes, kept, out);
	if (status == STORE_OK && !out->error && q->more_resource_uris.n)
		status = find_more_resources(db, a, q, out);
	if (status != STORE_OK || out->error)
		return status;
	for (size_t i = 0; i < kept; i++) {
		if (is_asked_of(&scopes[i], out))
			texts_add(&granted, scopes[i].name);
		else if (!by_default)
			return fail(out, INVALID_SCOPE,
			    "a scope does not belong to the resource that was named");
	}
	out->scopes = texts_done(&granted);
	return STORE_OK;
}
