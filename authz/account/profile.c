/* What the person says of themselves (OIDC Core 5.1), which apps may learn. */
#include "account/endpoints.h"
#include "account/page.h"
#include "base/cleanup.h"
#include "identity/person_rules.h"

/* The claims that are plain texts, as the form has them; `autocomplete` as HTML names
 * it. */
#define FIELD(name, autocomplete)                                                        \
	{                                                                                \
#name, autocomplete, "profile." #name,                                   \
		    offsetof(struct user_claims, name)                                   \
	}
static const struct field_row {
	const char *name, *autocomplete, *label;
	size_t offset;
} fields[] = {
    FIELD(given_name, "given-name"),
    FIELD(middle_name, "additional-name"),
    FIELD(family_name, "family-name"),
    FIELD(nickname, "nickname"),
    FIELD(preferred_username, "off"),
    FIELD(birthdate, "bday"),
    FIELD(gender, "sex"),
    FIELD(phone_number, "tel"),
    FIELD(website, "url"),
    FIELD(profile, "off"),
    FIELD(picture, "photo"),
    FIELD(zoneinfo, "off"),
};

static struct text *
claim(struct user_claims *claims, const struct field_row *f)
{
	return (void *)((char *)claims + f->offset);
}

static json_t *
fields_json(struct request *rq, struct user_claims *claims)
{
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		json_array_append_new(
		    list, json_pack("{ss so so ss}", "name", fields[i].name, "label",
			      phrase_if(rq, true, fields[i].label), "value",
			      json_text(*claim(claims, &fields[i])), "autocomplete",
			      fields[i].autocomplete));
	return list;
}

/* No language, those of the pages, and the one that is set if it is another. */
static json_t *
locales_json(struct request *rq, struct text chosen)
{
	struct text tags[] = {NO_TEXT, TEXT("en"), TEXT("zh"), chosen};
	static const char *const names[] = {
	    "profile.locale_none", "profile.locale_en", "profile.locale_zh"};
	json_t *list = json_array();
	bool found = false;
	for (size_t i = 0; i < COUNT_OF(tags) && !(i == COUNT_OF(names) && found); i++) {
		bool is_it = text_eq(tags[i], chosen);
		found = found || is_it;
		json_array_append_new(
		    list, json_pack("{so so sb}", "tag", json_text(tags[i]), "label",
			      i < COUNT_OF(names) ? phrase_if(rq, true, names[i])
						  : json_text(chosen),
			      "chosen", is_it));
	}
	return list;
}

static const struct response *
profile_page(struct request *rq, int status, struct user *user, const char *fault)
{
	bool saved = form_get(rq->parameters, TEXT("saved")).n > 0;
	json_t *data = json_pack("{so so so so so so}", "email", json_text(user->email),
	    "person_name", json_text(user->name), "fields",
	    fields_json(rq, &user->claims), "locales", locales_json(rq, user->locale),
	    "fault", phrase_if(rq, fault != NULL, fault), "done",
	    phrase_if(rq, saved && !fault, "profile.saved"));
	json_object_set_new(data, "page", json_text(TEXT("/account/profile")));
	json_object_set_new(data, "verified",
	    user->email_verified_at
		? json_text(date_text(rq->arena, user->email_verified_at))
		: json_null());
	return account_page(rq, status, "account_profile", "profile.title", data);
}

const struct response *
show_profile(struct request *rq)
{
	struct user user;
	enum store_status status = user_by_id(rq->db, rq->arena, rq->user->id, &user);
	return status == STORE_OK ? profile_page(rq, 200, &user, NULL)
				  : store_error_page(rq, status);
}

/* A new number is one that nobody has verified. */
static void
read_profile(struct request *rq, struct user *user)
{
	struct text number = user->claims.phone_number;
	user->name = text_trim(form_get(rq->form, TEXT("name")));
	user->locale = text_trim(form_get(rq->form, TEXT("locale")));
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		*claim(&user->claims, &fields[i]) =
		    text_trim(form_get(rq->form, text_of(fields[i].name)));
	if (!text_eq(number, user->claims.phone_number))
		user->claims.phone_number_verified = false;
}

static const char *
profile_fault(struct request *rq, const struct user *user, struct text locale_before)
{
	const char *fault = person_name_fault(user->name);
	bool known = !user->locale.n || text_eq(user->locale, TEXT("en")) ||
		     text_eq(user->locale, TEXT("zh")) ||
		     text_eq(user->locale, locale_before);
	if (fault)
		return fault;
	return known && !person_claims_fault(rq->arena, &user->claims) ? NULL
								       : "profile.fault";
}

const struct response *
change_profile(struct request *rq)
{
	struct user user;
	enum store_status status = user_by_id(rq->db, rq->arena, rq->user->id, &user);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct user before = user;
	read_profile(rq, &user);
	const char *fault = profile_fault(rq, &user, before.locale);
	if (fault)
		return profile_page(rq, 422, &user, fault);
	status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	status = user_set_profile(rq->db, rq->arena, &user);
	status = change_end(rq, "profile_changed", NO_UUID,
	    audit_changes(rq->arena, user_audited(&before), user_audited(&user)), status);
	return status == STORE_OK ? respond_redirect(rq, TEXT("/account/profile?saved=1"))
				  : store_error_page(rq, status);
}
