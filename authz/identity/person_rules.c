#include "identity/person_rules.h"

#include "base/encoding.h"
#include "base/json.h"

const char *
person_email_fault(struct text t)
{
	size_t at = text_index(t, '@');
	if (!t.n)
		return "signup.email_missing";
	if (at == 0 || at + 1 >= t.n || t.n > 254 || !utf8_plain(t, false))
		return "signup.email_malformed";
	for (size_t i = 0; i < t.n; i++)
		if (t.at[i] == ' ' || t.at[i] == '<' || t.at[i] == '>' ||
		    (t.at[i] == '@' && i != at))
			return "signup.email_malformed";
	return NULL;
}

const char *
person_name_fault(struct text t)
{
	return utf8_plain(t, false) && utf8_length(t) <= 100 ? NULL : "signup.name_long";
}

/* YYYY-MM-DD, 0000-MM-DD or YYYY (OIDC Core 5.1). */
static bool
is_birthdate(struct text t)
{
	static const struct text form = TEXT_INIT("dddd-dd-dd");
	if (t.n != 4 && t.n != form.n)
		return false;
	for (size_t i = 0; i < t.n; i++)
		if (form.at[i] == 'd' ? t.at[i] < '0' || t.at[i] > '9' : t.at[i] != '-')
			return false;
	return true;
}

static bool
is_web(struct text url)
{
	return !url.n || text_starts(url, TEXT("https://")) ||
	       text_starts(url, TEXT("http://"));
}

static bool
is_claim_text(struct text t)
{
	return utf8_plain(t, true) && utf8_length(t) <= 500;
}

static bool
is_address(struct text json)
{
	const char *name;
	json_t *value;
	CLEANUP(json) json_t *address = json_loadb(json.at, json.n, 0, NULL);
	json_object_foreach(address, name, value)
	{
		if (!json_is_string(value) ||
		    !is_claim_text((struct text){
			json_string_value(value), json_string_length(value)}))
			return false;
	}
	return json_is_object(address) && json_object_size(address) <= 10;
}

const char *
person_claims_fault(struct arena *a, const struct user_claims *claims)
{
	for (size_t i = 0; i < user_claims_members.n; i++) {
		const struct member *m = &user_claims_members.at[i];
		const struct text *t = (const void *)((const char *)claims + m->offset);
		if (m->kind == MEMBER_TEXT && !is_claim_text(*t))
			return arena_printf(
			    a, "%s is of 500 visible characters at the most", m->name)
			    .at;
	}
	if (claims->birthdate.n && !is_birthdate(claims->birthdate))
		return "birthdate is YYYY-MM-DD, 0000-MM-DD or YYYY";
	if (!is_web(claims->profile) || !is_web(claims->picture) ||
	    !is_web(claims->website))
		return "profile, picture and website are URLs";
	if (claims->address.n && !is_address(claims->address))
		return "address is an object of strings";
	return NULL;
}
