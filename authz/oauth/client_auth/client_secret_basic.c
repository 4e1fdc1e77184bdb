/* RFC 6749 2.3.1: id and secret are form-encoded before they are joined and
 * base64-encoded. */
#include "base/encoding.h"
#include "oauth/client_auth/method.h"
#include "oauth/client_secret.h"

static const char malformed[] =
    "the Authorization header is not Basic with a form-encoded "
    "client_id and secret (RFC 6749 2.3.1)";

static bool
take(struct request *rq, struct credentials *out)
{
	struct text header = request_header(rq, TEXT("Authorization")), decoded;
	size_t space = text_index(header, ' ');
	if (!header.n || !text_eq_nocase(text_part(header, 0, space), TEXT("Basic")))
		return false;
	struct text encoded = text_trim(text_part(header, space, header.n));
	if (encoded.n > 4096 || !base64_decode(rq->arena, encoded, &decoded)) {
		out->fault = malformed;
		return true;
	}
	size_t colon = text_index(decoded, ':');
	if (colon == decoded.n ||
	    !percent_decode(
		rq->arena, text_part(decoded, 0, colon), true, &out->client_id) ||
	    !percent_decode(rq->arena, text_part(decoded, colon + 1, decoded.n), true,
		&out->secret) ||
	    !utf8_valid(out->client_id) || !utf8_valid(out->secret))
		out->fault = malformed;
	return true;
}

static enum store_status
check(struct request *rq, const struct client *client, const struct credentials *c)
{
	(void)rq;
	return client_secret_check(client, c->secret);
}

const struct client_auth_method client_secret_basic = {
    .name = TEXT_INIT("client_secret_basic"),
    .take = take,
    .check = check,
    .has_secret = true};
