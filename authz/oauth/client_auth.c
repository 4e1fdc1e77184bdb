#include "oauth/client_auth.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "live/clients.h"
#include "oauth/client_auth/method.h"
#include "oauth/errors.h"

static const struct client_auth_method *const methods[] = {
    &client_secret_basic, &client_secret_post, &client_auth_none};

struct texts
client_auth_methods(struct arena *a)
{
	struct texts_builder names = texts_builder_new(a);
	for (size_t i = 0; i < COUNT_OF(methods); i++)
		texts_add(&names, methods[i]->name);
	return texts_done(&names);
}

bool
client_auth_method_known(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (text_eq(methods[i]->name, name))
			return true;
	return false;
}

/* One sentence for all reasons: nobody learns whether the client exists. */
static const struct response *
refuse(struct request *rq)
{
	struct response *rs = oauth_error(rq, INVALID_CLIENT,
	    "client authentication failed: check the client_id, the secret, and that the "
	    "app is registered for this authentication method");
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
		if (!methods[i]->take(rq, &c))
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
	return form_count(rq->form, TEXT("client_id")) > 1 ||
	       form_count(rq->form, TEXT("client_secret")) > 1;
}

/* `client` NULL: nobody. */
static bool
proves(const struct client_auth_method *method, const struct client *client,
    const struct credentials *c)
{
	bool good = method->check(client, c);
	return good && client && !client->suspended_at &&
	       text_eq(client->auth_method, method->name);
}

const struct response *
authenticate_client(struct request *rq)
{
	struct credentials c = {0};
	struct uuid id = NO_UUID;
	bool many;
	if (repeats(rq))
		return oauth_error(
		    rq, INVALID_REQUEST, "client_id or client_secret is sent twice");
	const struct client_auth_method *method = find_method(rq, &c, &many);
	if (many)
		return oauth_error(rq, INVALID_REQUEST,
		    "the request authenticates the client in more than one way");
	if (!method)
		return refuse(rq);
	struct text named = form_get(rq->form, TEXT("client_id"));
	if (!c.fault && named.n && !text_eq(named, c.client_id))
		return oauth_error(rq, INVALID_REQUEST,
		    "client_id differs from the one in the Authorization header");
	bool is_id = !c.fault && uuid_parse(c.client_id, &id);
	struct client *client = ARENA_NEW(rq->arena, struct client);
	rq->client = client;
	if (is_id && live_client_find(rq->arena, id, client) &&
	    proves(method, client, &c))
		return NULL;
	/* Who fails is always looked up in the database, whoever it is: a secret may be
	 * newer than our memory, and an unknown client costs what a wrong secret costs.
	 */
	if (!request_may_block(rq))
		return DEFER;
	enum store_status status =
	    live_client_read(rq->db, rq->arena, is_id ? id : uuid_new(), client);
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	if (!proves(method, status == STORE_OK ? client : NULL, &c) || c.fault)
		return refuse(rq);
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
