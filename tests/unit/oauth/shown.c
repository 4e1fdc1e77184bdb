#include "oauth/shown.h"

#include "base/json.h"
#include "oauth_test.h"

static const struct texts nothing = {NULL, 0};

static void
ck_shown(const char *value, const char *shown)
{
	ck_text(shown_value(arena, text_of(value), nothing, 500), text_of(shown));
}

START_TEST(what_was_made_up_as_a_name_is_shown)
{
	ck_shown("openid payments:read", "openid payments:read");
	ck_shown("https://app.example/oauth/callback-page?tab=1",
	    "https://app.example/oauth/callback-page?tab=1");
	ck_shown("urn:ietf:params:oauth:grant-type:token-exchange",
	    "urn:ietf:params:oauth:grant-type:token-exchange");
	ck_shown("", "");
}
END_TEST

START_TEST(what_looks_like_a_secret_is_cut)
{
	ck_shown("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "[\u202643\u2026]");
	ck_shown("https://a.example/cb?code=0123456789abcdef&x=y",
	    "https://a.example/cb?code=[\u202616\u2026]&x=y");
	ck_shown("eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x",
	    "[\u202636\u2026].[\u202627\u2026].x");
	ck_shown("openid ada@example.com", "openid [\u202615\u2026]");
	ck_shown("https://x/?u=ada%40example.com", "[\u202630\u2026]");
	ck_shown("+8613912345678", "+[\u202613\u2026]");
	ck_shown("evil\xe2\x80\xaetext", "[\u202611\u2026]");
}
END_TEST

START_TEST(what_is_known_is_no_secret)
{
	struct text registered = TEXT("https://app.example/cb/0190d6a1-77c8-945d");
	ck_text(shown_value(arena, registered, nothing, 500),
	    TEXT("https://app.example/cb/[\u202618\u2026]"));
	ck_text(shown_value(arena, registered, (struct texts){&registered, 1}, 500),
	    registered);
}
END_TEST

START_TEST(long_values_end_in_time)
{
	ck_text(
	    shown_value(arena, TEXT("a \xe4\xb8\xad b c"), nothing, 4), TEXT("a \u2026"));
	ck_text(shown_value(arena, TEXT("abcd"), nothing, 4), TEXT("abcd"));
}
END_TEST

START_TEST(parameters_are_shown_by_the_list)
{
	static const struct field fields[] = {
	    {TEXT_INIT("grant_type"), TEXT_INIT("refresh_token")},
	    {TEXT_INIT("refresh_token"), TEXT_INIT("azr_1")},
	    {TEXT_INIT("login_hint"), TEXT_INIT("ada")},
	    {TEXT_INIT("redirect_url"), TEXT_INIT("https://x")},
	    {TEXT_INIT("my-secret"), TEXT_INIT("1234")}};
	json_t *list = shown_parameters(arena, (struct form){fields, 5}, nothing, false);
	ck_text(json_compact(arena, list),
	    TEXT("[{\"name\":\"grant_type\",\"value\":\"refresh_token\"},"
		 "{\"name\":\"refresh_token\",\"length\":5},{\"name\":\"login_hint\"},"
		 "{\"name\":\"\",\"length\":9,\"like\":\"redirect_uri\"},"
		 "{\"name\":\"\",\"length\":4}]"));
	json_decref(list);
}
END_TEST

Suite *
shown_suite(void)
{
	TCase *tc;
	Suite *s = suite_with("shown", &tc);
	tcase_add_test(tc, what_was_made_up_as_a_name_is_shown);
	tcase_add_test(tc, what_looks_like_a_secret_is_cut);
	tcase_add_test(tc, what_is_known_is_no_secret);
	tcase_add_test(tc, long_values_end_in_time);
	tcase_add_test(tc, parameters_are_shown_by_the_list);
	return s;
}
