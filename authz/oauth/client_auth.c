#include "oauth/client_auth.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "live/clients.h"
#include "oauth/client_auth/method.h"
#include "oauth/client_document.h"
#include "oauth/client_id.h"
#include "oauth/errors.h"
#include "oauth/explain.h"

static const struct client_auth_method *const methods[] = {&client_secret_basic,
    &client_secret_post, &client_auth_none, &private_key_jwt, &client_secret_jwt,
    &tls_client_auth, &self_signed_tls_client_auth};

struct texts
client_auth_methods(struct arena *a)
{
	struct texts_builder names = texts_builder_new(a);
	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (!methods[i]->available || methods[i]->available())
			texts_add(&names, methods[i]->name);
	return texts_done(&names);
}

static const struct client_auth_method *
method_named(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (text_eq(methods[i]->name, name))
			return methods[i];
	return NULL;
}

const char *
client_auth_fault(const struct client *client)
{
	const struct client_auth_method *method = method_named(client->auth_method);
	if (!method)
		return "app.auth_method_unknown";
	if (client->metadata.fapi2 && !method->fapi2)
		return "app.auth_method_fapi2";
	return method->fault ? method->fault(client) : NULL;
}

bool
client_auth_has_secret(struct text auth_method)
{
	const struct client_auth_method *method = method_named(auth_method);
	return method && method->has_secret;
}

/* One sentence for all reasons, but for those that hold whoever the client is: nobody
 * learns whether it exists. */
static const struct response *
refuse(struct request *rq, const struct credentials *c)
{
	struct response *rs = oauth_error(rq, INVALID_CLIENT,
	    c->fault && c->told
		? c->fault
		: "client authentication failed: check the client_id, "
		  "the secret, key or certificate, and that the app is registered for "
		  "this authentication method");
	/* Whatever scheme was tried, this is the one that works (RFC 6749 5.2). */
	if (request_header(rq, TEXT("Authorization")).n)
		response_header(rq, rs, TEXT("WWW-Authenticate"),
		    TEXT("Basic realm=\"authz\", charset=\"UTF-8\""));
	return rs;
}

/* The one method that the request uses; NULL when there is none, with *many when several.
 */
static const struct client_auth_method *
find_method(struct request *rq, struct credentials *out, bool *many)
{
	const struct client_auth_method *found = NULL;
	*many = request_header_count(rq, TEXT("Authorization")) > 1;
	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		struct credentials c = {0};
		if (!methods[i]->take || !methods[i]->take(rq, &c))
			continue;
		*many |= found != NULL;
		found = methods[i];
		*out = c;
	}
	return found;
}

static bool
repeats(const struct request *rq)
{
	static const struct text once[] = {TEXT_INIT("client_id"),
	    TEXT_INIT("client_secret"), TEXT_INIT("client_assertion"),
	    TEXT_INIT("client_assertion_type")};
	for (size_t i = 0; i < COUNT_OF(once); i++)
		if (form_count(rq->form, once[i]) > 1)
			return true;
	return false;
}

/* A client_id alone says nothing of how it is proven; the client does. */
static const struct client_auth_method *
method_without_parameters(const struct client *client)
{
	const struct client_auth_method *own =
	    client ? method_named(client->auth_method) : NULL;
	return own && !own->take ? own : &client_auth_none;
}

/* `client` NULL: nobody. */
static enum store_status
prove(struct request *rq, const struct client_auth_method *method,
    const struct client *client, const struct credentials *c)
{
	if (method == &client_auth_none)
		method = method_without_parameters(client);
	bool may = client && !client_is_stopped(client) &&
		   text_eq(client->auth_method, method->name);
	return method->check(rq, may ? client : NULL, c);
}

/* An app that its document describes may come here before any person did. */
static void
refresh_document(struct request *rq, struct text client_id)
{
	struct client client;
	const char *why;
	if (client_id_is_url(client_id))
		client_named(rq, client_id, &client, &why);
}

/* Whoever the request says it is from: nothing is proven yet. */
static void
suspect(struct request *rq, struct text client_id)
{
	struct uuid id;
	if (client_id.n && client_id_parse(client_id, &id))
		explain_app(rq, id, true);
}

/* What its developer would want to know; the answer says nothing of it. */
static void
explain_refusal(struct request *rq, const struct client_auth_method *method,
    const struct client *client, const struct credentials *c)
{
	if (method == &client_auth_none)
		method = method_without_parameters(client);
	if (client_is_stopped(client)) {
		because(rq, WHY_SUSPENDED);
	} else if (!text_eq(method->name, client->auth_method)) {
		explain_pair(because(rq, WHY_AUTH_METHOD), "auth_method", method->name,
		    client->auth_method);
	} else if (c->assertion) {
		because(rq, WHY_AUTH_ASSERTION);
	} else {
		because(rq, method->has_secret ? WHY_AUTH_SECRET : WHY_AUTH_CERTIFICATE);
	}
}

/* Who fails is always looked up in the database, whoever it is: a secret may be newer
 * than our memory, and an unknown client costs what a wrong secret costs. */
static const struct response *
look_up(struct request *rq, const struct client_auth_method *method,
    const struct credentials *c, struct client *client)
{
	struct uuid id = NO_UUID;
	bool is_id = !c->fault && client_id_parse(c->client_id, &id);
	if (!request_may_block(rq))
		return DEFER;
	refresh_document(rq, c->client_id);
	enum store_status found =
	    live_client_read(rq->db, rq->arena, is_id ? id : uuid_new(), client);
	enum store_status status = found;
	if (found == STORE_OK || found == STORE_NONE)
		status = c->fault
			     ? STORE_NONE
			     : prove(rq, method, found == STORE_OK ? client : NULL, c);
	if (found == STORE_OK)
		explain_refusal(rq, method, client, c);
	if (is_id)
		explain_app(rq, id, found == STORE_OK);
	if (status == STORE_NONE)
		return refuse(rq, c);
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

const struct response *
authenticate_client(struct request *rq)
{
	struct credentials c = {0};
	struct uuid id;
	bool many;
	struct text named = form_get(rq->form, TEXT("client_id"));
	const struct client_auth_method *method = find_method(rq, &c, &many);
	if (repeats(rq) || many || !method || c.fault ||
	    (named.n && !text_eq(named, c.client_id)))
		suspect(rq, c.client_id.n ? c.client_id : named);
	if (repeats(rq))
		return oauth_error(because(rq, WHY_AUTH_TWICE), INVALID_REQUEST,
		    "a parameter that names or proves the client is sent twice");
	if (many)
		return oauth_error(because(rq, WHY_AUTH_TWICE), INVALID_REQUEST,
		    "the request authenticates the client in more than one way");
	if (!method)
		return refuse(because(rq, WHY_AUTH_NONE), &c);
	if (!c.fault && named.n && !text_eq(named, c.client_id))
		return oauth_error(because(rq, WHY_AUTH_TWICE), INVALID_REQUEST,
		    "client_id differs from the one that is authenticated");
	struct client *client = ARENA_NEW(rq->arena, struct client);
	enum store_status status = STORE_NONE;
	if (!c.fault && client_id_parse(c.client_id, &id) &&
	    live_client_find(rq->arena, id, client))
		status = prove(rq, method, client, &c);
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	const struct response *refused =
	    status == STORE_OK ? NULL : look_up(rq, method, &c, client);
	if (refused)
		return refused;
	/* All that was suspected is true. */
	rq->explanation = NULL;
	rq->client = client;
	return NULL;
}

const struct response *
require_confidential(struct request *rq)
{
	if (text_eq(rq->client->auth_method, TEXT("none")))
		return oauth_error(
		    rq, UNAUTHORIZED_CLIENT, "a public app may not do this");
	return NULL;
}
