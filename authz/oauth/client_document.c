#include "oauth/client_document.h"

#include "base/clock.h"
#include "base/json.h"
#include "identity/throttle.h"
#include "oauth/client_id.h"
#include "oauth/metadata.h"
#include "oauth/redirect_uri.h"
#include "oauth/registration_metadata.h"
#include "oauth/subject.h"
#include "outbound/fetch.h"
#include "settings/settings.h"
#include "store/registration.h"

enum {
	URL_MOST = 500,
	DOCUMENT_MOST = 10 * 1024,
	KEPT_LEAST = 300, /* seconds */
	KEPT_MOST = 86400,
	FETCHES_PER_HOUR = 120 /* that one network may cause */
};

void
put_client_documents(struct arena *a, json_t *m)
{
	(void)a;
	metadata_flag(m, "client_id_metadata_document_supported",
	    settings()->registration.documents);
}

static bool
has_dot_segment(struct text path)
{
	struct text segment;
	while (text_next(&path, '/', &segment))
		if (text_eq(segment, TEXT(".")) || text_eq(segment, TEXT("..")))
			return true;
	return false;
}

/* A path of its own, and one spelling only. */
static const char *
url_fault(struct text url)
{
	size_t scheme = text_index(url, ':') + 3;
	struct text rest = text_part(url, scheme, url.n);
	struct text path = text_part(rest, text_index(rest, '/'), rest.n);
	path = text_part(path, 0, text_index(path, '?'));
	if (url.n > URL_MOST || path.n < 2)
		return "the client_id is an address without a path, or too long";
	if (text_index(url, '#') < url.n || has_dot_segment(path))
		return "the client_id is an address with a fragment or dot segments";
	return fetch_url_fault(url);
}

static bool
is_json(struct text type)
{
	struct text essence = text_trim(text_part(type, 0, text_index(type, ';')));
	return text_eq_nocase(essence, TEXT("application/json")) ||
	       text_ends(essence, TEXT("+json"));
}

/* No secret can be shared with somebody who publishes all he says. */
static const char *
method_fault(json_t *document)
{
	const char *method =
	    json_string_value(json_object_get(document, "token_endpoint_auth_method"));
	if (json_object_get(document, "client_secret") ||
	    json_object_get(document, "client_secret_expires_at") ||
	    (method && text_starts(text_of(method), TEXT("client_secret_"))))
		return "the document behind the client_id may not rely on a client "
		       "secret";
	if (!method)
		json_object_set_new(
		    document, "token_endpoint_auth_method", json_string("none"));
	return NULL;
}

static const char *
read_document(struct request *rq, struct text url, json_t *document,
    const struct client_metadata *now, struct client *app, struct text *scope)
{
	enum oauth_error_code code;
	struct text named =
	    json_string_text(rq->arena, json_object_get(document, "client_id"));
	if (!json_is_object(document))
		return "the document behind the client_id is not a JSON object";
	if (!text_eq(named, url))
		return "the document behind the client_id names another client_id";
	/* Nobody has looked at its signature. */
	json_object_del(document, "software_statement");
	const char *fault = method_fault(document);
	if (!fault)
		fault = registration_read(rq->arena, document, now, app, scope, &code);
	if (!fault && !app->redirect_uris.n)
		fault = "the document behind the client_id has no redirect_uris";
	return fault;
}

static const char *
fetch_document(struct request *rq, struct text url, const struct client_metadata *now,
    struct client *app, struct text *scope, int64_t *lifetime)
{
	struct fetched got;
	const struct fetch f = {.url = url,
	    .accept = TEXT("application/json"),
	    .max_bytes = DOCUMENT_MOST,
	    .keep_least = KEPT_LEAST,
	    .keep_most = KEPT_MOST};
	const char *fault = fetch_run(rq->arena, &f, &got);
	if (fault)
		return fault;
	if (got.status != 200 || !is_json(got.content_type))
		return "the address in client_id does not answer with 200 and JSON";
	CLEANUP(json)
	json_t *document =
	    json_loadb(got.body.at, got.body.n, JSON_REJECT_DUPLICATES, NULL);
	*lifetime = got.lifetime;
	fault = read_document(rq, url, document, now, app, scope);
	return fault ? fault : sector_fault(rq->arena, app);
}

/* The app's developer is nobody we know, so neither are its links believed to be theirs.
 */
static enum store_status
take_document(struct request *rq, struct text url, struct uuid id, const char **why)
{
	struct client app = {0}, now = {0};
	struct texts asked;
	struct text scope;
	int64_t lifetime = 0, wait;
	enum store_status status =
	    throttle_network(rq, "client_document", FETCHES_PER_HOUR, 3600, &wait);
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, id, &now);
	if (status != STORE_OK && status != STORE_NONE)
		return status;
	*why = wait ? "too many apps were looked up from this network; try again later"
		    : fetch_document(rq, url, &now.metadata, &app, &scope, &lifetime);
	if (*why)
		return STORE_NONE;
	status = registration_scopes(rq->db, rq->arena, scope, &app.scopes, &asked);
	if (status != STORE_OK)
		return status;
	app.id = id;
	app.client_id = url;
	return client_put_document(rq->db, rq->arena, &app, clock_now() + lifetime);
}

static enum store_status
keep_document_fresh(struct request *rq, struct text url, struct uuid id, const char **why)
{
	int64_t good_until = 0;
	if (!settings()->registration.documents)
		return STORE_NONE;
	*why = url_fault(url);
	if (*why)
		return STORE_NONE;
	enum store_status status =
	    client_document_good_until(rq->db, rq->arena, id, &good_until);
	if (status == STORE_OK && good_until > clock_now())
		return STORE_OK;
	if (status != STORE_OK && status != STORE_NONE)
		return status;
	return take_document(rq, url, id, why);
}

enum store_status
client_named(
    struct request *rq, struct text client_id, struct client *out, const char **why)
{
	struct uuid id;
	enum store_status status = STORE_OK;
	*why = NULL;
	if (!client_id_parse(client_id, &id))
		return STORE_NONE;
	if (client_id_is_url(client_id))
		status = keep_document_fresh(rq, client_id, id, why);
	return status == STORE_OK ? client_by_id(rq->db, rq->arena, id, out) : status;
}
