#include "base/clock.h"
#include "jose/digest.h"
#include "oauth/client_auth.h"
#include "oauth/client_auth/method.h"
#include "oauth/client_secret.h"
#include "oauth_test.h"

static struct request rq;
static struct credentials sent;
static struct header header;
static const struct client by_secret = {.auth_method = TEXT_INIT("client_secret_basic")};
static const struct secret_wish nothing_chosen;

static void
request_with(const char *authorization, const char *form)
{
	header = (struct header){TEXT("Authorization"), text_of(authorization)};
	rq = (struct request){.arena = arena,
	    .method = METHOD_POST,
	    .headers = &header,
	    .header_count = authorization != NULL};
	sent = (struct credentials){0};
	ck_assert_ptr_null(form_parse(arena, text_of(form), &rq.form));
}

static bool
basic(const char *authorization)
{
	request_with(authorization, "");
	return client_secret_basic.take(&rq, &sent);
}

START_TEST(basic_credentials_are_form_decoded)
{
	/* app:secret, a%3Ab+c:%25%2B (a:b c, %+), app: and nothing. */
	ck_assert(basic("Basic YXBwOnNlY3JldA==") && !sent.fault);
	ck_text(sent.client_id, TEXT("app"));
	ck_text(sent.secret, TEXT("secret"));
	ck_assert(basic("basic   YSUzQWIrYzolMjUlMkI=  ") && !sent.fault);
	ck_text(sent.client_id, TEXT("a:b c"));
	ck_text(sent.secret, TEXT("%+"));
	/* app:a+b */
	ck_assert(basic("Basic YXBwOmErYg==") && !sent.fault);
	ck_text(sent.secret, TEXT("a b"));
	ck_assert(basic("BASIC YXBwOg==") && !sent.fault);
	ck_text(sent.client_id, TEXT("app"));
	ck_text(sent.secret, TEXT(""));
}
END_TEST

START_TEST(a_secret_may_have_colons_and_an_id_may_not)
{
	/* app:a:b */
	ck_assert(basic("Basic YXBwOmE6Yg==") && !sent.fault);
	ck_text(sent.client_id, TEXT("app"));
	ck_text(sent.secret, TEXT("a:b"));
}
END_TEST

START_TEST(malformed_basic_credentials_are_a_fault_and_not_nothing)
{
	/* Nothing, no base64, no padding, no colon, %zz, %00, %ff and a bare byte. */
	static const char *const bad[] = {"Basic", "Basic ", "Basic !!!!",
	    "Basic YXBwOnNlY3JldA", "Basic YXBw", "Basic YXBwOiV6eg==",
	    "Basic YXBwOiUwMA==", "Basic YXBwOiVmZg==", "Basic YXBwOv8=",
	    "Basic YXBw OnNlY3JldA==", "Basic YXBwOnNlY3JldA==, Basic YXBwOnNlY3JldA=="};
	ck_assert_msg(basic(bad[_i]) && sent.fault, "%s", bad[_i]);
}
END_TEST

START_TEST(other_schemes_are_not_basic)
{
	static const char *const other[] = {"", "Bearer YXBwOnNlY3JldA==", "Basi x",
	    "BasicYXBwOnNlY3JldA==", "Basic:YXBwOnNlY3JldA==", "YXBwOnNlY3JldA=="};
	for (size_t i = 0; i < COUNT_OF(other); i++)
		ck_assert_msg(!basic(other[i]), "%s", other[i]);
	ck_assert(!basic(NULL));
}
END_TEST

START_TEST(the_body_may_carry_id_and_secret)
{
	request_with(NULL, "client_id=app&client_secret=s%2Bt");
	ck_assert(client_secret_post.take(&rq, &sent) && !sent.fault);
	ck_text(sent.client_id, TEXT("app"));
	ck_text(sent.secret, TEXT("s+t"));
	request_with(NULL, "client_secret=s");
	ck_assert(client_secret_post.take(&rq, &sent) && sent.fault);
	request_with(NULL, "client_id=app&client_secret=");
	ck_assert(!client_secret_post.take(&rq, &sent));
}
END_TEST

START_TEST(an_id_without_any_proof_is_a_public_client)
{
	request_with(NULL, "client_id=app");
	ck_assert(client_auth_none.take(&rq, &sent));
	ck_text(sent.client_id, TEXT("app"));
	request_with(NULL, "client_id=app&client_secret=s");
	ck_assert(!client_auth_none.take(&rq, &sent));
	request_with("Basic YXBwOnNlY3JldA==", "client_id=app");
	ck_assert(!client_auth_none.take(&rq, &sent));
	request_with(NULL, "client_id=");
	ck_assert(!client_auth_none.take(&rq, &sent));
}
END_TEST

START_TEST(a_secret_has_a_form_that_scanners_find)
{
	struct client_secret kept, other;
	struct text secret = client_secret_new(arena, &by_secret, &nothing_chosen, &kept);
	ck_assert(text_starts(secret, TEXT("azs_")));
	ck_assert_uint_eq(secret.n, 4 + 43 + 8);
	struct text body = text_part(secret, 4, 43);
	ck_text(text_part(secret, 47, 8), arena_printf(arena, "%08x", crc32_of(body)));
	ck_text(kept.hint, text_part(secret, 51, 4));
	ck_assert_uint_eq(kept.hash.n, 32);
	ck_assert(!text_eq(
	    client_secret_new(arena, &by_secret, &nothing_chosen, &other), secret));
	ck_assert_ptr_null(memmem(secret.at, secret.n, kept.hash.at, kept.hash.n));
}
END_TEST

START_TEST(each_of_two_secrets_is_good_until_it_ends_or_is_taken_away)
{
	struct client_secret kept[2];
	struct text one = client_secret_new(arena, &by_secret, &nothing_chosen, &kept[0]);
	struct text other =
	    client_secret_new(arena, &by_secret, &nothing_chosen, &kept[1]);
	struct client client = {.secrets = kept, .secret_count = 2};
	ck_assert(client_secret_match(&client, one));
	ck_assert(client_secret_match(&client, other));
	kept[1].expires_at = clock_now() + 100;
	ck_assert(client_secret_match(&client, other));
	kept[1].expires_at = clock_now();
	ck_assert(!client_secret_match(&client, other));
	kept[1].expires_at = 0;
	client.secret_count = 1;
	ck_assert(client_secret_match(&client, one));
	ck_assert(!client_secret_match(&client, other));
	client.secret_count = 0;
	ck_assert(!client_secret_match(&client, one));
	ck_assert(!client_secret_match(NULL, one));
}
END_TEST

static struct jws
signed_by(struct text secret)
{
	struct jws jws;
	unsigned char mac[SHA256_SIZE];
	struct text input = TEXT("eyJhbGciOiJIUzI1NiJ9.e30");
	hmac_sha256(secret, input, mac);
	struct text signature = base64url_encode(arena, mac, sizeof(mac));
	struct text token =
	    arena_printf(arena, "%.*s.%.*s", TEXT_ARG(input), TEXT_ARG(signature));
	ck_assert(!jws_parse(arena, token, &jws));
	ck_assert(jws_parse_mac(arena, token, &jws));
	return jws;
}

START_TEST(only_an_app_that_signs_with_its_secret_has_it_kept)
{
	struct client_secret kept[2];
	client_secret_new(arena, &by_secret, &nothing_chosen, &kept[0]);
	ck_assert_uint_eq(kept[0].sealed.n, 0);
	struct client signer = {.id = uuid_new(),
	    .auth_method = TEXT("client_secret_jwt"),
	    .secrets = kept,
	    .secret_count = 2};
	struct text secret = client_secret_new(arena, &signer, &nothing_chosen, &kept[1]);
	struct jws jws = signed_by(secret);
	ck_assert(client_secret_signer(arena, &signer, &jws));
	ck_assert(!client_secret_signer(arena, NULL, &jws));
	struct jws wrong = signed_by(kept[1].hash);
	ck_assert(!client_secret_signer(arena, &signer, &wrong));
	wrong = signed_by(TEXT("nobody's"));
	ck_assert(!client_secret_signer(arena, NULL, &wrong));
	ck_assert(!client_secret_signer(arena, &signer, &wrong));
	/* The row of another app, or of another secret, does not open. */
	struct client other = signer;
	other.id = uuid_new();
	ck_assert(!client_secret_signer(arena, &other, &jws));
	kept[1].expires_at = clock_now();
	ck_assert(!client_secret_signer(arena, &signer, &jws));
}
END_TEST

START_TEST(every_altered_character_of_a_secret_is_noticed)
{
	struct client_secret kept;
	struct text secret = client_secret_new(arena, &by_secret, &nothing_chosen, &kept);
	struct client client = {.secrets = &kept, .secret_count = 1};
	for (size_t i = 0; i < secret.n; i++)
		ck_assert(!client_secret_match(&client, altered(secret, i)));
	ck_assert(!client_secret_match(&client, text_part(secret, 0, secret.n - 1)));
	ck_assert(!client_secret_match(&client, kept.hash));
	ck_assert(!client_secret_match(&client, NO_TEXT));
}
END_TEST

Suite *
credentials_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: credentials of apps", &tc);
	tcase_add_test(tc, basic_credentials_are_form_decoded);
	tcase_add_test(tc, a_secret_may_have_colons_and_an_id_may_not);
	tcase_add_loop_test(
	    tc, malformed_basic_credentials_are_a_fault_and_not_nothing, 0, 11);
	tcase_add_test(tc, other_schemes_are_not_basic);
	tcase_add_test(tc, the_body_may_carry_id_and_secret);
	tcase_add_test(tc, an_id_without_any_proof_is_a_public_client);
	tcase_add_test(tc, a_secret_has_a_form_that_scanners_find);
	tcase_add_test(tc, each_of_two_secrets_is_good_until_it_ends_or_is_taken_away);
	tcase_add_test(tc, only_an_app_that_signs_with_its_secret_has_it_kept);
	tcase_add_test(tc, every_altered_character_of_a_secret_is_noticed);
	return suite;
}
