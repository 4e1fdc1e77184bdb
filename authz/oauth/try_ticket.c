#include "oauth/try_ticket.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "base/pack.h"
#include "base/random.h"
#include "jose/digest.h"
#include "jose/keyring.h"
#include "settings/settings.h"
#include "store/users.h"

enum { LIFETIME = 600, RANDOM = 32 };

static const struct text context = TEXT_INIT("try");

static struct text
random_text(struct arena *a)
{
	unsigned char bytes[RANDOM];
	random_bytes(bytes, sizeof(bytes));
	return base64url_encode(a, bytes, sizeof(bytes));
}

struct text
try_ticket_make(struct arena *a, struct try_ticket *t)
{
	struct builder b = builder_new(a, 200);
	t->verifier = random_text(a);
	t->challenge = sha256_base64url(a, t->verifier);
	t->nonce = random_text(a);
	t->expires_at = clock_now() + LIFETIME;
	pack_uuid(&b, t->client_id);
	pack_uuid(&b, t->user_id);
	pack_text(&b, t->verifier);
	pack_text(&b, t->nonce);
	pack_number(&b, t->expires_at);
	return seal(a, FOR_TICKETS, context, builder_text(&b));
}

bool
try_ticket_open(struct arena *a, struct text sealed, struct try_ticket *out)
{
	struct unpack u = {NO_TEXT, false};
	if (!seal_open(a, FOR_TICKETS, context, sealed, &u.rest))
		return false;
	out->client_id = unpack_uuid(&u);
	out->user_id = unpack_uuid(&u);
	out->verifier = unpack_text(&u);
	out->nonce = unpack_text(&u);
	out->expires_at = unpack_number(&u);
	return unpack_done(&u) && out->expires_at > clock_now();
}

struct text
try_redirect_uri(struct arena *a)
{
	return arena_printf(
	    a, "%.*s/developer/try/callback", TEXT_ARG(settings()->server.issuer));
}

bool
try_allows(struct request *rq, struct uuid client_id, struct text uri, struct text state)
{
	struct try_ticket t;
	return rq->user && text_eq(uri, try_redirect_uri(rq->arena)) &&
	       try_ticket_open(rq->arena, state, &t) && uuid_eq(t.client_id, client_id) &&
	       uuid_eq(t.user_id, rq->user->id);
}
