#include "oauth/claims_request.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/members.h"

#include <stddef.h>

#define CLAIM(name, scope)                                                               \
	{                                                                                \
		TEXT_INIT(name), TEXT_INIT(scope)                                        \
	}
const struct claim claims_known[] = {
    CLAIM("name", "profile"),
    CLAIM("family_name", "profile"),
    CLAIM("given_name", "profile"),
    CLAIM("middle_name", "profile"),
    CLAIM("nickname", "profile"),
    CLAIM("preferred_username", "profile"),
    CLAIM("profile", "profile"),
    CLAIM("picture", "profile"),
    CLAIM("website", "profile"),
    CLAIM("gender", "profile"),
    CLAIM("birthdate", "profile"),
    CLAIM("zoneinfo", "profile"),
    CLAIM("locale", "profile"),
    CLAIM("updated_at", "profile"),
    CLAIM("email", "email"),
    CLAIM("email_verified", "email"),
    CLAIM("address", "address"),
    CLAIM("phone_number", "phone"),
    CLAIM("phone_number_verified", "phone"),
};
const size_t claims_known_count = COUNT_OF(claims_known);

static const char malformed[] = "claims is a JSON object with the members id_token and "
				"userinfo, objects whose members are null or objects";

/* Each is null (voluntary) or an object with essential, value, values (5.5.1). */
static bool
is_well_formed(json_t *asked)
{
	const char *name;
	json_t *how;
	json_object_foreach(asked, name, how)
	{
		const json_t *essential = json_object_get(how, "essential");
		const json_t *values = json_object_get(how, "values");
		if ((!json_is_null(how) && !json_is_object(how)) ||
		    (essential && !json_is_boolean(essential)) ||
		    (values && !json_is_array(values)))
			return false;
	}
	return !asked || json_is_object(asked) || json_is_null(asked);
}

static struct texts
known_among(struct arena *a, const json_t *asked)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < COUNT_OF(claims_known); i++)
		if (json_object_get(asked, claims_known[i].name.at))
			texts_add(&list, claims_known[i].name);
	return texts_done(&list);
}

/* False when two are named that differ: nobody is both. */
static bool
read_subject(struct arena *a, const json_t *asked, struct claims_request *out)
{
	const json_t *value = json_object_get(json_object_get(asked, "sub"), "value");
	struct text subject = json_string_text(a, value);
	if (!value)
		return true;
	if (!subject.n || (out->subject.n && !text_eq(subject, out->subject)))
		return false;
	out->subject = subject;
	return true;
}

static void
read_acr(struct arena *a, const json_t *asked, struct claims_request *out)
{
	const json_t *acr = json_object_get(asked, "acr");
	const json_t *values = json_object_get(acr, "values");
	struct texts_builder list = texts_builder_new(a);
	struct text one = json_string_text(a, json_object_get(acr, "value"));
	if (one.n)
		texts_add(&list, one);
	for (size_t i = 0; i < json_array_size(values); i++) {
		one = json_string_text(a, json_array_get(values, i));
		if (one.n)
			texts_add(&list, one);
	}
	out->acr_values = texts_done(&list);
	out->acr_essential = json_is_true(json_object_get(acr, "essential"));
}

const char *
claims_request_read(struct arena *a, struct text json, struct claims_request *out)
{
	*out = (struct claims_request){0};
	CLEANUP(json)
	json_t *request = json_loadb(json.at, json.n, JSON_REJECT_DUPLICATES, NULL);
	json_t *id_token = json_object_get(request, "id_token");
	json_t *userinfo = json_object_get(request, "userinfo");
	if (!json_is_object(request) || !is_well_formed(id_token) ||
	    !is_well_formed(userinfo))
		return malformed;
	if (!read_subject(a, id_token, out) || !read_subject(a, userinfo, out))
		return "claims names a sub that is no string, or two that differ";
	read_acr(a, id_token, out);
	out->id_token = known_among(a, id_token);
	out->userinfo = known_among(a, userinfo);
	return NULL;
}

static const struct member rows[] = {
    {"id_token", MEMBER_TEXTS, offsetof(struct claims_request, id_token)},
    {"userinfo", MEMBER_TEXTS, offsetof(struct claims_request, userinfo)},
};
static const struct members lists = {rows, COUNT_OF(rows)};

struct text
claims_request_keep(struct arena *a, const struct claims_request *r)
{
	return members_text(a, &lists, r);
}

void
claims_request_kept(struct arena *a, struct text kept, struct claims_request *out)
{
	*out = (struct claims_request){0};
	members_of_text(a, &lists, kept, out);
}

static struct text
scope_of(struct text claim)
{
	for (size_t i = 0; i < COUNT_OF(claims_known); i++)
		if (text_eq(claims_known[i].name, claim))
			return claims_known[i].scope;
	return NO_TEXT;
}

static struct texts
covered(struct arena *a, struct texts claims, struct texts scopes)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < claims.n; i++)
		if (texts_have(scopes, scope_of(claims.at[i])))
			texts_add(&list, claims.at[i]);
	return texts_done(&list);
}

void
claims_request_narrow(struct arena *a, struct claims_request *r, struct texts scopes)
{
	r->id_token = covered(a, r->id_token, scopes);
	r->userinfo = covered(a, r->userinfo, scopes);
}

static void
add_scopes(struct texts_builder *list, struct texts claims)
{
	for (size_t i = 0; i < claims.n; i++)
		if (!texts_have(texts_done(list), scope_of(claims.at[i])))
			texts_add(list, scope_of(claims.at[i]));
}

struct texts
claims_request_scopes(struct arena *a, struct text kept, struct texts scopes)
{
	struct claims_request r;
	struct texts_builder list = texts_builder_new(a);
	if (!kept.n)
		return scopes;
	claims_request_kept(a, kept, &r);
	for (size_t i = 0; i < scopes.n; i++)
		texts_add(&list, scopes.at[i]);
	add_scopes(&list, r.id_token);
	add_scopes(&list, r.userinfo);
	return texts_done(&list);
}
