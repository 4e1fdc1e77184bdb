#include "oauth/access_token.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"
#include "oauth/access_token_format.h"
#include "settings/settings.h"

enum { SERIAL = 8 };

int64_t
access_token_lifetime(const struct resource *resource)
{
	return resource && resource->token_lifetime ? resource->token_lifetime
						    : settings()->tokens.access_lifetime;
}

struct text
access_token_make(
    struct arena *a, const struct resource *resource, struct access_token *t)
{
	unsigned char serial[SERIAL];
	struct uuid family = uuid_is_nil(t->family) ? uuid_new() : t->family;
	random_bytes(serial, sizeof(serial));
	t->jti = arena_printf(a, "%.*s.%.*s", TEXT_ARG(uuid_text(a, family)),
	    TEXT_ARG(base64url_encode(a, serial, sizeof(serial))));
	t->issued_at = clock_now();
	t->expires_at = t->issued_at + access_token_lifetime(resource);
	t->audience = resource ? resource->uri : settings()->server.issuer;
	t->format = resource ? resource->token_format : TOKEN_JWT;
	return t->format == TOKEN_SEALED ? access_token_sealed(a, t)
					 : access_token_jwt(a, t);
}

bool
access_token_read(struct arena *a, struct text token, struct access_token *out)
{
	if (!access_token_read_sealed(a, token, out) &&
	    !access_token_read_jwt(a, token, out))
		return false;
	return out->expires_at > clock_now();
}

enum store_status
access_token_alive(
    struct db *db, struct arena *a, const struct access_token *t, bool *alive)
{
	const struct token_facts facts = {.family = t->family,
	    .user_id = t->user_id,
	    .client_id = t->client_id,
	    .jti = t->jti,
	    .issued_at = t->issued_at};
	return token_alive(db, a, &facts, alive);
}
