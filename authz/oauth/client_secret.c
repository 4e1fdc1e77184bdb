#include "oauth/client_secret.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"
#include "jose/digest.h"
#include "oauth/client_auth.h"

enum { SECRET_BYTES = 32, HINT = 4, SECRETS_MOST = 2 };

struct text
client_secret_new(struct arena *a, struct client_secret *out)
{
	unsigned char bytes[SECRET_BYTES];
	unsigned char *hash = arena_alloc(a, SHA256_SIZE);
	random_bytes(bytes, sizeof(bytes));
	struct text body = base64url_encode(a, bytes, sizeof(bytes));
	explicit_bzero(bytes, sizeof(bytes));
	struct text secret =
	    arena_printf(a, "azs_%.*s%08x", TEXT_ARG(body), crc32_of(body));
	sha256(secret, hash);
	*out = (struct client_secret){.id = uuid_new(),
	    .hash = {(const char *)hash, SHA256_SIZE},
	    .hint = text_part(secret, secret.n - HINT, HINT),
	    .created_at = clock_now()};
	return secret;
}

/* The database leaves out what has expired, but memory may have it a while. */
static bool
expired(const struct client_secret *s)
{
	return s->expires_at && s->expires_at <= clock_now();
}

bool
client_secret_matches(const struct client *client, struct text secret)
{
	static const char nothing[SHA256_SIZE];
	unsigned char hash[SHA256_SIZE];
	bool matches = false;
	sha256(secret, hash);
	struct text sent = {(const char *)hash, SHA256_SIZE};
	for (size_t i = 0; i < SECRETS_MOST; i++) {
		bool there =
		    client && i < client->secret_count && !expired(&client->secrets[i]);
		struct text kept =
		    there ? client->secrets[i].hash : (struct text){nothing, SHA256_SIZE};
		bool same = text_eq_secret(kept, sent);
		matches |= there && same;
	}
	return matches;
}
