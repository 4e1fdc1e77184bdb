#include "identity/mailed_link.h"

#include "base/clock.h"
#include "base/pack.h"
#include "jose/digest.h"
#include "jose/keyring.h"
#include "settings/settings.h"

/* The purpose is authenticated with the seal: no link can be taken for another. */
static const struct text for_signup = TEXT_INIT("signup");
static const struct text for_reset = TEXT_INIT("reset");

static struct text
link_to(struct request *rq, const char *path, struct text purpose, struct text packed)
{
	struct builder b = builder_new(rq->arena, 512);
	build_text(&b, settings()->server.issuer);
	build_text(&b, text_of(path));
	build_query(
	    &b, TEXT("ticket"), seal(rq->arena, FOR_MAILED_LINKS, purpose, packed));
	return builder_text(&b);
}

struct text
signup_link_make(struct request *rq, const struct signup_link *l)
{
	struct builder b = builder_new(rq->arena, 512);
	pack_text(&b, l->email);
	pack_text(&b, l->name);
	pack_text(&b, l->password_hash);
	pack_text(&b, l->locale);
	pack_text(&b, l->return_to);
	pack_text(&b, l->browser);
	pack_number(&b, clock_now());
	return link_to(rq, "/verify", for_signup, builder_text(&b));
}

bool
signup_link_open(struct request *rq, struct text ticket, struct signup_link *out)
{
	struct unpack u = {NO_TEXT, false};
	if (!seal_open(rq->arena, FOR_MAILED_LINKS, for_signup, ticket, &u.rest))
		return false;
	out->email = unpack_text(&u);
	out->name = unpack_text(&u);
	out->password_hash = unpack_text(&u);
	out->locale = unpack_text(&u);
	out->return_to = unpack_text(&u);
	out->browser = unpack_text(&u);
	out->made_at = unpack_number(&u);
	return unpack_done(&u) && out->made_at > clock_now() - SIGNUP_LINK_LIFETIME;
}

static struct text
digest_of(struct request *rq, struct text password_hash)
{
	unsigned char *digest = arena_alloc(rq->arena, SHA256_SIZE);
	sha256(password_hash, digest);
	return (struct text){(const char *)digest, SHA256_SIZE};
}

struct text
reset_link_make(struct request *rq, const struct user *user, struct text return_to)
{
	struct builder b = builder_new(rq->arena, 256);
	pack_uuid(&b, user->id);
	pack_text(&b, user->email);
	pack_text(&b, return_to);
	pack_text(&b, digest_of(rq, user->password_hash));
	pack_number(&b, clock_now());
	return link_to(rq, "/password/reset", for_reset, builder_text(&b));
}

bool
reset_link_open(struct request *rq, struct text ticket, struct reset_link *out)
{
	struct unpack u = {NO_TEXT, false};
	if (!seal_open(rq->arena, FOR_MAILED_LINKS, for_reset, ticket, &u.rest))
		return false;
	out->user_id = unpack_uuid(&u);
	out->email = unpack_text(&u);
	out->return_to = unpack_text(&u);
	out->password_then = unpack_text(&u);
	out->made_at = unpack_number(&u);
	return unpack_done(&u) && out->made_at > clock_now() - RESET_LINK_LIFETIME;
}

bool
reset_link_fits(struct request *rq, const struct reset_link *l, const struct user *user)
{
	return !user->disabled_at && text_eq(l->email, user->email) &&
	       text_eq_secret(l->password_then, digest_of(rq, user->password_hash));
}
