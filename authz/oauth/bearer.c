#include "oauth/bearer.h"
#include "oauth/access_token.h"
#include "oauth/dpop.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/sender.h"

static void
build_attribute(struct builder *b, const char *name, struct text value)
{
	if (value.n)
		build_printf(b, ", %s=\"%.*s\"", name, TEXT_ARG(value));
}

static struct builder
challenge(struct request *rq, enum oauth_error_code code, const char *sentence)
{
	struct builder b = builder_new(rq->arena, 256);
	build_text(&b, TEXT("Bearer realm=\"authz\""));
	build_attribute(&b, "error", text_of(oauth_errors[code].code));
	build_attribute(&b, "error_description", text_of(sentence));
	return b;
}

const struct response *
refuse_bearer(struct request *rq, enum oauth_error_code code, const char *sentence,
    struct text scope)
{
	struct response *rs = oauth_error(rq, code, sentence);
	struct builder b = challenge(rq, code, sentence);
	build_attribute(&b, "scope", scope);
	response_header(rq, rs, TEXT("WWW-Authenticate"), builder_text(&b));
	return rs;
}

const struct response *
refuse_authentication(
    struct request *rq, const char *sentence, struct text acr_values, struct text max_age)
{
	struct response *rs = oauth_error(rq, INSUFFICIENT_USER_AUTHENTICATION, sentence);
	struct builder b = challenge(rq, INSUFFICIENT_USER_AUTHENTICATION, sentence);
	build_attribute(&b, "acr_values", acr_values);
	build_attribute(&b, "max_age", max_age);
	response_header(rq, rs, TEXT("WWW-Authenticate"), builder_text(&b));
	return rs;
}

/* No token at all: the challenge carries no error (RFC 6750 3.1). */
static const struct response *
ask_for_token(struct request *rq)
{
	struct response *rs = oauth_error(
	    rq, INVALID_TOKEN, "an access token is needed in the Authorization header");
	response_header(rq, rs, TEXT("WWW-Authenticate"), TEXT("Bearer realm=\"authz\""));
	response_header(rq, rs, TEXT("WWW-Authenticate"),
	    arena_printf(rq->arena, "DPoP realm=\"authz\", algs=\"%s\"", dpop_algs));
	return rs;
}

/* What a request says it may do, and by which scheme. */
struct sent {
	struct text token;
	bool by_dpop; /* RFC 9449 7.1 */
};

static const struct response *
read_token(struct request *rq, struct sent *out)
{
	struct text header = request_header(rq, TEXT("Authorization"));
	struct text in_form = form_get(rq->form, TEXT("access_token"));
	size_t space = text_index(header, ' ');
	struct text scheme = text_part(header, 0, space);
	out->by_dpop = text_eq_nocase(scheme, TEXT("DPoP"));
	if (out->by_dpop || text_eq_nocase(scheme, TEXT("Bearer")))
		out->token = text_trim(text_part(header, space, header.n));
	if (request_header_count(rq, TEXT("Authorization")) > 1 ||
	    (out->token.n && in_form.n) || form_count(rq->form, TEXT("access_token")) > 1)
		return refuse_bearer(rq, INVALID_REQUEST,
		    "the access token is sent more than once", NO_TEXT);
	if (in_form.n)
		*out = (struct sent){in_form, false};
	return out->token.n ? NULL : ask_for_token(rq);
}

/* A bound token goes by the scheme of what it is bound to, and no other does. */
static const struct response *
check_binding(struct request *rq, const struct access_token *t, const struct sent *sent,
    struct proof_target (*find_target)(struct request *rq))
{
	const char *fault = certificate_fault(rq, &t->extras);
	if (fault)
		return refuse_bearer(rq, INVALID_TOKEN, fault, NO_TEXT);
	if (!t->extras.cnf_jkt.n && !sent->by_dpop)
		return NULL;
	if (!t->extras.cnf_jkt.n)
		return refuse_dpop(rq, INVALID_TOKEN,
		    "the access token is not bound to a key: send it as Bearer");
	if (!sent->by_dpop)
		return refuse_dpop(rq, INVALID_TOKEN,
		    "the access token is bound to a key: send it as DPoP, with a proof");
	const struct proof_target target = find_target(rq);
	return require_proof(rq, t, sent->token, &target);
}

static const struct response *
require_token(struct request *rq, struct proof_target (*find_target)(struct request *rq))
{
	struct access_token *token = ARENA_NEW(rq->arena, struct access_token);
	struct sent sent = {NO_TEXT, false};
	const struct response *refused = read_token(rq, &sent);
	if (refused)
		return refused;
	enum store_status status =
	    access_token_accept(rq->db, rq->arena, sent.token, token);
	static const char not_good[] =
	    "the access token is malformed, forged, expired or revoked";
	if (status == STORE_NONE)
		return sent.by_dpop ? refuse_dpop(rq, INVALID_TOKEN, not_good)
				    : refuse_bearer(rq, INVALID_TOKEN, not_good, NO_TEXT);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	explain_app(rq, token->client_id, true);
	refused = check_binding(rq, token, &sent, find_target);
	if (!refused)
		rq->own = token;
	return refused;
}

const struct response *
require_bearer(struct request *rq)
{
	return require_token(rq, proof_target_here);
}

const struct response *
require_bearer_of_gateway(struct request *rq)
{
	return require_token(rq, proof_target_of_gateway);
}
