#include "oauth/client_secret.h"

#include "base/clock.h"
#include "base/pack.h"
#include "jose/digest.h"
#include "jose/keyring.h"
#include "live/secret_uses.h"
#include "oauth/opaque_secret.h"

enum { HINT = 4 };

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
client_secret_new(struct arena *a, const struct client *client,
    const struct secret_wish *wish, struct client_secret *out)
{
	struct text secret = opaque_secret(a, "azs_");
	*out = (struct client_secret){.id = uuid_new(),
	    .hash = opaque_secret_hash(a, secret),
	    .hint = text_part(secret, secret.n - HINT, HINT),
	    .label = wish->label,
	    .created_at = clock_now(),
	    .expires_at = wish->expires_at};
	/* Only an app that signs with its secret has it kept, for a MAC needs it. */
	if (text_eq(client->auth_method, TEXT("client_secret_jwt")))
		out->sealed =
		    seal(a, FOR_CLIENT_SECRETS, seal_context(a, client, out), secret);
	return secret;
}

/* The i-th that is valid now, or NULL: those that expired since the app was read are
 * among them. */
static const struct client_secret *
valid_secret(const struct client *client, size_t i)
{
	if (!client || i >= client->secret_count)
		return NULL;
	const struct client_secret *s = &client->secrets[i];
	return client_secret_has_expired(s, clock_now()) ? NULL : s;
}

const struct client_secret *
client_secret_match(const struct client *client, struct text secret)
{
	static const char nothing[SHA256_SIZE];
	unsigned char hash[SHA256_SIZE];
	const struct client_secret *match = NULL;
	sha256(secret, hash);
	struct text sent = {(const char *)hash, SHA256_SIZE};
	for (size_t i = 0; i < CLIENT_SECRETS_MOST; i++) {
		const struct client_secret *s = valid_secret(client, i);
		struct text kept = s ? s->hash : (struct text){nothing, SHA256_SIZE};
		bool same = text_eq_secret(kept, sent);
		match = s && same ? s : match;
	}
	return match;
}

enum store_status
client_secret_check(const struct client *client, struct text secret)
{
	const struct client_secret *match = client_secret_match(client, secret);
	if (!match)
		return STORE_NONE;
	live_secret_used(match->id);
	return STORE_OK;
}

const struct client_secret *
client_secret_signer(struct arena *a, const struct client *client, const struct jws *jws)
{
	const struct client_secret *signer = NULL;
	for (size_t i = 0; i < CLIENT_SECRETS_MOST; i++) {
		struct text key = NO_TEXT;
		const struct client_secret *s = valid_secret(client, i);
		bool there = s && seal_open(a, FOR_CLIENT_SECRETS,
				      seal_context(a, client, s), s->sealed, &key);
		bool same = jws_verify_mac(there ? key : TEXT("nobody's"), jws);
		signer = there && same ? s : signer;
	}
	return signer;
}
