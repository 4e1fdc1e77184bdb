#include "oidc/person_claims.h"

#include "base/json.h"
#include "oauth/claims_request.h"

static void
put_text(json_t *all, const char *name, struct text value)
{
	if (value.n)
		json_object_set_new(all, name, json_stringn(value.at, value.n));
}

static json_t *
all_claims(const struct user *u)
{
	json_t *all = members_json(&user_claims_members, &u->claims);
	put_text(all, "name", u->name);
	put_text(all, "locale", u->locale);
	json_object_set_new(all, "updated_at", json_integer(u->updated_at));
	put_text(all, "email", u->email);
	json_object_set_new(
	    all, "email_verified", json_boolean(u->email_verified_at != 0));
	if (u->claims.phone_number.n)
		json_object_set_new(all, "phone_number_verified",
		    json_boolean(u->claims.phone_number_verified));
	return all;
}

void
person_claims_put(
    json_t *out, const struct user *user, struct texts scopes, struct texts named)
{
	CLEANUP(json) json_t *all = all_claims(user);
	for (size_t i = 0; i < claims_known_count; i++) {
		const struct claim *c = &claims_known[i];
		json_t *value = json_object_get(all, c->name.at);
		if (value && (texts_have(scopes, c->scope) || texts_have(named, c->name)))
			json_object_set(out, c->name.at, value);
	}
}
