#include "oauth/metadata_rules.h"

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "jose/jws.h"
#include "oauth/app_rules.h"
#include "oauth/fapi.h"
#include "oauth/redirect_uri.h"
#include "oauth/subject.h"
#include "outbound/fetch.h"

#include <stddef.h>

enum {
	LIST_MOST = 20,
	AGE_MOST = INT32_MAX,
	LIFETIME_LEAST = 60,
	TEXT_MOST = 2000,
	JWKS_MOST = 32 * 1024
};

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

/* What apps sign may say Ed25519 for EdDSA (RFC 9864); what we sign never does. */
static const char *
is_their_alg(const struct client *app, const void *member)
{
	const struct text *name = member;
	(void)app;
	return jws_alg_said(*name) != ALG_NONE
		   ? NULL
		   : "is none of the algorithms in the server metadata";
}

static const char *
is_subject_type(const struct client *app, const void *member)
{
	const struct text *type = member;
	if (text_eq(*type, TEXT("public")))
		return NULL;
	if (!text_eq(*type, TEXT("pairwise")))
		return "is public or pairwise";
	return sector_of(app).n ? NULL
				: "is pairwise, which takes redirect URIs of one host, "
				  "or a sector_identifier_uri";
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

/* Longer than the server allows says nothing, and is no fault: the operator may change
 * that. */
static const char *
is_token_lifetime(const struct client *app, const void *member)
{
	const struct optional_number *seconds = member;
	(void)app;
	return seconds->value >= LIFETIME_LEAST && seconds->value <= AGE_MOST
		   ? NULL
		   : "is a number of seconds, 60 at least";
}

/* The browser goes there, so what holds for redirect URIs holds for these. */
static const char *
are_redirect_uris(const struct client *app, const void *member)
{
	const struct texts *uris = member;
	if (uris->n > LIST_MOST)
		return "has more than 20 URIs";
	for (size_t i = 0; i < uris->n; i++)
		if (redirect_uri_fault(app->kind, uris->at[i]))
			return "has a URI that could not be a redirect URI of this app";
	return NULL;
}

static const char *
is_link(const struct client *app, const void *member)
{
	const struct text *url = member;
	(void)app;
	return app_link_fault(*url) ? "is an https URL" : NULL;
}

static const char *
is_plain(const struct client *app, const void *member)
{
	const struct text *t = member;
	(void)app;
	return t->n <= TEXT_MOST && utf8_plain(*t, false)
		   ? NULL
		   : "is too long or has control characters";
}

static const char *
is_application_type(const struct client *app, const void *member)
{
	const struct text *type = member;
	(void)app;
	return text_eq(*type, TEXT("web")) || text_eq(*type, TEXT("native"))
		   ? NULL
		   : "is web or native";
}

static const char *
is_delivery_mode(const struct client *app, const void *member)
{
	const struct text *mode = member;
	(void)app;
	return text_eq(*mode, TEXT("poll")) ? NULL : "is poll";
}

static const char *
is_client_id(const struct client *app, const void *member)
{
	const struct text *id = member;
	struct uuid uuid;
	(void)app;
	return uuid_parse(*id, &uuid) ? NULL : "is the client_id of an app";
}

static const char *
is_short_list(const struct client *app, const void *member)
{
	const struct texts *list = member;
	(void)app;
	return list->n <= LIST_MOST ? NULL : "has more than 20 members";
}

/* Public keys only: who sends a private one has made it worthless (RFC 7517 4). */
static const char *
is_public_key_set(const struct client *app, const void *member)
{
	const struct text *jwks = member;
	CLEANUP(json) json_t *set = NULL;
	(void)app;
	if (jwks->n > JWKS_MOST)
		return "is too large";
	set = json_loadb(jwks->at, jwks->n, 0, NULL);
	const json_t *keys = json_object_get(set, "keys");
	if (!json_is_array(keys) || json_array_size(keys) > LIST_MOST)
		return "is an object with an array keys, of at most 20";
	for (size_t i = 0; i < json_array_size(keys); i++) {
		const json_t *key = json_array_get(keys, i);
		if (!json_is_string(json_object_get(key, "kty")))
			return "has a key without kty";
		if (json_object_get(key, "d") || json_object_get(key, "k"))
			return "may hold public keys only";
	}
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
    ROW(logo_uri, MEMBER_TEXT, is_link),
    ROW(initiate_login_uri, MEMBER_TEXT, is_link),
    ROW(software_id, MEMBER_TEXT, is_plain),
    ROW(software_version, MEMBER_TEXT, is_plain),
    ROW(application_type, MEMBER_TEXT, is_application_type),
    ROW(contacts, MEMBER_TEXTS, is_short_list),
    ROW(jwks, MEMBER_JSON, is_public_key_set),
    ROW(jwks_uri, MEMBER_TEXT, is_fetchable),
    ROW(tls_client_auth_subject_dn, MEMBER_TEXT, is_plain),
    ROW(authorization_signed_response_alg, MEMBER_TEXT, is_our_alg),
    ROW(request_object_signing_alg, MEMBER_TEXT, is_their_alg),
    ROW(introspection_signed_response_alg, MEMBER_TEXT, is_our_alg),
    ROW(default_acr_values, MEMBER_TEXTS, is_short_list),
    ROW(authorization_details_types, MEMBER_TEXTS, is_short_list),
    ROW(backchannel_token_delivery_mode, MEMBER_TEXT, is_delivery_mode),
    ROW(token_exchange_resources, MEMBER_TEXTS, is_short_list),
    ROW(may_act, MEMBER_TEXT, is_client_id),
    ROW(id_token_signed_response_alg, MEMBER_TEXT, is_our_alg),
    ROW(userinfo_signed_response_alg, MEMBER_TEXT, is_our_alg),
    ROW(subject_type, MEMBER_TEXT, is_subject_type),
    ROW(sector_identifier_uri, MEMBER_TEXT, is_fetchable),
    ROW(default_max_age, MEMBER_NUMBER, is_age),
    ROW(access_token_lifetime, MEMBER_NUMBER, is_token_lifetime),
    ROW(refresh_token_lifetime, MEMBER_NUMBER, is_token_lifetime),
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

/* RFC 8705 2.1.2: exactly one says who the certificate's subject is. */
static const char *
tls_names_fault(const struct client *app)
{
	const struct client_metadata *m = &app->metadata;
	const struct text names[] = {m->tls_client_auth_subject_dn,
	    m->tls_client_auth_san_dns, m->tls_client_auth_san_uri,
	    m->tls_client_auth_san_ip, m->tls_client_auth_san_email};
	size_t given = 0;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		given += names[i].n != 0;
	if (given > 1 || (!given && text_eq(app->auth_method, TEXT("tls_client_auth"))))
		return "tls_client_auth: exactly one of tls_client_auth_subject_dn, "
		       "san_dns, "
		       "san_uri, san_ip and san_email is needed";
	return NULL;
}

static const char *
keys_fault(const struct client *app)
{
	const struct client_metadata *m = &app->metadata;
	if (m->jwks.n && m->jwks_uri.n)
		return "jwks: it excludes jwks_uri";
	if (m->jwks.n || m->jwks_uri.n)
		return NULL;
	return text_eq(app->auth_method, TEXT("private_key_jwt")) ||
		       text_eq(app->auth_method, TEXT("self_signed_tls_client_auth"))
		   ? "jwks: this authentication method needs it, or jwks_uri"
		   : NULL;
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
	if (app->metadata.pkce_optional && text_eq(app->auth_method, TEXT("none")))
		return "pkce_optional: never for a public app";
	const char *fault = keys_fault(app);
	if (!fault)
		fault = tls_names_fault(app);
	return !fault && app->metadata.fapi2 ? fapi2_fault(app) : fault;
}
