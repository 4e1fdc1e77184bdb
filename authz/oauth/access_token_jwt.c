#include "base/builder.h"
#include "base/json.h"
#include "jose/jws.h"
#include "jose/keyring.h"
#include "live/keys.h"
#include "oauth/access_token_format.h"
#include "oauth/client_id.h"
#include "oauth/status_list.h"
#include "settings/settings.h"

struct text
access_token_jwt(struct arena *a, const struct access_token *t)
{
	struct builder b = builder_new(a, 768);
	const struct jws_key *key =
	    live_signing_key(jws_alg_of(settings()->tokens.access_alg));
	if (!key)
		return NO_TEXT;
	build_text(&b, TEXT("{\"iss\":"));
	build_json_string(&b, settings()->server.issuer);
	build_json_member(&b, TEXT("sub"), t->subject);
	build_audience(&b, t);
	build_json_member(&b, TEXT("client_id"), access_token_client(a, t));
	build_json_member(&b, TEXT("scope"), t->scope);
	build_json_member(&b, TEXT("jti"), t->jti);
	build_json_number(&b, TEXT("iat"), t->issued_at);
	build_json_number(&b, TEXT("exp"), t->expires_at);
	/* Where a person was there (RFC 9068 2.2.1). */
	if (t->auth_time) {
		build_json_number(&b, TEXT("auth_time"), t->auth_time);
		if (t->amr.n)
			build_json_strings(&b, TEXT("amr"), t->amr);
	}
	build_token_extras(&b, &t->extras);
	if (t->extras.status_index.given)
		build_status(&b, t->extras.status_index.value);
	build_char(&b, '}');
	return jws_sign(a, key, TEXT("at+jwt"), builder_text(&b));
}

static struct text
string_member(struct arena *a, const json_t *claims, const char *name)
{
	const json_t *value = json_object_get(claims, name);
	if (!json_is_string(value))
		return NO_TEXT;
	return arena_text(
	    a, (struct text){json_string_value(value), json_string_length(value)});
}

/* jti is "family.serial", and with a pairwise subject ".person" under seal. */
static bool
read_person(struct arena *a, struct access_token *out)
{
	struct text family = text_part(out->jti, 0, text_index(out->jti, '.')), id;
	struct text rest = text_part(out->jti, family.n + 1, out->jti.n);
	size_t end = family.n + 1 + text_index(rest, '.');
	if (!uuid_parse(family, &out->family))
		return false;
	if (end >= out->jti.n)
		return uuid_parse(out->subject, &out->user_id);
	if (!seal_open(a, FOR_ACCESS_TOKENS, text_part(out->jti, 0, end),
		text_part(out->jti, end + 1, out->jti.n), &id) ||
	    id.n != sizeof(out->user_id.bytes))
		return false;
	memcpy(out->user_id.bytes, id.at, id.n);
	return true;
}

/* Our own tokens only, so a missing or foreign member means that something is wrong. */
static bool
read_claims(struct arena *a, const json_t *claims, struct access_token *out)
{
	struct text client_id = string_member(a, claims, "client_id");
	*out = (struct access_token){.format = TOKEN_JWT,
	    .subject = string_member(a, claims, "sub"),
	    .scope = string_member(a, claims, "scope"),
	    .jti = string_member(a, claims, "jti"),
	    .issued_at = json_integer_value(json_object_get(claims, "iat")),
	    .expires_at = json_integer_value(json_object_get(claims, "exp")),
	    .auth_time = json_integer_value(json_object_get(claims, "auth_time"))};
	read_audience(a, claims, out);
	read_token_extras(a, claims, &out->extras);
	read_status(claims, &out->extras.status_index);
	if (!text_eq(string_member(a, claims, "iss"), settings()->server.issuer) ||
	    !client_id_parse(client_id, &out->client_id) || !out->audience.n ||
	    !out->subject.n)
		return false;
	if (client_id_is_url(client_id))
		out->extras.client_url = client_id;
	return text_eq(out->subject, client_id) || read_person(a, out);
}

enum store_status
access_token_read_jwt(
    struct db *db, struct arena *a, struct text token, struct access_token *out)
{
	struct jws jws;
	const struct jws_key *key;
	if (!jws_parse(a, token, &jws) || !text_eq(jws.typ, TEXT("at+jwt")))
		return STORE_NONE;
	enum store_status status = live_verification_key(db, jws.kid, &key);
	if (status != STORE_OK)
		return status;
	if (!jws_verify(key, &jws))
		return STORE_NONE;
	CLEANUP(json)
	json_t *claims =
	    json_loadb(jws.payload.at, jws.payload.n, JSON_REJECT_DUPLICATES, NULL);
	return json_is_object(claims) && read_claims(a, claims, out) ? STORE_OK
								     : STORE_NONE;
}
