/* Token Status List: what APIs see of revocation without a call for each token. */
#include "flow.h"

#include "base/encoding.h"

#include <string.h>
#include <zlib.h>

#define LISTED "https://api.example.com/listed"
enum { LIST_BYTES = 16384 };

static struct app
listed_app(void)
{
	int status;
	apis_exist();
	if (!cli_run(server, "", &status,
		(const char *const[]){"resource", "show", LISTED, NULL}) ||
	    status != 0) {
		CLI("resource", "add", LISTED, "--name", "Listed", "--status-list",
		    "yes");
		CLI("scope", "add", LISTED, "listed:read");
	}
	struct app app = web_app();
	CLI("client", "set", app.id, "--scope", "listed:read", "--scope",
	    "payments:read");
	return app;
}

static const char *
access_token(const struct answer *a)
{
	ck_status(a, 200);
	return member(a->json, "access_token");
}

static const json_t *
place_of(const char *token)
{
	return json_object_get(
	    json_object_get(jwt_part(token, 1), "status"), "status_list");
}

static json_int_t
index_of(const char *token)
{
	const json_t *idx = json_object_get(place_of(token), "idx");
	ck_assert_msg(json_is_integer(idx), "no status in %s", token);
	return json_integer_value(idx);
}

/* The list that the token names, judged and unpacked as an API does it. */
static const unsigned char *
list_of(const char *token)
{
	const char *uri = member(place_of(token), "uri");
	struct answer a = ASK(.path = uri);
	struct text packed;
	uLongf n = LIST_BYTES + 1;
	unsigned char *bits = arena_alloc(arena, LIST_BYTES + 1);
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Content-Type"), "application/statuslist+jwt");
	ck_assert_str_eq(member(jwt_part(a.body, 0), "typ"), "statuslist+jwt");
	json_t *claims = verified_jwt(a.body, "ES256");
	ck_assert_str_eq(member(claims, "sub"), uri);
	const json_t *list = json_object_get(claims, "status_list");
	ck_assert_int_eq(json_integer_value(json_object_get(list, "bits")), 1);
	ck_assert(base64url_decode(arena, text_of(member(list, "lst")), &packed));
	ck_assert_int_eq(
	    uncompress(bits, &n, (const Bytef *)packed.at, (uLong)packed.n), Z_OK);
	ck_assert_uint_eq(n, LIST_BYTES);
	return bits;
}

static bool
is_revoked(const char *token)
{
	json_int_t at = index_of(token);
	return (list_of(token)[at / 8] >> (at % 8)) & 1;
}

START_TEST(ending_a_login_sets_its_bit_and_no_other)
{
	struct app app = listed_app();
	struct browser *b = signed_in(person());
	struct answer one = tokens_for(b, app, "listed:read");
	struct answer two = tokens_for(b, app, "listed:read");
	struct answer own = client_credentials(app, "listed:read");
	const char *mine = access_token(&one), *other = access_token(&two);
	ck_assert_int_ne(index_of(mine), index_of(other));
	ck_assert_int_ne(index_of(access_token(&own)), index_of(other));
	ck_assert(!is_revoked(mine) && !is_revoked(other));
	revoke_token(app, member(one.json, "refresh_token"));
	ck_assert(is_revoked(mine));
	ck_assert(!is_revoked(other) && !is_revoked(access_token(&own)));
}
END_TEST

START_TEST(refreshed_tokens_share_the_bit_of_their_login)
{
	struct app app = listed_app();
	struct answer a = tokens_for(signed_in(person()), app, "listed:read");
	struct answer next = refresh(app, member(a.json, "refresh_token"));
	ck_assert_int_eq(index_of(access_token(&a)), index_of(access_token(&next)));
}
END_TEST

START_TEST(withdrawing_consent_sets_the_bits)
{
	struct app app = listed_app();
	struct browser *b = signed_in(person());
	struct answer a = tokens_for(b, app, "listed:read");
	visit(b, "/account");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	ck_assert(is_revoked(access_token(&a)));
}
END_TEST

START_TEST(a_revoked_access_token_leaves_its_login_another_bit)
{
	struct app app = listed_app();
	struct answer a = tokens_for(signed_in(person()), app, "listed:read");
	struct answer own = client_credentials(app, "listed:read");
	struct answer other = client_credentials(app, "listed:read");
	revoke_token(app, access_token(&own));
	ck_assert(is_revoked(access_token(&own)) && !is_revoked(access_token(&other)));
	revoke_token(app, access_token(&a));
	ck_assert(is_revoked(access_token(&a)));
	struct answer next = refresh(app, member(a.json, "refresh_token"));
	ck_assert(!is_revoked(access_token(&next)));
	revoke_token(app, member(next.json, "refresh_token"));
	ck_assert(is_revoked(access_token(&next)));
}
END_TEST

START_TEST(suspending_an_app_or_disabling_a_person_sets_the_bits)
{
	struct app app = listed_app(), other = listed_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer a = tokens_for(b, app, "listed:read");
	struct answer of_other = tokens_for(b, other, "listed:read");
	CLI("client", "suspend", app.id);
	ck_assert(is_revoked(access_token(&a)) && !is_revoked(access_token(&of_other)));
	CLI("user", "set", email, "--disable");
	ck_assert(is_revoked(access_token(&of_other)));
}
END_TEST

START_TEST(tokens_of_other_apis_have_no_status)
{
	struct app app = listed_app();
	struct browser *b = signed_in(person());
	struct answer own = client_credentials(app, "payments:read");
	ck_assert_ptr_null(place_of(access_token(&own)));
	/* Nor has one of a login whose tokens for a listed API have. */
	const char *url = allow(b, app, "listed:read payments:read",
	    "&resource=https%3A%2F%2Fapi.example.com%2Flisted"
	    "&resource=https%3A%2F%2Fapi.example.com%2Fpayments");
	struct answer a = redeem(app, query_of(url, "code"));
	ck_assert(!is_revoked(access_token(&a)));
	const char *refresh_token = member(a.json, "refresh_token");
	struct answer plain =
	    ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
		.form = FORM("grant_type", "refresh_token", "refresh_token",
		    refresh_token, "resource", PAYMENTS));
	ck_assert_str_eq(
	    member(jwt_part(access_token(&plain), 1), "scope"), "payments:read");
	ck_assert_ptr_null(place_of(access_token(&plain)));
}
END_TEST

START_TEST(a_login_gets_its_bit_when_it_first_needs_one)
{
	struct app app = listed_app();
	const char *url = allow(signed_in(person()), app, "listed:read payments:read",
	    "&resource=https%3A%2F%2Fapi.example.com%2Fpayments"
	    "&resource=https%3A%2F%2Fapi.example.com%2Flisted");
	struct answer a = redeem(app, query_of(url, "code"));
	ck_assert_ptr_null(place_of(access_token(&a)));
	a = ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
	    .form = FORM("grant_type", "refresh_token", "refresh_token",
		member(a.json, "refresh_token"), "resource", LISTED));
	ck_assert(!is_revoked(access_token(&a)));
	revoke_token(app, member(a.json, "refresh_token"));
	ck_assert(is_revoked(access_token(&a)));
}
END_TEST

START_TEST(lists_may_be_kept_for_a_minute_and_end_where_tokens_end)
{
	struct app app = listed_app();
	struct answer t = client_credentials(app, "listed:read");
	struct answer a = ASK(.path = member(place_of(access_token(&t)), "uri"),
	    .header = {"Origin: https://api.example.com"});
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "public, max-age=60");
	ck_assert_str_eq(header_of(&a, "Access-Control-Allow-Origin"), "*");
	json_t *claims = jwt_part(a.body, 1);
	json_int_t iat = json_integer_value(json_object_get(claims, "iat"));
	ck_assert_int_eq(json_integer_value(json_object_get(claims, "ttl")), 60);
	ck_assert_int_eq(json_integer_value(json_object_get(claims, "exp")), iat + 120);
	static const char *const unknown[] = {
	    "1", "x", "-1", "18446744073709551615", "70368744177663", "70368744177664"};
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		a = ASK(.path = text_format("/oauth2/status/%s", unknown[i]));
		ck_status(&a, 404);
	}
}
END_TEST

static Suite *
status_list(void)
{
	return SUITE_OF("status_list", 60, ending_a_login_sets_its_bit_and_no_other,
	    refreshed_tokens_share_the_bit_of_their_login,
	    withdrawing_consent_sets_the_bits,
	    a_revoked_access_token_leaves_its_login_another_bit,
	    suspending_an_app_or_disabling_a_person_sets_the_bits,
	    tokens_of_other_apis_have_no_status,
	    a_login_gets_its_bit_when_it_first_needs_one,
	    lists_may_be_kept_for_a_minute_and_end_where_tokens_end);
}
SUITE(status_list);
