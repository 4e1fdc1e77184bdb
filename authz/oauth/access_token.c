#include "oauth/access_token.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "base/pack.h"
#include "base/random.h"
#include "jose/keyring.h"
#include "live/marks.h"
#include "live/verified.h"
#include "oauth/access_token_format.h"
#include "settings/settings.h"
#include "store/status_list.h"

enum { SERIAL = 8 };

int64_t
access_token_lifetime(const struct resource *resource)
{
	return resource && resource->token_lifetime ? resource->token_lifetime
						    : settings()->tokens.access_lifetime;
}

/* A pairwise subject says nothing of whose token it is, but to whom the jti is sealed. */
static void
build_person(struct builder *jti, struct uuid user_id)
{
	struct text id = {(const char *)user_id.bytes, sizeof(user_id.bytes)};
	struct text sealed = seal(jti->arena, FOR_ACCESS_TOKENS, builder_text(jti), id);
	build_char(jti, '.');
	build_text(jti, sealed);
}

struct text
access_token_make(
    struct arena *a, const struct resource *resource, struct access_token *t)
{
	unsigned char serial[SERIAL];
	struct uuid family = uuid_is_nil(t->family) ? uuid_new() : t->family;
	random_bytes(serial, sizeof(serial));
	struct builder jti = builder_new(a, 64);
	build_text(&jti, uuid_text(a, family));
	build_char(&jti, '.');
	build_text(&jti, base64url_encode(a, serial, sizeof(serial)));
	t->format = resource ? resource->token_format : TOKEN_JWT;
	if (t->format == TOKEN_JWT && t->extras.subject.n)
		build_person(&jti, t->user_id);
	t->extras.subject = NO_TEXT;
	t->jti = builder_text(&jti);
	t->issued_at = clock_now();
	t->expires_at = t->issued_at + access_token_lifetime(resource);
	if (t->ends_by && t->expires_at > t->ends_by)
		t->expires_at = t->ends_by;
	t->audience = resource ? resource->uri : settings()->server.issuer;
	return t->format == TOKEN_SEALED ? access_token_sealed(a, t)
					 : access_token_jwt(a, t);
}

enum store_status
access_token_revoke(struct db *db, struct arena *a, const struct access_token *t)
{
	const struct optional_number *index = &t->extras.status_index;
	enum store_status status = STORE_OK;
	if (index->given)
		status = status_revoke(
		    db, a, t->user_id, t->family, index->value, t->expires_at);
	return status == STORE_OK ? token_revoke(db, a, t->jti, t->expires_at) : status;
}

struct text
access_token_client(struct arena *a, const struct access_token *t)
{
	return t->extras.client_url.n ? t->extras.client_url : uuid_text(a, t->client_id);
}

bool
access_token_is_for(const struct access_token *t, struct text uri)
{
	return text_eq(t->audience, uri) || texts_have(t->extras.resources, uri);
}

struct text
access_token_type(const struct access_token *t)
{
	return t->extras.cnf_jkt.n ? TEXT("DPoP") : TEXT("Bearer");
}

enum store_status
access_token_read(
    struct db *db, struct arena *a, struct text token, struct access_token *out)
{
	enum store_status status = STORE_NONE;
	if (!access_token_is_sealed(token))
		status = access_token_read_jwt(db, a, token, out);
	else if (access_token_read_sealed(a, token, out))
		status = STORE_OK;
	if (status == STORE_OK && out->expires_at <= clock_now())
		return STORE_NONE;
	return status;
}

/* What is kept of an accepted token, beside its facts. */
static struct text
pack_accepted(struct arena *a, const struct access_token *t)
{
	struct builder b = builder_new(a, 768);
	pack_text(&b, t->audience);
	pack_text(&b, t->subject);
	pack_text(&b, t->scope);
	pack_texts(&b, t->amr);
	pack_number(&b, t->auth_time);
	pack_number(&b, t->format);
	members_pack(&b, &grant_extras_members, &t->extras);
	pack_text(&b, t->introspection);
	return builder_text(&b);
}

static void
unpack_accepted(struct arena *a, const struct verified *v, struct access_token *out)
{
	struct unpack u = {v->value, false};
	*out = (struct access_token){.client_id = v->facts.client_id,
	    .family = v->facts.family,
	    .user_id = v->facts.user_id,
	    .jti = v->facts.jti,
	    .issued_at = v->facts.issued_at,
	    .expires_at = v->expires_at};
	out->audience = unpack_text(&u);
	out->subject = unpack_text(&u);
	out->scope = unpack_text(&u);
	out->amr = unpack_texts(&u, a);
	out->auth_time = unpack_number(&u);
	out->format = (enum token_format)unpack_number(&u);
	members_unpack(&u, a, &grant_extras_members, &out->extras);
	out->introspection = unpack_text(&u);
}

enum store_status
access_token_accept(
    struct db *db, struct arena *a, struct text token, struct access_token *out)
{
	struct verified v;
	bool alive;
	uint64_t epoch = marks_epoch();
	if (verified_find(a, token, &v)) {
		unpack_accepted(a, &v, out);
		return STORE_OK;
	}
	enum store_status status = access_token_read(db, a, token, out);
	if (status != STORE_OK)
		return status;
	v.expires_at = out->expires_at;
	v.facts = (struct token_facts){.family = out->family,
	    .user_id = out->user_id,
	    .client_id = out->client_id,
	    .jti = out->jti,
	    .issued_at = out->issued_at};
	status = live_token_alive(db, a, &v.facts, &alive);
	if (status != STORE_OK)
		return status;
	if (!alive)
		return STORE_NONE;
	out->introspection = access_token_introspection(a, out);
	v.value = pack_accepted(a, out);
	verified_keep(a, &v, epoch);
	return STORE_OK;
}
