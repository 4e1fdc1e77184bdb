#include "base/pack.h"
#include "jose/keyring.h"
#include "oauth/access_token_format.h"

static const struct text prefix = TEXT_INIT("azt_");

struct text
access_token_sealed(struct arena *a, const struct access_token *t)
{
	struct builder b = builder_new(a, 512);
	pack_text(&b, t->audience);
	pack_text(&b, t->subject);
	pack_text(&b, t->scope);
	pack_uuid(&b, t->client_id);
	pack_uuid(&b, t->family);
	pack_uuid(&b, t->user_id);
	pack_text(&b, t->jti);
	pack_number(&b, t->issued_at);
	pack_number(&b, t->expires_at);
	pack_number(&b, t->auth_time);
	pack_texts(&b, t->amr);
	members_pack(&b, &grant_extras_members, &t->extras);
	struct builder token = builder_new(a, b.n * 2 + 64);
	build_text(&token, prefix);
	build_text(&token, seal(a, FOR_ACCESS_TOKENS, NO_TEXT, builder_text(&b)));
	return builder_text(&token);
}

bool
access_token_is_sealed(struct text token)
{
	return text_starts(token, prefix);
}

bool
access_token_read_sealed(struct arena *a, struct text token, struct access_token *out)
{
	struct unpack u = {NO_TEXT, false};
	if (!access_token_is_sealed(token) ||
	    !seal_open(a, FOR_ACCESS_TOKENS, NO_TEXT, text_part(token, prefix.n, token.n),
		&u.rest))
		return false;
	*out = (struct access_token){.format = TOKEN_SEALED};
	out->audience = unpack_text(&u);
	out->subject = unpack_text(&u);
	out->scope = unpack_text(&u);
	out->client_id = unpack_uuid(&u);
	out->family = unpack_uuid(&u);
	out->user_id = unpack_uuid(&u);
	out->jti = unpack_text(&u);
	out->issued_at = unpack_number(&u);
	out->expires_at = unpack_number(&u);
	out->auth_time = unpack_number(&u);
	out->amr = unpack_texts(&u, a);
	members_unpack(&u, a, &grant_extras_members, &out->extras);
	return unpack_done(&u);
}
