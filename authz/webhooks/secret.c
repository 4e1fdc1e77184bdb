#include "webhooks/secret.h"

#include "base/builder.h"
#include "base/encoding.h"
#include "base/random.h"
#include "jose/digest.h"
#include "jose/keyring.h"

enum { SECRET_BYTES = 32, HINT = 4 };

/* The key is the bytes behind the prefix; so those are what is sealed. */
struct text
webhook_secret_new(struct arena *a, struct webhook *w)
{
	char *bytes = arena_alloc(a, SECRET_BYTES);
	random_bytes(bytes, SECRET_BYTES);
	struct text key = {bytes, SECRET_BYTES};
	struct text shown =
	    arena_printf(a, "whsec_%.*s", TEXT_ARG(base64_encode(a, key.at, key.n)));
	w->secret = seal(a, FOR_WEBHOOK_SECRETS, uuid_text(a, w->id), key);
	w->secret_hint = text_part(shown, shown.n - HINT, HINT);
	return shown;
}

static void
add_signature(
    struct builder *b, const struct webhook *w, struct text sealed, struct text content)
{
	unsigned char mac[SHA256_SIZE];
	struct text key;
	if (!sealed.n || !seal_open(b->arena, FOR_WEBHOOK_SECRETS,
			     uuid_text(b->arena, w->id), sealed, &key))
		return;
	hmac_sha256(key, content, mac);
	build_text(b, b->n ? TEXT(" v1,") : TEXT("v1,"));
	build_text(b, base64_encode(b->arena, mac, sizeof(mac)));
}

struct text
webhook_signature(struct arena *a, const struct webhook *w, struct text id,
    int64_t timestamp, struct text body)
{
	struct builder content = builder_new(a, body.n + 100), b = builder_new(a, 128);
	build_text(&content, id);
	build_printf(&content, ".%lld.", (long long)timestamp);
	build_text(&content, body);
	add_signature(&b, w, w->secret, builder_text(&content));
	add_signature(&b, w, w->old_secret, builder_text(&content));
	return builder_text(&b);
}
