#include "oauth/dpop.h"
#include "oauth_test.h"

#include <jansson.h>

static const struct text url = TEXT_INIT("https://id.example/oauth2/token");
enum { NOW = 1700000000 };

static struct jws_key *
made_key(void)
{
	struct jws_key *key = jws_key_generate(ALG_ES256);
	ck_assert_ptr_nonnull(key);
	return key;
}

/* A proof with this typ, jwk (taken over) and payload. */
static struct text
signed_by(const struct jws_key *key, const char *typ, json_t *jwk, const char *payload)
{
	json_t *header = json_pack("{ss ss so}", "typ", typ, "alg",
	    jws_alg_name(jws_key_alg(key)).at, "jwk", jwk);
	char *line = json_dumps(header, JSON_COMPACT);
	struct text jwt =
	    jws_sign_as(arena, key, arena_text(arena, text_of(line)), text_of(payload));
	free(line);
	json_decref(header);
	ck_assert_uint_ne(jwt.n, 0);
	return jwt;
}

#define PAYLOAD                                                                          \
	"{\"jti\":\"one\",\"htm\":\"POST\",\"htu\":\"https://id.example/oauth2/token\"," \
	"\"iat\":1700000000}"

START_TEST(a_proof_tells_its_key_and_claims)
{
	static const enum jws_alg algs[] = {ALG_ES256, ALG_EDDSA};
	for (size_t i = 0; i < COUNT_OF(algs); i++) {
		struct jws_key *key = jws_key_generate(algs[i]);
		struct dpop_proof proof;
		struct text jwt = signed_by(key, "dpop+jwt", jws_key_jwk(key), PAYLOAD);
		ck_assert_ptr_null(dpop_proof_read(arena, jwt, &proof));
		ck_text(proof.jkt, jws_key_id(key));
		ck_assert_int_eq(proof.alg, algs[i]);
		ck_text(proof.jti, TEXT("one"));
		ck_assert_int_eq(proof.iat, NOW);
		ck_assert_uint_eq(proof.nonce.n + proof.ath.n, 0);
		ck_assert_ptr_null(
		    dpop_proof_fault(arena, &proof, TEXT("POST"), url, NOW));
		jws_key_free(key);
	}
}
END_TEST

START_TEST(only_a_proof_is_one)
{
	struct jws_key *key = made_key(), *other = made_key();
	struct dpop_proof proof;
	json_t *private_jwk = jws_key_jwk(key);
	json_object_set_new(private_jwk, "d", json_string("AAAA"));
	json_t *symmetric = json_pack("{ss ss}", "kty", "oct", "k", "AAAA");
	const struct text bad[] = {TEXT(""), TEXT("x"), TEXT("a.b.c"), TEXT("e30.e30.AA"),
	    signed_by(key, "JWT", jws_key_jwk(key), PAYLOAD),
	    signed_by(key, "at+jwt", jws_key_jwk(key), PAYLOAD),
	    signed_by(key, "DPOP+JWT", jws_key_jwk(key), PAYLOAD),
	    signed_by(key, "dpop+jwt", jws_key_jwk(other), PAYLOAD),
	    signed_by(key, "dpop+jwt", private_jwk, PAYLOAD),
	    signed_by(key, "dpop+jwt", symmetric, PAYLOAD),
	    signed_by(key, "dpop+jwt", json_null(), PAYLOAD),
	    jws_sign(arena, key, TEXT("dpop+jwt"), TEXT(PAYLOAD))};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(
		    dpop_proof_read(arena, bad[i], &proof) != NULL, "number %zu", i);
	struct text good = signed_by(key, "dpop+jwt", jws_key_jwk(key), PAYLOAD);
	for (size_t at = 0; at < good.n; at += 13)
		ck_assert_ptr_nonnull(dpop_proof_read(arena, altered(good, at), &proof));
	jws_key_free(key);
	jws_key_free(other);
}
END_TEST

START_TEST(its_claims_must_be_there_and_of_their_kind)
{
	struct jws_key *key = made_key();
	struct dpop_proof proof;
	static const char *const bad[] = {"[]", "1", "{}",
	    "{\"htm\":\"GET\",\"htu\":\"https://a/\",\"iat\":1}",
	    "{\"jti\":\"\",\"htm\":\"GET\",\"htu\":\"https://a/\",\"iat\":1}",
	    "{\"jti\":7,\"htm\":\"GET\",\"htu\":\"https://a/\",\"iat\":1}",
	    "{\"jti\":\"a\",\"htu\":\"https://a/\",\"iat\":1}",
	    "{\"jti\":\"a\",\"htm\":\"GET\",\"iat\":1}",
	    "{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://a/\"}",
	    "{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://a/\",\"iat\":\"1\"}",
	    "{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://a/\",\"iat\":-1}",
	    "{\"jti\":\"a\",\"htm\":\"GET\",\"htu\":\"https://a/\",\"iat\":1e300}",
	    "{\"jti\":\"a\",\"jti\":\"b\",\"htm\":\"G\",\"htu\":\"u\",\"iat\":1}",
	    "{\"jti\":\"a\",\"htm\":\"G\",\"htu\":\"u\",\"iat\":1,\"exp\":\"2\"}"};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct text jwt = signed_by(key, "dpop+jwt", jws_key_jwk(key), bad[i]);
		ck_assert_msg(dpop_proof_read(arena, jwt, &proof) != NULL, "%s", bad[i]);
	}
	char jti[258] = "";
	memset(jti, 'a', 257);
	struct text jwt = signed_by(key, "dpop+jwt", jws_key_jwk(key),
	    arena_printf(arena,
		"{\"jti\":\"%s\",\"htm\":\"GET\",\"htu\":\"https://a/\",\"iat\":1}", jti)
		.at);
	ck_assert_ptr_nonnull(dpop_proof_read(arena, jwt, &proof));
	jws_key_free(key);
}
END_TEST

static bool
fits(struct dpop_proof proof, int64_t now)
{
	return !dpop_proof_fault(arena, &proof, TEXT("POST"), url, now);
}

START_TEST(a_proof_is_for_one_method_one_url_and_now)
{
	const struct dpop_proof good = {.htm = TEXT("POST"), .htu = url, .iat = NOW};
	struct dpop_proof p = good;
	ck_assert(fits(good, NOW));
	ck_assert(fits(good, NOW + DPOP_OLDEST));
	ck_assert(!fits(good, NOW + DPOP_OLDEST + 1));
	ck_assert(fits(good, NOW - DPOP_EARLIEST));
	ck_assert(!fits(good, NOW - DPOP_EARLIEST - 1));
	p.exp = NOW + 10;
	ck_assert(fits(p, NOW + 9));
	ck_assert(!fits(p, NOW + 10));
	p = good;
	p.htm = TEXT("post");
	ck_assert(!fits(p, NOW));
	p.htm = TEXT("GET");
	ck_assert(!fits(p, NOW));
	static const char *const same[] = {"HTTPS://id.example/oauth2/token",
	    "https://ID.Example/oauth2/token", "https://id.example:443/oauth2/token",
	    "https://id.example:/oauth2/token", "https://id.example/oauth2/token?a=b",
	    "https://id.example/oauth2/token#c", "https://id.example/oauth2/%74oken",
	    "https://id.example/oauth2%2ftoken"};
	for (size_t i = 0; i < COUNT_OF(same); i++) {
		p = good;
		p.htu = text_of(same[i]);
		/* An escaped slash is no slash. */
		ck_assert_msg(fits(p, NOW) == (i != 7), "%s", same[i]);
	}
	static const char *const others[] = {"http://id.example/oauth2/token",
	    "https://id.example/oauth2/token/", "https://id.example/oauth2/Token",
	    "https://id.example:8443/oauth2/token", "https://id.example",
	    "https://id.example.evil/oauth2/token",
	    "https://id.example@evil/oauth2/token", "/oauth2/token", "", "https://",
	    "https:///oauth2/token", "https://id.example/oauth2/token%",
	    "https://evil/?https://id.example/oauth2/token"};
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		p = good;
		p.htu = text_of(others[i]);
		ck_assert_msg(!fits(p, NOW), "%s", others[i]);
	}
}
END_TEST

START_TEST(a_url_has_one_form)
{
	ck_text(
	    dpop_url(arena, TEXT("HTTP://API.example:80")), TEXT("http://api.example/"));
	ck_text(dpop_url(arena, TEXT("http://[::1]:8080/%7Eada/%c3?q")),
	    TEXT("http://[::1]:8080/~ada/%C3"));
	static const char *const dots[][2] = {{"https://a/b/./c", "https://a/b/c"},
	    {"https://a/b/../c", "https://a/c"}, {"https://a/b/c/..", "https://a/b/"},
	    {"https://a/b/.", "https://a/b/"}, {"https://a/../../b", "https://a/b"},
	    {"https://a/..", "https://a/"}, {"https://a/b//%2E%2e/c", "https://a/b/c"},
	    {"https://a/b/...", "https://a/b/..."}, {"https://a//", "https://a//"}};
	for (size_t i = 0; i < COUNT_OF(dots); i++)
		ck_text(dpop_url(arena, text_of(dots[i][0])), text_of(dots[i][1]));
	static const char *const none[] = {"ftp://a/", "http://[8]:10::80/",
	    "https://:443/", "https://a:b/", "https://[::1/", "//a/"};
	for (size_t i = 0; i < COUNT_OF(none); i++)
		ck_text(dpop_url(arena, text_of(none[i])), NO_TEXT);
	ck_text(dpop_url(arena, TEXT("https://a/%zz")), NO_TEXT);
}
END_TEST

START_TEST(nonces_roll_and_are_ours_alone)
{
	struct text nonce = dpop_nonce(arena, NOW);
	ck_assert(dpop_nonce_good(arena, nonce, NOW));
	ck_assert(dpop_nonce_good(arena, nonce, NOW + 120));
	ck_assert(!dpop_nonce_good(arena, nonce, NOW + 240));
	ck_assert(dpop_nonce_good(arena, nonce, NOW - 60));
	ck_assert(!dpop_nonce_good(arena, nonce, NOW - 240));
	for (size_t at = 0; at < nonce.n; at++)
		ck_assert(!dpop_nonce_good(arena, altered(nonce, at), NOW));
	ck_assert(!dpop_nonce_good(arena, NO_TEXT, NOW));
	/* Under the keyring's next key the old one's are still good. */
	use_ring(RING_TWO "\n" RING_ONE);
	ck_assert(dpop_nonce_good(arena, nonce, NOW));
	use_ring(RING_TWO);
	ck_assert(!dpop_nonce_good(arena, nonce, NOW));
}
END_TEST

Suite *
dpop_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: DPoP", &tc);
	tcase_add_test(tc, a_proof_tells_its_key_and_claims);
	tcase_add_test(tc, only_a_proof_is_one);
	tcase_add_test(tc, its_claims_must_be_there_and_of_their_kind);
	tcase_add_test(tc, a_proof_is_for_one_method_one_url_and_now);
	tcase_add_test(tc, a_url_has_one_form);
	tcase_add_test(tc, nonces_roll_and_are_ours_alone);
	return suite;
}
