#include "oauth/client_secret.h"

#include "base/clock.h"
#include "base/pack.h"
#include "jose/digest.h"
#include "jose/keyring.h"
#include "oauth/client_auth.h"
#include "oauth/opaque_secret.h"

enum { HINT = 4, SECRETS_MOST = 2 };

/* It opens for this row of this client alone. */
static struct text
seal_context(struct arena *a, const struct client *client, const struct client_secret *s)
{
	struct builder b = builder_new(a, 64);
	pack_uuid(&b, client->id);
	pack_uuid(&b, s->id);
	return builder_text(&b);
}

struct text
client_secret_new(struct arena *a, const struct client *client, struct client_secret *out)
{
	struct text secret = opaque_secret(a, "azs_");
	*out = (struct client_secret){.id = uuid_new(),
	    .hash = opaque_secret_hash(a, secret),
	    .hint = text_part(secret, secret.n - HINT, HINT),
	    .created_at = clock_now()};
	/* Only an app that signs with its secret has it kept, for a MAC needs it. */
	if (text_eq(client->auth_method, TEXT("client_secret_jwt")))
		out->sealed =
		    seal(a, FOR_CLIENT_SECRETS, seal_context(a, client, out), secret);
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

bool
client_secret_signed(struct arena *a, const struct client *client, const struct jws *jws)
{
	bool made = false;
	for (size_t i = 0; i < SECRETS_MOST; i++) {
		struct text key = NO_TEXT;
		bool there =
		    client && i < client->secret_count && !expired(&client->secrets[i]);
		there = there && seal_open(a, FOR_CLIENT_SECRETS,
				     seal_context(a, client, &client->secrets[i]),
				     client->secrets[i].sealed, &key);
		bool same = jws_verify_mac(there ? key : TEXT("nobody's"), jws);
		made |= there && same;
	}
	return made;
}
