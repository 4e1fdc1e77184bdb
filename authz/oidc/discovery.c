/* Made from the same tables that do the work, so that it can't lie. */
#include "base/cleanup.h"
#include "base/json.h"
#include "jose/jws.h"
#include "live/resources.h"
#include "live/retired.h"
#include "oauth/acr.h"
#include "oauth/authorization_request.h"
#include "oauth/authorization_response.h"
#include "oauth/claims_request.h"
#include "oauth/client_auth.h"
#include "oauth/dpop.h"
#include "oauth/endpoints.h"
#include "oauth/grants.h"
#include "oauth/metadata.h"
#include "oauth/mtls.h"
#include "oidc/endpoints.h"
#include "settings/settings.h"

#include <pthread.h>
#include <stdatomic.h>

static void
put_endpoints(struct arena *a, json_t *m)
{
	(void)a;
	metadata_url(m, "issuer", "");
	metadata_url(m, "authorization_endpoint", "/oauth2/authorize");
	metadata_url(m, "pushed_authorization_request_endpoint", "/oauth2/par");
	metadata_url(m, "token_endpoint", "/oauth2/token");
	metadata_url(m, "introspection_endpoint", "/oauth2/introspect");
	metadata_url(m, "revocation_endpoint", "/oauth2/revoke");
	metadata_url(m, "userinfo_endpoint", "/oauth2/userinfo");
	metadata_url(m, "end_session_endpoint", "/oauth2/logout");
	metadata_url(m, "jwks_uri", "/oauth2/jwks");
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

/* RFC 8414 2. */
static void
put_oauth(struct arena *a, json_t *m)
{
	static const char *const auth_algs[] = {
	    "token_endpoint_auth_signing_alg_values_supported",
	    "introspection_endpoint_auth_signing_alg_values_supported",
	    "revocation_endpoint_auth_signing_alg_values_supported"};
	struct texts methods = client_auth_methods(a);
	metadata_names(m, "grant_types_supported", grant_types(a));
	metadata_names(m, "token_endpoint_auth_methods_supported", methods);
	metadata_names(m, "revocation_endpoint_auth_methods_supported", methods);
	metadata_names(
	    m, "introspection_endpoint_auth_methods_supported", without_none(a, methods));
	for (size_t i = 0; i < COUNT_OF(auth_algs); i++) {
		metadata_algs(m, auth_algs[i]);
		metadata_list(m, auth_algs[i], "HS256"); /* client_secret_jwt */
	}
	metadata_list(m, "response_types_supported", "code");
	metadata_names(m, "response_modes_supported", response_mode_names(a));
	metadata_names(m, "authorization_signing_alg_values_supported", jws_alg_names(a));
	metadata_list(m, "code_challenge_methods_supported", "S256");
	metadata_list(m, "dpop_signing_alg_values_supported", dpop_algs);
	metadata_flag(m, "authorization_response_iss_parameter_supported", true);
	metadata_flag(m, "require_pushed_authorization_requests",
	    settings()->tokens.require_pushed_requests);
	metadata_flag(m, "request_parameter_supported", true);
	metadata_algs(m, "request_object_signing_alg_values_supported");
	metadata_flag(m, "request_uri_parameter_supported", false);
}

/* OIDC Discovery 3. */
static void
put_openid(struct arena *a, json_t *m)
{
	metadata_list(
	    m, "scopes_supported", "openid profile email phone address offline_access");
	metadata_list(m, "subject_types_supported", "public pairwise");
	metadata_names(m, "id_token_signing_alg_values_supported", jws_alg_names(a));
	metadata_names(m, "userinfo_signing_alg_values_supported", jws_alg_names(a));
	metadata_list(m, "claims_supported",
	    "iss sub aud exp iat auth_time nonce at_hash acr amr sid");
	for (size_t i = 0; i < claims_known_count; i++)
		metadata_list(m, "claims_supported", claims_known[i].name.at);
	metadata_list(m, "claim_types_supported", "normal");
	metadata_names(m, "acr_values_supported", acr_offered(a));
	metadata_names(m, "prompt_values_supported", authorization_prompts(a));
	metadata_list(m, "ui_locales_supported", "en zh");
	metadata_flag(m, "claims_parameter_supported", true);
	metadata_flag(m, "backchannel_logout_supported", true);
	metadata_flag(m, "backchannel_logout_session_supported", true);
}

/* What each feature tells of itself; a feature's own stands in its own file. */
static void (*const parts[])(struct arena *a, json_t *m) = {put_endpoints, put_oauth,
    put_openid, put_registration, put_client_documents, put_device_metadata,
    put_backchannel_metadata, put_introspection_jwt, put_detail_types};

/* It depends on the settings, which never change, and on the catalogue: made anew when
 * that was, under the lock; readers take none. */
struct kept {
	struct arena *arena;
	uint64_t version;
	struct text document, tag;
};
static _Atomic(struct kept *) kept;
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static struct retired_list old;

static void
free_kept(void *memory)
{
	struct kept *k = memory;
	if (k)
		arena_free(k->arena);
}

static struct kept *
make_document(uint64_t version)
{
	struct arena *a = arena_new();
	struct kept *k = ARENA_NEW(a, struct kept);
	json_t *m = json_object();
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		parts[i](a, m);
	put_mtls(a, m); /* last: it looks at all endpoints */
	*k =
	    (struct kept){.arena = a, .version = version, .document = json_compact(a, m)};
	k->tag = entity_tag(a, k->document);
	json_decref(m);
	return k;
}

static const struct kept *
current_document(void)
{
	uint64_t version = live_catalogue_version();
	struct kept *k = atomic_load_explicit(&kept, memory_order_acquire);
	if (k && k->version == version)
		return k;
	pthread_mutex_lock(&making);
	k = atomic_load_explicit(&kept, memory_order_acquire);
	if (!k || k->version != version) {
		struct kept *fresh = make_document(version);
		atomic_store_explicit(&kept, fresh, memory_order_release);
		retire(&old, k, free_kept);
		k = fresh;
	}
	pthread_mutex_unlock(&making);
	return k;
}

const struct response *
answer_metadata(struct request *rq)
{
	const struct kept *k = current_document();
	return respond_cached(rq, k->document, k->tag);
}
