#include "base/encoding.h"
#include "base/pack.h"
#include "base/random.h"
#include "identity/signin.h"
#include "jose/keyring.h"

static const struct text cookie_name = TEXT_INIT("authz_csrf");

enum { BROWSER_SIZE = 16 };

/* What the token vouches for: this browser, and the session in it. */
static struct text
subject(struct request *rq, struct text browser)
{
	struct builder b = builder_new(rq->arena, 64);
	pack_text(&b, browser);
	pack_uuid(&b, rq->session ? rq->session->id : NO_UUID);
	return builder_text(&b);
}

struct text
csrf_browser(struct request *rq)
{
	struct text browser = cookie_get(rq, cookie_name), raw;
	return base64url_decode(rq->arena, browser, &raw) && raw.n == BROWSER_SIZE
		   ? browser
		   : NO_TEXT;
}

struct text
csrf_token(struct request *rq)
{
	struct text browser = csrf_browser(rq);
	unsigned char mac[MAC_SIZE];
	uint32_t key_id;
	if (!browser.n) {
		unsigned char fresh[BROWSER_SIZE];
		random_bytes(fresh, sizeof(fresh));
		browser = base64url_encode(rq->arena, fresh, sizeof(fresh));
		cookie_set(rq, cookie_name, browser, 0);
	}
	struct builder b = builder_new(rq->arena, 64);
	keyring_mac(FOR_CSRF, subject(rq, browser), &key_id, mac);
	pack_number(&b, key_id);
	build_bytes(&b, mac, sizeof(mac));
	return base64url_encode(rq->arena, b.at, b.n);
}

static bool
is_right(struct request *rq, struct text token)
{
	struct text browser = csrf_browser(rq), raw;
	if (!browser.n || !base64url_decode(rq->arena, token, &raw) ||
	    raw.n != 8 + MAC_SIZE)
		return false;
	struct unpack u = {raw, false};
	int64_t key_id = unpack_number(&u);
	return keyring_mac_check(FOR_CSRF, key_id, subject(rq, browser), u.rest);
}

const struct response *
check_csrf(struct request *rq)
{
	if (is_right(rq, form_get(rq->form, TEXT("csrf"))))
		return NULL;
	return respond_error_page(rq, 403, "errors.csrf");
}
