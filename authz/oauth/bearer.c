#include "oauth/bearer.h"
#include "oauth/access_token.h"
#include "oauth/errors.h"

const struct response *
refuse_bearer(struct request *rq, enum oauth_error_code code, const char *sentence,
    struct text scope)
{
	struct response *rs = oauth_error(rq, code, sentence);
	struct text challenge = arena_printf(rq->arena,
	    "Bearer realm=\"authz\", error=\"%s\", error_description=\"%s\"%s%.*s%s",
	    oauth_errors[code].code, sentence, scope.n ? ", scope=\"" : "",
	    TEXT_ARG(scope), scope.n ? "\"" : "");
	response_header(rq, rs, TEXT("WWW-Authenticate"), challenge);
	return rs;
}

/* No token at all: the challenge carries no error (RFC 6750 3.1). */
static const struct response *
ask_for_token(struct request *rq)
{
	struct response *rs = respond_json(rq, 401,
	    TEXT(
		"{\"error\":\"invalid_token\",\"error_description\":\"an access token is "
		"needed in the Authorization header\"}"));
	response_header(rq, rs, TEXT("WWW-Authenticate"), TEXT("Bearer realm=\"authz\""));
	return rs;
}

/* RFC 6750 2.1's b64token: letters, digits and -._~+/= as a bit each. */
static bool
is_b64token(struct text t)
{
	static const uint64_t allowed[4] = {0x23ffe80000000000, 0x47fffffe87fffffe};
	bool good = t.n > 0;
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.at[i];
		good &= allowed[c >> 6] >> (c & 63) & 1;
	}
	return good;
}

const struct response *
require_bearer(struct request *rq)
{
	struct access_token *token = ARENA_NEW(rq->arena, struct access_token);
	struct text header = request_header(rq, TEXT("Authorization"));
	struct text in_form = form_get(rq->form, TEXT("access_token")), sent = NO_TEXT;
	size_t space = text_index(header, ' ');
	if (text_eq_nocase(text_part(header, 0, space), TEXT("Bearer")))
		sent = text_trim(text_part(header, space, header.n));
	if (request_header_count(rq, TEXT("Authorization")) > 1 ||
	    (sent.n && in_form.n) || form_count(rq->form, TEXT("access_token")) > 1)
		return refuse_bearer(rq, INVALID_REQUEST,
		    "the access token is sent more than once", NO_TEXT);
	if (in_form.n)
		sent = in_form;
	if (!sent.n)
		return ask_for_token(rq);
	enum store_status status = STORE_NONE;
	if (is_b64token(sent))
		status = access_token_accept(rq->db, rq->arena, sent, token);
	if (status == STORE_NONE)
		return refuse_bearer(rq, INVALID_TOKEN,
		    "the access token is malformed, forged, expired or revoked", NO_TEXT);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	rq->own = token;
	return NULL;
}
