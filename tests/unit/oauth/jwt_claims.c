#include "oauth/jwt_claims.h"

#include "base/clock.h"
#include "base/json.h"
#include "oauth_test.h"

static const struct text audiences[] = {
    TEXT_INIT("https://as.example"), TEXT_INIT("https://as.example/oauth2/token")};
static const struct jwt_rules strict = {.iss = TEXT_INIT("app"),
    .sub = TEXT_INIT("app"),
    .aud = {audiences, 2},
    .needs_exp = true,
    .needs_jti = true,
    .longest = 600};

static const char *
fault_by(const char *json, const struct jwt_rules *rules)
{
	CLEANUP(json) json_t *claims = jwt_claims_read(text_of(json));
	ck_assert_msg(claims != NULL, "%s", json);
	return jwt_claims_fault(claims, rules);
}

/* %lld stands for now and what is added to it. */
static const char *
timed(const char *format, int64_t more)
{
	struct builder b = builder_new(arena, 256);
	build_printf(&b,
	    "{\"iss\":\"app\",\"sub\":\"app\",\"aud\":\"https://as.example\","
	    "\"jti\":\"1\",");
	size_t at = text_index(text_of(format), '@');
	build_text(&b, text_part(text_of(format), 0, at));
	build_printf(&b, "%lld", (long long)(clock_now() + more));
	build_text(&b, text_part(text_of(format), at + 1, 200));
	build_char(&b, '}');
	build_char(&b, '\0');
	return b.at;
}

START_TEST(claims_are_one_plain_object)
{
	static const char *const bad[] = {"", "[]", "\"a\"", "1", "null", "{", "{}{}",
	    "{\"iss\":\"a\",\"iss\":\"a\"}", "{\"iss\":\"\xff\"}",
	    "{\"iss\":\"a\\u0000b\"}", "{\"a\":{\"b\":1,\"b\":2}}",
	    "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!jwt_claims_read(text_of(bad[i])), "%s", bad[i]);
	CLEANUP(json)
	json_t *deep =
	    jwt_claims_read(TEXT("{\"a\":[[[[[[[[[[[[[[[\"[[[[\\\"[\"]]]]]]]]]]]]]]]}"));
	ck_assert_ptr_nonnull(deep);
}
END_TEST

START_TEST(an_audience_is_a_string_or_in_a_list)
{
	static const char *const good[] = {"\"https://as.example\"",
	    "[\"https://as.example\"]", "[\"x\",\"https://as.example/oauth2/token\"]"};
	static const char *const bad[] = {"\"https://as.example/\"",
	    "\"HTTPS://as.example\"", "[]", "[[\"https://as.example\"]]", "7", "null",
	    "{\"https://as.example\":1}", "\"https://other.example\""};
	struct jwt_rules rules = {.aud = {audiences, 2}};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_ptr_null(
		    fault_by(arena_printf(arena, "{\"aud\":%s}", good[i]).at, &rules));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(
		    fault_by(arena_printf(arena, "{\"aud\":%s}", bad[i]).at, &rules),
		    "%s", bad[i]);
	ck_assert_ptr_nonnull(fault_by("{}", &rules));
	rules.sole_aud = true;
	ck_assert_ptr_null(fault_by("{\"aud\":\"https://as.example\"}", &rules));
	ck_assert_ptr_nonnull(fault_by("{\"aud\":[\"https://as.example\"]}", &rules));
}
END_TEST

START_TEST(issuer_subject_and_id_are_what_they_must_be)
{
	ck_assert_ptr_null(fault_by(timed("\"exp\":@", 60), &strict));
	struct jwt_rules rules = strict;
	rules.iss = TEXT("another");
	ck_assert_ptr_nonnull(fault_by(timed("\"exp\":@", 60), &rules));
	rules = strict;
	rules.sub = TEXT("another");
	ck_assert_ptr_nonnull(fault_by(timed("\"exp\":@", 60), &rules));
	const char *numbered = "{\"iss\":\"app\",\"sub\":\"app\","
			       "\"aud\":\"https://as.example\",\"exp\":9,\"jti\":7}";
	ck_assert_str_eq(fault_by(numbered, &strict), "the claim jti is missing");
}
END_TEST

START_TEST(time_is_kept_with_a_little_skew)
{
	static const struct {
		const char *format;
		int64_t more;
		bool good;
	} cases[] = {
	    {"\"exp\":@", 600, true},
	    {"\"exp\":@.5", 10, true},
	    {"\"exp\":@", -JWT_SKEW + 2, true},
	    {"\"exp\":@", -JWT_SKEW, false},
	    {"\"exp\":@", 600 + JWT_SKEW + 5, false},
	    {"\"exp\":\"@\"", 60, false},
	    {"\"exp\":-@", 60, false},
	    {"\"exp\":null,\"iat\":@", 0, false},
	    {"\"iat\":@", 0, false},
	    {"\"exp\":@e9", 60, false},
	    {"\"exp\":@,\"nbf\":9999999999", 60, false},
	    {"\"exp\":@,\"iat\":9999999999", 60, false},
	    {"\"exp\":@,\"nbf\":\"0\"", 60, false},
	    {"\"exp\":@,\"nbf\":0,\"iat\":0", 60, true},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *json = timed(cases[i].format, cases[i].more);
		ck_assert_msg(!fault_by(json, &strict) == cases[i].good, "%s", json);
	}
	const struct jwt_rules hint = {.may_be_expired = true};
	ck_assert_ptr_null(fault_by("{\"exp\":1,\"iat\":1}", &hint));
	ck_assert_ptr_nonnull(fault_by("{\"exp\":1,\"iat\":9999999999}", &hint));
}
END_TEST

Suite *
jwt_claims_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: claims of foreign JWTs", &tc);
	tcase_add_test(tc, claims_are_one_plain_object);
	tcase_add_test(tc, an_audience_is_a_string_or_in_a_list);
	tcase_add_test(tc, issuer_subject_and_id_are_what_they_must_be);
	tcase_add_test(tc, time_is_kept_with_a_little_skew);
	return suite;
}
