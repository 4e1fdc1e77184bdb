#include "oauth/pushed_request.h"

#include "base/encoding.h"
#include "base/random.h"
#include "identity/signin.h"
#include "oauth/app_error.h"
#include "oauth/authorization_request.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/request_object.h"
#include "oauth/sender.h"
#include "settings/settings.h"
#include "store/pushed_requests.h"

/* RFC 9126 2.2. */
static const struct text prefix = TEXT_INIT("urn:ietf:params:oauth:request_uri:");
enum { REFERENCE_BYTES = 32 };

bool
pushed_request_is(struct text request_uri)
{
	return text_starts(request_uri, prefix);
}

bool
pushed_request_required(const struct client *client)
{
	return settings()->tokens.require_pushed_requests || client->metadata.fapi2 ||
	       client->metadata.require_pushed_authorization_requests;
}

static const struct response *
not_to_be_had(struct request *rq, enum store_status status)
{
	if (status != STORE_NONE)
		return store_error_page(rq, status);
	return app_error_page(because(rq, WHY_PUSHED_GONE),
	    "the request_uri is not one that this app pushed, has expired, or was "
	    "used before; the app must push its request anew");
}

const struct response *
pushed_request_open(struct request *rq, const struct client *client,
    struct text request_uri, struct ticket *t)
{
	struct text parameters;
	t->pushed = text_part(request_uri, prefix.n, request_uri.n);
	enum store_status status =
	    pushed_request_find(rq->db, rq->arena, t->pushed, client->id, &parameters);
	/* We wrote it ourselves. */
	if (status == STORE_OK && form_parse(rq->arena, parameters, &rq->parameters))
		status = STORE_FAILED;
	return status == STORE_OK ? NULL : not_to_be_had(rq, status);
}

const struct response *
pushed_request_close(struct request *rq, const struct ticket *t)
{
	if (!t->pushed.n)
		return NULL;
	enum store_status status =
	    pushed_request_end(rq->db, rq->arena, t->pushed, t->client_id);
	return status == STORE_OK ? NULL : not_to_be_had(rq, status);
}

/* All that an authorization endpoint would say of it, with the error to say it by. */
static const char *
check(struct request *rq, struct ticket *t, enum oauth_error_code *code)
{
	bool found;
	*code = INVALID_REQUEST;
	if (authorization_parameter(rq, "request_uri").n)
		return "request_uri may not be pushed itself";
	const char *fault = request_object_open(rq, rq->client, &found, code);
	if (fault)
		return fault;
	*code = INVALID_REQUEST;
	fault = authorization_where_to_fault(rq);
	if (fault)
		return fault;
	if (!authorization_redirect_uri(rq, rq->client, t))
		return "redirect_uri is none of those registered for this app, or left "
		       "out where it may not be";
	return authorization_request_read(rq, rq->client, t, code);
}

static struct text
parameters_text(struct request *rq)
{
	struct builder b = builder_new(rq->arena, 1024);
	authorization_request_build(rq, &b);
	/* The proof that came along binds the code as dpop_jkt does (RFC 9449 10.1). */
	if (rq->sender && rq->sender->jkt.n &&
	    !authorization_parameter(rq, "dpop_jkt").n) {
		build_text(&b, TEXT("&dpop_jkt="));
		build_text(&b, rq->sender->jkt);
	}
	return builder_text(&b);
}

static struct text
new_reference(struct arena *a)
{
	unsigned char bytes[REFERENCE_BYTES];
	random_bytes(bytes, sizeof(bytes));
	return base64url_encode(a, bytes, sizeof(bytes));
}

const struct response *
answer_push(struct request *rq)
{
	struct ticket t = {0};
	enum oauth_error_code code;
	rq->parameters = rq->form;
	const char *fault = check(rq, &t, &code);
	if (fault)
		return oauth_error(rq, code, fault);
	if (t.extras.cnf_jkt.n && rq->sender && rq->sender->jkt.n &&
	    !text_eq(t.extras.cnf_jkt, rq->sender->jkt))
		return oauth_error(rq, INVALID_DPOP_PROOF,
		    "dpop_jkt is not the thumbprint of the DPoP proof's key");
	struct text reference = new_reference(rq->arena);
	int64_t lifetime = settings()->tokens.pushed_request_lifetime;
	enum store_status status = pushed_request_add(
	    rq->db, rq->arena, reference, rq->client->id, parameters_text(rq), lifetime);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return respond_json(rq, 201,
	    arena_printf(rq->arena, "{\"request_uri\":\"%s%.*s\",\"expires_in\":%lld}",
		prefix.at, TEXT_ARG(reference), (long long)lifetime));
}
