#include "oauth/metadata_rules.h"

#include "base/cleanup.h"
#include "jose/jws.h"
#include "oauth/redirect_uri.h"
#include "outbound/fetch.h"

#include <stddef.h>

enum { URIS_MOST = 20, AGE_MOST = INT32_MAX };

/* NULL, or what a member that is set must be. */
typedef const char *(*rule)(const struct client *app, const void *member);

static const char *
is_our_alg(const struct client *app, const void *member)
{
	const struct text *name = member;
	(void)app;
	return jws_alg_of(*name) != ALG_NONE
		   ? NULL
		   : "is none of the algorithms in the server metadata";
}

static const char *
is_subject_type(const struct client *app, const void *member)
{
	const struct text *type = member;
	(void)app;
	return text_eq(*type, TEXT("public")) || text_eq(*type, TEXT("pairwise"))
		   ? NULL
		   : "is public or pairwise";
}

static const char *
is_fetchable(const struct client *app, const void *member)
{
	const struct text *url = member;
	(void)app;
	return fetch_url_fault(*url);
}

static const char *
is_age(const struct client *app, const void *member)
{
	const struct optional_number *age = member;
	(void)app;
	return age->value >= 0 && age->value <= AGE_MOST ? NULL
							 : "is a number of seconds";
}

/* The browser goes there, so what holds for redirect URIs holds for these. */
static const char *
are_redirect_uris(const struct client *app, const void *member)
{
	const struct texts *uris = member;
	if (uris->n > URIS_MOST)
		return "has more than 20 URIs";
	for (size_t i = 0; i < uris->n; i++)
		if (redirect_uri_fault(app->kind, uris->at[i]))
			return "has a URI that could not be a redirect URI of this app";
	return NULL;
}

#define ROW(member, kind, rule)                                                          \
	{                                                                                \
#member, offsetof(struct client_metadata, member), kind, rule            \
	}
static const struct {
	const char *name;
	size_t offset;
	enum member_kind kind;
	rule rule;
} rules[] = {
    ROW(id_token_signed_response_alg, MEMBER_TEXT, is_our_alg),
    ROW(userinfo_signed_response_alg, MEMBER_TEXT, is_our_alg),
    ROW(subject_type, MEMBER_TEXT, is_subject_type),
    ROW(sector_identifier_uri, MEMBER_TEXT, is_fetchable),
    ROW(default_max_age, MEMBER_NUMBER, is_age),
    ROW(post_logout_redirect_uris, MEMBER_TEXTS, are_redirect_uris),
    ROW(backchannel_logout_uri, MEMBER_TEXT, is_fetchable),
};

static bool
is_set(enum member_kind kind, const void *member)
{
	switch (kind) {
	case MEMBER_TEXT:
	case MEMBER_JSON:
		return ((const struct text *)member)->n != 0;
	case MEMBER_TEXTS:
		return ((const struct texts *)member)->n != 0;
	case MEMBER_NUMBER:
		return ((const struct optional_number *)member)->given;
	case MEMBER_FLAG:
		return *(const bool *)member;
	}
	return false;
}

const char *
client_metadata_fault(struct arena *a, const struct client *app)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		const void *member = (const char *)&app->metadata + rules[i].offset;
		const char *fault =
		    is_set(rules[i].kind, member) ? rules[i].rule(app, member) : NULL;
		if (fault)
			return arena_printf(a, "%s: %s", rules[i].name, fault).at;
	}
	return NULL;
}
