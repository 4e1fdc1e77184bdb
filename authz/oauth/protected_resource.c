/* RFC 9728: what an app needs to know of one of the platform's APIs. It stands at the
 * API's own host; here it is made, for APIs on the issuer's host or behind a gateway that
 * asks for it by ?resource=. */
#include "base/json.h"
#include "live/resources.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/metadata.h"
#include "settings/settings.h"

static const struct text well_known = TEXT_INIT("/.well-known/oauth-protected-resource");

/* "https://host" of a URL. */
static struct text
origin_of(struct text url)
{
	size_t scheme = text_index(url, ':') + 3;
	struct text rest = text_part(url, scheme, url.n);
	return text_part(url, 0, scheme + text_index(rest, '/'));
}

/* What the path or the query asks for; RFC 9728 3.1 puts the well-known part in between.
 */
static struct text
asked_uri(struct request *rq)
{
	struct text named = form_get(rq->parameters, TEXT("resource"));
	struct text path = text_part(rq->path, well_known.n, rq->path.n);
	if (named.n)
		return named;
	return arena_printf(rq->arena, "%.*s%.*s",
	    TEXT_ARG(origin_of(settings()->server.issuer)), TEXT_ARG(path));
}

static void
put_scopes(json_t *m, const struct scope *scopes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (scopes[i].sensitivity != SCOPE_INTERNAL)
			metadata_names(
			    m, "scopes_supported", (struct texts){&scopes[i].name, 1});
}

json_t *
protected_resource_json(
    const struct resource *resource, const struct scope *scopes, size_t n)
{
	struct text issuer = settings()->server.issuer;
	json_t *m = json_pack("{so s[o] so}", "resource",
	    json_stringn(resource->uri.at, resource->uri.n), "authorization_servers",
	    json_stringn(issuer.at, issuer.n), "resource_name",
	    json_stringn(resource->name.at, resource->name.n));
	put_scopes(m, scopes, n);
	metadata_list(m, "bearer_methods_supported", "header");
	return m;
}

const struct response *
answer_protected_resource(struct request *rq)
{
	struct resource resource;
	struct scope *scopes = NULL;
	size_t n = 0;
	enum store_status status =
	    live_resource_by_uri(rq->db, rq->arena, asked_uri(rq), &resource);
	if (status == STORE_OK)
		status = scopes_of(rq->db, rq->arena, resource.id, &scopes, &n);
	if (status == STORE_NONE) {
		struct response *rs = oauth_error(rq, INVALID_TARGET,
		    "there is no such resource here; name it by its URI in the parameter "
		    "resource");
		rs->status = 404;
		return rs;
	}
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	CLEANUP(json) json_t *m = protected_resource_json(&resource, scopes, n);
	struct text json = json_compact(rq->arena, m);
	return respond_cached(rq, json, entity_tag(rq->arena, json));
}
