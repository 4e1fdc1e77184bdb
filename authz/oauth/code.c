#include "oauth/code.h"

#include "base/clock.h"
#include "base/pack.h"
#include "jose/keyring.h"
#include "settings/settings.h"

struct text
code_make(struct arena *a, struct code *c)
{
	struct builder b = builder_new(a, 512);
	c->family_id = uuid_new();
	c->expires_at = clock_now() + settings()->tokens.code_lifetime;
	pack_uuid(&b, c->client_id);
	pack_uuid(&b, c->user_id);
	pack_uuid(&b, c->session_id);
	pack_uuid(&b, c->family_id);
	pack_uuid(&b, c->resource_id);
	pack_text(&b, c->redirect_uri);
	pack_text(&b, c->code_challenge);
	pack_text(&b, c->nonce);
	pack_texts(&b, c->scopes);
	pack_texts(&b, c->amr);
	pack_number(&b, c->auth_time);
	pack_number(&b, c->expires_at);
	members_pack(&b, &grant_extras_members, &c->extras);
	return seal(a, FOR_CODES, NO_TEXT, builder_text(&b));
}

bool
code_read(struct arena *a, struct text code, struct code *out)
{
	struct unpack u = {NO_TEXT, false};
	if (!seal_open(a, FOR_CODES, NO_TEXT, code, &u.rest))
		return false;
	*out = (struct code){0};
	out->client_id = unpack_uuid(&u);
	out->user_id = unpack_uuid(&u);
	out->session_id = unpack_uuid(&u);
	out->family_id = unpack_uuid(&u);
	out->resource_id = unpack_uuid(&u);
	out->redirect_uri = unpack_text(&u);
	out->code_challenge = unpack_text(&u);
	out->nonce = unpack_text(&u);
	out->scopes = unpack_texts(&u, a);
	out->amr = unpack_texts(&u, a);
	out->auth_time = unpack_number(&u);
	out->expires_at = unpack_number(&u);
	members_unpack(&u, a, &grant_extras_members, &out->extras);
	return unpack_done(&u) && out->expires_at > clock_now();
}
