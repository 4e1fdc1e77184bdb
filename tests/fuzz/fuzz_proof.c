/*
 * DPoP proofs: three lines with a proof's head, its payload and a URL. The proof is
 * signed as it stands, so that what lies behind the signature is reached too; `@` in the
 * head stands for the key's public JWK. libcurl is the second opinion on URLs.
 */
#include "fuzz.h"
#include "jose/keyring.h"
#include "oauth/dpop.h"

#include <curl/curl.h>

DEFINE_CLEANUP(url, CURLU *, curl_url_cleanup);

enum { NOW = 1700000000 };

static const struct jws_key *
signing_key(struct arena *a)
{
	static struct jws_key *key;
	static const struct text ring =
	    TEXT_INIT("00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	if (key)
		return key;
	HOLDS(!keyring_load(a, ring, NULL, false));
	key = jws_key_generate(ALG_EDDSA);
	HOLDS(key);
	return key;
}

/* The head with the JWK in the place of each @. */
static struct text
filled(struct arena *a, struct text head, const struct jws_key *key)
{
	json_t *jwk = jws_key_jwk(key);
	char *line = json_dumps(jwk, JSON_COMPACT);
	struct builder b = builder_new(a, head.n + 256);
	for (size_t i = 0; i < head.n; i++)
		if (head.at[i] == '@')
			build_text(&b, text_of(line));
		else
			build_char(&b, head.at[i]);
	free(line);
	json_decref(jwk);
	return builder_text(&b);
}

static void
what_is_accepted_is_bounded(struct arena *a, struct text jwt, const struct jws_key *key)
{
	struct dpop_proof proof;
	const char *fault = dpop_proof_read(a, jwt, &proof);
	if (fault) {
		HOLDS(!has_char(text_of(fault), '"') && !has_char(text_of(fault), '\\'));
		return;
	}
	HOLDS(proof.alg != ALG_NONE && proof.jkt.n == 43);
	HOLDS(!key || text_eq(proof.jkt, jws_key_id(key)));
	HOLDS(proof.jti.n && proof.jti.n <= 256 && proof.htm.n && proof.htu.n);
	HOLDS(proof.iat >= 0 && proof.exp >= 0);
	struct text url = TEXT("https://id.example/oauth2/token");
	if (dpop_proof_fault(a, &proof, TEXT("POST"), url, NOW))
		return;
	HOLDS(text_eq(proof.htm, TEXT("POST")));
	HOLDS(proof.iat >= NOW - DPOP_OLDEST && proof.iat <= NOW + DPOP_EARLIEST);
	HOLDS(text_eq(dpop_url(a, proof.htu), url));
}

static struct text
host_by_curl(struct arena *a, struct text url)
{
	CLEANUP(url) CURLU *u = curl_url();
	char *host = NULL;
	struct text copy = NO_TEXT;
	if (curl_url_set(u, CURLUPART_URL, arena_cstr(a, url), 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		copy = arena_text(a, text_of(host));
	curl_free(host);
	return copy;
}

static void
a_url_has_one_form_on_its_own_host(struct arena *a, struct text url)
{
	struct text form = dpop_url(a, url);
	if (!form.n)
		return;
	HOLDS(text_eq(dpop_url(a, form), form));
	HOLDS(!has_char(form, '?') && !has_char(form, '#'));
	struct text given = host_by_curl(a, url), kept = host_by_curl(a, form);
	HOLDS(!given.n || !kept.n || text_eq_nocase(given, kept));
}

void
fuzz(struct arena *a, struct text input)
{
	const struct jws_key *key = signing_key(a);
	struct text whole = input, head = next_line(&input), payload = next_line(&input);
	struct text url = next_line(&input);
	what_is_accepted_is_bounded(a, whole, NULL);
	what_is_accepted_is_bounded(
	    a, jws_sign_as(a, key, filled(a, head, key), payload), key);
	if (!has_char(url, '\0'))
		a_url_has_one_form_on_its_own_host(a, url);
	HOLDS(!dpop_nonce_good(a, whole, NOW) || text_eq(whole, dpop_nonce(a, NOW)));
}
