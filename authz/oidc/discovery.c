/* Made from the same tables that do the work, so that it can't lie. */
#include "jose/jws.h"
#include "live/keys.h"
#include "oauth/client_auth.h"
#include "oauth/endpoints.h"
#include "oauth/grants.h"
#include "oidc/endpoints.h"
#include "settings/settings.h"

#include <pthread.h>
#include <stdlib.h>

static json_t *
names_json(struct texts names)
{
	json_t *list = json_array();
	for (size_t i = 0; i < names.n; i++)
		json_array_append_new(list, json_stringn(names.at[i].at, names.at[i].n));
	return list;
}

static void
put_url(json_t *metadata, const char *name, const char *path)
{
	struct text issuer = settings()->server.issuer;
	json_object_set_new(
	    metadata, name, json_sprintf("%.*s%s", TEXT_ARG(issuer), path));
}

static void
put_urls(json_t *metadata)
{
	put_url(metadata, "issuer", "");
	put_url(metadata, "authorization_endpoint", "/oauth2/authorize");
	put_url(metadata, "token_endpoint", "/oauth2/token");
	put_url(metadata, "introspection_endpoint", "/oauth2/introspect");
	put_url(metadata, "revocation_endpoint", "/oauth2/revoke");
	put_url(metadata, "userinfo_endpoint", "/oauth2/userinfo");
	put_url(metadata, "jwks_uri", "/oauth2/jwks");
}

static struct texts
without_none(struct arena *a, struct texts methods)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < methods.n; i++)
		if (!text_eq(methods.at[i], TEXT("none")))
			texts_add(&list, methods.at[i]);
	return texts_done(&list);
}

static json_t *
metadata(struct arena *a)
{
	struct texts methods = client_auth_methods(a);
	json_t *m = json_object();
	put_urls(m);
	json_object_set_new(m, "scopes_supported",
	    json_pack("[ssss]", "openid", "profile", "email", "offline_access"));
	json_object_set_new(m, "response_types_supported", json_pack("[s]", "code"));
	json_object_set_new(
	    m, "response_modes_supported", json_pack("[ss]", "query", "form_post"));
	json_object_set_new(m, "grant_types_supported", names_json(grant_types(a)));
	json_object_set_new(
	    m, "token_endpoint_auth_methods_supported", names_json(methods));
	json_object_set_new(
	    m, "revocation_endpoint_auth_methods_supported", names_json(methods));
	json_object_set_new(m, "introspection_endpoint_auth_methods_supported",
	    names_json(without_none(a, methods)));
	json_object_set_new(
	    m, "code_challenge_methods_supported", json_pack("[s]", "S256"));
	json_object_set_new(
	    m, "authorization_response_iss_parameter_supported", json_true());
	json_object_set_new(m, "subject_types_supported", json_pack("[s]", "public"));
	json_object_set_new(m, "id_token_signing_alg_values_supported",
	    names_json((struct texts){&settings()->tokens.id_alg, 1}));
	json_object_set_new(m, "claims_supported",
	    json_pack("[sssssssssssss]", "iss", "sub", "aud", "exp", "iat", "auth_time",
		"nonce", "at_hash", "amr", "name", "locale", "email", "email_verified"));
	json_object_set_new(m, "prompt_values_supported",
	    json_pack("[sssss]", "none", "login", "consent", "select_account", "create"));
	json_object_set_new(m, "ui_locales_supported", json_pack("[ss]", "en", "zh"));
	json_object_set_new(m, "request_parameter_supported", json_false());
	json_object_set_new(m, "request_uri_parameter_supported", json_false());
	json_object_set_new(m, "claims_parameter_supported", json_false());
	return m;
}

/* It depends on the settings alone, which never change: made once, kept for good. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct text document, tag;

static void
make_document(void)
{
	static struct arena *a;
	a = arena_new();
	json_t *m = metadata(a);
	char *dumped = json_dumps(m, JSON_COMPACT);
	document = arena_text(a, text_of(dumped));
	tag = entity_tag(a, document);
	free(dumped);
	json_decref(m);
}

const struct response *
answer_metadata(struct request *rq)
{
	pthread_once(&once, make_document);
	return respond_cached(rq, document, tag);
}
