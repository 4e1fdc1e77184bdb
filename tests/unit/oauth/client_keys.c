#include "oauth/client_keys.h"

#include "base/clock.h"
#include "live/key_sets.h"
#include "oauth_test.h"
#include "peer.h"

static struct jws_key *key, *other;
static struct client client;
static struct peer *peer;

static const char *
jwk(const struct jws_key *k, const char *more)
{
	json_t *json = jws_key_jwk(k), *change = json_loads(more, 0, NULL);
	json_object_update(json, change);
	char *line = json_dumps(json, JSON_COMPACT);
	const char *copy = arena_cstr(arena, text_of(line));
	free(line);
	json_decref(json);
	json_decref(change);
	return copy;
}

static struct text
set_of(const char *one, const char *two)
{
	return arena_printf(arena, "{\"keys\":[%s%s%s]}", one, *two ? "," : "", two);
}

static enum client_keys_answer
verify_by(const struct jws_key *signer, const char *alg)
{
	struct jws jws;
	ck_assert(
	    jws_parse(arena, jws_sign(arena, signer, TEXT("JWT"), TEXT("{}")), &jws));
	return client_keys_verify(arena, &client, text_of(alg), &jws);
}

static void
begin_keys(void)
{
	used.server.workers = 16;
	used.outbound.timeout = 2;
	used.outbound.allow_private = true;
	key_sets_start();
	key = jws_key_generate(ALG_ES256);
	other = jws_key_generate(ALG_ES256);
	client = (struct client){.id = uuid_new()};
	peer = peer_start();
}

static void
end_keys(void)
{
	peer_stop(peer);
	jws_key_free(key);
	jws_key_free(other);
	key_sets_stop();
}

START_TEST(a_registered_key_verifies_and_another_does_not)
{
	client.metadata.jwks = set_of(jwk(key, "{}"), "");
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	ck_assert_int_eq(verify_by(other, ""), CLIENT_KEYS_BAD);
	client.metadata.jwks = set_of(jwk(other, "{}"), jwk(key, "{}"));
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	client.metadata.jwks = NO_TEXT;
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_BAD);
}
END_TEST

START_TEST(the_registered_algorithm_is_the_only_one)
{
	client.metadata.jwks = set_of(jwk(key, "{}"), "");
	ck_assert_int_eq(verify_by(key, "ES256"), CLIENT_KEYS_GOOD);
	ck_assert_int_eq(verify_by(key, "PS256"), CLIENT_KEYS_BAD);
	ck_assert_int_eq(verify_by(key, "none"), CLIENT_KEYS_BAD);
	struct jws_key *rsa = jws_key_generate(ALG_RS256);
	client.metadata.jwks = set_of(jwk(rsa, "{}"), "");
	ck_assert_int_eq(verify_by(rsa, ""), CLIENT_KEYS_GOOD);
	client.metadata.fapi2 = true;
	ck_assert_int_eq(verify_by(rsa, ""), CLIENT_KEYS_BAD);
	ck_assert_int_eq(verify_by(rsa, "RS256"), CLIENT_KEYS_BAD);
	jws_key_free(rsa);
}
END_TEST

START_TEST(a_key_for_other_use_or_of_another_id_is_passed_over)
{
	static const char *const bad[] = {"{\"use\":\"enc\"}", "{\"use\":7}",
	    "{\"key_ops\":[\"sign\"]}", "{\"key_ops\":[]}", "{\"key_ops\":\"verify\"}",
	    "{\"alg\":\"ES384\"}", "{\"kid\":\"another\"}", "{\"d\":\"AQ\"}"};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		client.metadata.jwks = set_of(jwk(key, bad[i]), "");
		ck_assert_msg(verify_by(key, "") == CLIENT_KEYS_BAD, "%s", bad[i]);
	}
	client.metadata.jwks =
	    set_of(jwk(key, "{\"key_ops\":[\"sign\",\"verify\"],\"kid\":null}"), "");
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
}
END_TEST

START_TEST(a_set_of_rubbish_has_no_key)
{
	static const char *const bad[] = {
	    "{}", "[]", "{\"keys\":{}}", "{\"keys\":[7,null,\"\",{},[]]}", "{", "7"};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		client.metadata.jwks = text_of(bad[i]);
		ck_assert_msg(verify_by(key, "") == CLIENT_KEYS_BAD, "%s", bad[i]);
	}
}
END_TEST

static void
serve(struct text set)
{
	peer_answer(peer, "/jwks", 200, "application/json", arena_cstr(arena, set));
	client.metadata.jwks_uri = arena_printf(arena, "%s/jwks", peer_url(peer));
}

/* As if the last request had been so many seconds ago. */
static void
age(int64_t seconds)
{
	struct key_set set;
	ck_assert(key_set_find(arena, client.id, client.metadata.jwks_uri, &set));
	set.tried_at -= seconds;
	set.fresh_until -= seconds;
	set.stale_until -= seconds;
	key_set_keep(client.id, client.metadata.jwks_uri, &set);
}

START_TEST(keys_are_fetched_once_and_kept)
{
	serve(set_of(jwk(key, "{\"x5c\":[\"AAAA\"]}"), ""));
	peer_header(peer, "/jwks", "Cache-Control", "max-age=600");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 1);
	age(601);
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 2);
}
END_TEST

START_TEST(an_unknown_key_has_the_set_fetched_anew_once_a_minute)
{
	serve(set_of(jwk(key, "{}"), ""));
	peer_header(peer, "/jwks", "Cache-Control", "max-age=600");
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	ck_assert_int_eq(verify_by(other, ""), CLIENT_KEYS_BAD);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 1);
	age(61);
	serve(set_of(jwk(key, "{}"), jwk(other, "{}")));
	ck_assert_int_eq(verify_by(other, ""), CLIENT_KEYS_GOOD);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 2);
	struct jws_key *third = jws_key_generate(ALG_ES256);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(verify_by(third, ""), CLIENT_KEYS_BAD);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 2);
	jws_key_free(third);
}
END_TEST

START_TEST(an_old_set_serves_a_day_while_its_server_is_away)
{
	serve(set_of(jwk(key, "{}"), ""));
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	peer_answer(peer, "/jwks", 503, "text/plain", "away");
	age(3600);
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 2);
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 2);
	age(24 * 3600);
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_AWAY);
}
END_TEST

START_TEST(a_server_that_is_away_is_not_asked_again_at_once)
{
	serve(NO_TEXT);
	peer_answer(peer, "/jwks", 200, "text/html", "<html>");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_AWAY);
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 1);
	age(61);
	serve(set_of(jwk(key, "{}"), ""));
	ck_assert_int_eq(verify_by(key, ""), CLIENT_KEYS_GOOD);
}
END_TEST

START_TEST(private_keys_and_two_sources_can_not_be_registered)
{
	const char *public_key = jwk(key, "{}");
	client.metadata.jwks = set_of(public_key, "");
	ck_fault(client_keys_fault(&client), NULL, client.metadata.jwks);
	client.metadata.jwks_uri = TEXT("https://app.example/jwks");
	ck_fault(client_keys_fault(&client), "app.jwks_twice", client.metadata.jwks);
	client.metadata.jwks = NO_TEXT;
	ck_fault(client_keys_fault(&client), NULL, client.metadata.jwks_uri);
	client.metadata.jwks_uri = TEXT("http://app.example/jwks");
	ck_fault(client_keys_fault(&client), "app.jwks_uri", client.metadata.jwks_uri);
	client.metadata.jwks_uri = NO_TEXT;
	client.metadata.jwks = set_of(jwk(key, "{\"d\":\"AQ\"}"), "");
	ck_fault(client_keys_fault(&client), "app.jwks_private", client.metadata.jwks);
	client.metadata.jwks = TEXT("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AQ\"}]}");
	ck_fault(client_keys_fault(&client), "app.jwks_private", client.metadata.jwks);
	client.metadata.jwks = TEXT("[]");
	ck_fault(client_keys_fault(&client), "app.jwks", client.metadata.jwks);
}
END_TEST

Suite *
client_keys_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: keys of apps", &tc);
	tcase_add_checked_fixture(tc, begin_keys, end_keys);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_registered_key_verifies_and_another_does_not);
	tcase_add_test(tc, the_registered_algorithm_is_the_only_one);
	tcase_add_test(tc, a_key_for_other_use_or_of_another_id_is_passed_over);
	tcase_add_test(tc, a_set_of_rubbish_has_no_key);
	tcase_add_test(tc, keys_are_fetched_once_and_kept);
	tcase_add_test(tc, an_unknown_key_has_the_set_fetched_anew_once_a_minute);
	tcase_add_test(tc, an_old_set_serves_a_day_while_its_server_is_away);
	tcase_add_test(tc, a_server_that_is_away_is_not_asked_again_at_once);
	tcase_add_test(tc, private_keys_and_two_sources_can_not_be_registered);
	return suite;
}
