#include "oidc/logout_ticket.h"

#include "base/clock.h"
#include "base/pack.h"
#include "jose/keyring.h"

enum { LIFETIME = 3600 };

/* What authorization requests are sealed as is nothing here, and the other way round. */
static const struct text context = TEXT_INIT("logout");

struct text
logout_ticket_make(struct arena *a, struct logout_ticket *t)
{
	struct builder b = builder_new(a, 256);
	t->created_at = clock_now();
	pack_uuid(&b, t->client_id);
	pack_uuid(&b, t->user_id);
	pack_text(&b, t->redirect_uri);
	pack_text(&b, t->state);
	pack_number(&b, t->created_at);
	return seal(a, FOR_TICKETS, context, builder_text(&b));
}

bool
logout_ticket_open(struct arena *a, struct text sealed, struct logout_ticket *out)
{
	struct unpack u = {NO_TEXT, false};
	if (!seal_open(a, FOR_TICKETS, context, sealed, &u.rest))
		return false;
	*out = (struct logout_ticket){0};
	out->client_id = unpack_uuid(&u);
	out->user_id = unpack_uuid(&u);
	out->redirect_uri = unpack_text(&u);
	out->state = unpack_text(&u);
	out->created_at = unpack_number(&u);
	return unpack_done(&u) && out->created_at > clock_now() - LIFETIME;
}
