#include "oauth/refresh_token.h"

#include "base/encoding.h"
#include "base/pack.h"
#include "jose/keyring.h"
#include "settings/settings.h"

enum { BODY = 16 + 16 + 8, KEY_ID = 8 };

static const struct text prefix = TEXT_INIT("azr_");

struct text
refresh_token_make(struct arena *a, const struct refresh_token *t)
{
	struct builder b = builder_new(a, 128);
	unsigned char mac[MAC_SIZE];
	uint32_t key_id;
	pack_uuid(&b, t->user_id);
	pack_uuid(&b, t->family);
	pack_number(&b, t->generation);
	keyring_mac(FOR_REFRESH_TOKENS, builder_text(&b), &key_id, mac);
	pack_number(&b, key_id);
	build_bytes(&b, mac, sizeof(mac));
	return arena_printf(a, "azr_%.*s", TEXT_ARG(base64url_encode(a, b.at, b.n)));
}

bool
refresh_token_read(struct arena *a, struct text token, struct refresh_token *out)
{
	struct text raw;
	if (token.n > 200 || !text_starts(token, prefix) ||
	    !base64url_decode(a, text_part(token, prefix.n, token.n), &raw) ||
	    raw.n != BODY + KEY_ID + MAC_SIZE)
		return false;
	struct unpack u = {raw, false};
	out->user_id = unpack_uuid(&u);
	out->family = unpack_uuid(&u);
	out->generation = unpack_number(&u);
	int64_t key_id = unpack_number(&u);
	return keyring_mac_check(
	    FOR_REFRESH_TOKENS, key_id, text_part(raw, 0, BODY), u.rest);
}

int64_t
refresh_lifetime(const struct client *app)
{
	const struct optional_number *wanted = &app->metadata.refresh_token_lifetime;
	int64_t most = settings()->tokens.refresh_absolute;
	return wanted->given && wanted->value < most ? wanted->value : most;
}
