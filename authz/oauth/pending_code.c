#include "oauth/pending_code.h"

#include "base/encoding.h"
#include "base/pack.h"
#include "jose/keyring.h"

enum { BODY = 16 + 16 + 8, KEY_ID = 8 };

static const struct text prefixes[] = {
    [DOOR_DEVICE] = TEXT_INIT("azd_"), [DOOR_BACKCHANNEL] = TEXT_INIT("azb_")};

/* What the MAC vouches for: the door, and what the code says. */
static struct text
vouched(struct arena *a, enum pending_door door, struct text body)
{
	struct builder b = builder_new(a, 64);
	build_text(&b, prefixes[door]);
	build_text(&b, body);
	return builder_text(&b);
}

struct text
pending_code_make(struct arena *a, enum pending_door door, const struct pending_code *c)
{
	struct builder b = builder_new(a, 128);
	unsigned char mac[MAC_SIZE];
	uint32_t key_id;
	pack_uuid(&b, c->id);
	pack_uuid(&b, c->client_id);
	pack_number(&b, c->expires_at);
	keyring_mac(FOR_PENDING_GRANTS, vouched(a, door, builder_text(&b)), &key_id, mac);
	pack_number(&b, key_id);
	build_bytes(&b, mac, sizeof(mac));
	return vouched(a, door, base64url_encode(a, b.at, b.n));
}

bool
pending_code_read(
    struct arena *a, enum pending_door door, struct text code, struct pending_code *out)
{
	struct text prefix = prefixes[door], raw;
	if (code.n > 200 || !text_starts(code, prefix) ||
	    !base64url_decode(a, text_part(code, prefix.n, code.n), &raw) ||
	    raw.n != BODY + KEY_ID + MAC_SIZE)
		return false;
	struct unpack u = {raw, false};
	out->id = unpack_uuid(&u);
	out->client_id = unpack_uuid(&u);
	out->expires_at = unpack_number(&u);
	int64_t key_id = unpack_number(&u);
	return keyring_mac_check(FOR_PENDING_GRANTS, key_id,
	    vouched(a, door, text_part(raw, 0, BODY)), u.rest);
}
