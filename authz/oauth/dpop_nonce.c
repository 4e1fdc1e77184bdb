/* Nothing is stored: a nonce is the time it was made in, and the keyring's mark on it. */
#include "base/encoding.h"
#include "base/pack.h"
#include "jose/keyring.h"
#include "oauth/dpop.h"

/* A nonce is good for the rest of its slot and for the next; a node whose clock is ahead
 * may have made it in the one after. */
enum { SLOT = 120, NUMBER = 8 };

struct text
dpop_nonce(struct arena *a, int64_t now)
{
	struct builder b = builder_new(a, 64);
	unsigned char mac[MAC_SIZE];
	uint32_t key_id;
	pack_number(&b, now / SLOT);
	keyring_mac(FOR_DPOP_NONCES, builder_text(&b), &key_id, mac);
	pack_number(&b, key_id);
	build_bytes(&b, mac, sizeof(mac));
	return base64url_encode(a, b.at, b.n);
}

bool
dpop_nonce_good(struct arena *a, struct text nonce, int64_t now)
{
	struct text raw;
	if (nonce.n > 100 || !base64url_decode(a, nonce, &raw) ||
	    raw.n != NUMBER + NUMBER + MAC_SIZE)
		return false;
	struct unpack u = {raw, false};
	int64_t slot = unpack_number(&u), key_id = unpack_number(&u);
	return keyring_mac_check(
		   FOR_DPOP_NONCES, key_id, text_part(raw, 0, NUMBER), u.rest) &&
	       slot >= now / SLOT - 1 && slot <= now / SLOT + 1;
}
