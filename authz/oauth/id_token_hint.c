#include "oauth/id_token_hint.h"

#include "base/json.h"
#include "jose/jws.h"
#include "live/keys.h"
#include "oauth/subject.h"
#include "settings/settings.h"

enum store_status
id_token_hint_read(
    struct db *db, struct arena *a, struct text hint, struct id_token_hint *out)
{
	struct jws jws;
	const struct jws_key *key;
	*out = (struct id_token_hint){0};
	/* An access token of ours has another typ, and is nobody's hint. */
	if (!jws_parse(a, hint, &jws) || !text_eq(jws.typ, TEXT("JWT")))
		return STORE_NONE;
	enum store_status status = live_verification_key(db, jws.kid, &key);
	out->too_old = status == STORE_NONE;
	if (status != STORE_OK)
		return status;
	if (!jws_verify(key, &jws))
		return STORE_NONE;
	CLEANUP(json)
	json_t *claims =
	    json_loadb(jws.payload.at, jws.payload.n, JSON_REJECT_DUPLICATES, NULL);
	const char *iss = json_string_value(json_object_get(claims, "iss"));
	const char *aud = json_string_value(json_object_get(claims, "aud"));
	const char *sub = json_string_value(json_object_get(claims, "sub"));
	/* What userinfo signs has the same typ, and no exp. */
	if (!text_eq(text_of(iss), settings()->server.issuer) ||
	    !json_is_integer(json_object_get(claims, "exp")))
		return STORE_NONE;
	out->audience = arena_text(a, text_of(aud));
	return subject_find(db, a, NULL, arena_text(a, text_of(sub)), &out->user_id);
}
