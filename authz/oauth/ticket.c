#include "oauth/ticket.h"

#include "base/clock.h"
#include "base/pack.h"
#include "jose/keyring.h"
#include "oauth/claims_request.h"

enum { LIFETIME = 3600 };

struct texts
ticket_scopes(struct arena *a, const struct ticket *t)
{
	return claims_request_scopes(a, t->extras.claims, t->scopes);
}

struct text
ticket_make(struct arena *a, const struct ticket *t)
{
	struct builder b = builder_new(a, 512);
	pack_uuid(&b, t->client_id);
	pack_uuid(&b, t->resource_id);
	pack_text(&b, t->redirect_uri);
	pack_number(&b, t->redirect_uri_given);
	pack_text(&b, t->state);
	pack_text(&b, t->nonce);
	pack_text(&b, t->code_challenge);
	pack_text(&b, t->login_hint);
	pack_texts(&b, t->scopes);
	pack_number(&b, t->mode);
	pack_number(&b, t->prompt);
	pack_number(&b, t->max_age);
	pack_number(&b, t->created_at);
	pack_uuid(&b, t->session_then);
	pack_uuid(&b, t->expected);
	pack_texts(&b, t->acr_values);
	pack_number(&b, t->acr_essential);
	pack_text(&b, t->pushed);
	members_pack(&b, &grant_extras_members, &t->extras);
	return seal(a, FOR_TICKETS, NO_TEXT, builder_text(&b));
}

bool
ticket_open(struct arena *a, struct text sealed, struct ticket *out)
{
	struct unpack u = {NO_TEXT, false};
	if (!seal_open(a, FOR_TICKETS, NO_TEXT, sealed, &u.rest))
		return false;
	*out = (struct ticket){0};
	out->client_id = unpack_uuid(&u);
	out->resource_id = unpack_uuid(&u);
	out->redirect_uri = unpack_text(&u);
	out->redirect_uri_given = unpack_number(&u) != 0;
	out->state = unpack_text(&u);
	out->nonce = unpack_text(&u);
	out->code_challenge = unpack_text(&u);
	out->login_hint = unpack_text(&u);
	out->scopes = unpack_texts(&u, a);
	out->mode = (enum response_mode)unpack_number(&u);
	out->prompt = (unsigned)unpack_number(&u);
	out->max_age = unpack_number(&u);
	out->created_at = unpack_number(&u);
	out->session_then = unpack_uuid(&u);
	out->expected = unpack_uuid(&u);
	out->acr_values = unpack_texts(&u, a);
	out->acr_essential = unpack_number(&u) != 0;
	out->pushed = unpack_text(&u);
	members_unpack(&u, a, &grant_extras_members, &out->extras);
	return unpack_done(&u) && out->created_at > clock_now() - LIFETIME;
}
