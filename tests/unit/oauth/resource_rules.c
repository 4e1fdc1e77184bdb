#include "oauth/resource_rules.h"
#include "oauth_test.h"

START_TEST(an_audience_is_an_absolute_uri_without_a_fragment)
{
	static const char *const good[] = {
	    "https://api.example.com/a", "urn:example:a", "https://a.example?x=1"};
	static const char *const bad[] = {"", "a", ":a", "https:", "https://a.example#x",
	    "https://a.example/a b", "https://a.example/\"", "https://a.example/\\",
	    "https://a.example/\xc3\xa9"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_msg(is_resource_uri(text_of(good[i])), "%s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!is_resource_uri(text_of(bad[i])), "%s", bad[i]);
}
END_TEST

START_TEST(a_team_takes_https_addresses_that_are_written_in_one_way)
{
	static const struct {
		const char *uri, *fault;
	} all[] = {{"https://api.example.com", NULL},
	    {"https://api.example.com:8443/Weather/v1", NULL},
	    {"http://api.example.com", "api.uri"}, {"http://localhost/a", "api.uri"},
	    {"urn:example:a", "api.uri"}, {"https://u@api.example.com", "api.uri"},
	    {"https://Api.example.com", "api.uri_capitals"},
	    {"https://api.example.com/%61", "api.uri_query"},
	    {"https://api.example.com/?a", "api.uri_query"},
	    {"https://api.example.com/#a", "api.uri"}, {"https://", "api.uri"}};
	for (size_t i = 0; i < COUNT_OF(all); i++)
		ck_fault(team_resource_uri_fault(text_of(all[i].uri)), all[i].fault,
		    text_of(all[i].uri));
}
END_TEST

START_TEST(a_prefix_is_a_small_word_of_no_protocol)
{
	static const char *const good[] = {
	    "we", "weather", "weather-2", "a123456789012345678901234567890123456789"};
	static const char *const bad[] = {"", "w", "2w", "-w", "Weather", "we:ather",
	    "we ather", "we_ather", "w\xc3\xa9", "openid", "profile", "authz", "urn",
	    "https", "a1234567890123456789012345678901234567890"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_fault(scope_prefix_fault(text_of(good[i])), NULL, text_of(good[i]));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(scope_prefix_fault(text_of(bad[i])) != NULL, "%s", bad[i]);
}
END_TEST

START_TEST(the_scopes_of_a_team_stay_below_its_prefix)
{
	static const struct {
		const char *name, *fault;
	} all[] = {{"weather:read", NULL}, {"weather:a.b_c-d:e", NULL},
	    {"weather:", "api.scope_name"}, {"weather", "api.scope_name"},
	    {"weatherx:read", "api.scope_name"}, {"xweather:read", "api.scope_name"},
	    {":weather:read", "api.scope_name"}, {"weather:Read", "api.scope_name"},
	    {"weather:re/ad", "api.scope_name"}, {"weather:re ad", "api.scope_name"},
	    {"openid", "api.scope_name"}, {"", "api.scope_name"}};
	const struct resource weather = {.scope_prefix = TEXT("weather")}, none = {0};
	const char *field;
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct scope s = {.name = text_of(all[i].name),
		    .title = TEXT("{\"en\":\"See\"}"),
		    .description = TEXT("{}")};
		ck_fault(
		    team_scope_fault(arena, &weather, &s, &field), all[i].fault, s.name);
		/* Without a prefix there is nothing to be below of. */
		ck_fault(
		    team_scope_fault(arena, &none, &s, &field), "api.scope_name", s.name);
	}
}
END_TEST

START_TEST(operators_alone_keep_scopes_to_themselves_and_each_has_a_title)
{
	const struct resource weather = {.scope_prefix = TEXT("weather")};
	struct scope s = {.name = TEXT("weather:read"),
	    .title = TEXT("{\"en\":\"See\"}"),
	    .sensitivity = SCOPE_INTERNAL};
	const char *field;
	ck_fault(
	    team_scope_fault(arena, &weather, &s, &field), "api.sensitivity", s.name);
	s.sensitivity = SCOPE_REVIEW;
	ck_fault(team_scope_fault(arena, &weather, &s, &field), NULL, s.name);
	s.title = TEXT("{\"zh\":\"看\"}");
	ck_fault(
	    team_scope_fault(arena, &weather, &s, &field), "api.title_missing", s.name);
	ck_assert_str_eq(field, "title_en");
}
END_TEST

START_TEST(a_lifetime_has_two_bounds_and_may_be_left_out)
{
	static const struct {
		int64_t seconds;
		bool fine;
	} all[] = {
	    {0, true}, {9, false}, {10, true}, {3600, true}, {3601, false}, {-1, false}};
	for (size_t i = 0; i < COUNT_OF(all); i++)
		ck_assert(!resource_lifetime_fault(all[i].seconds, 3600) == all[i].fine);
}
END_TEST

START_TEST(an_address_of_this_server_is_nobodys_api)
{
	static const char *const own[] = {
	    "https://id.example", "https://id.example/", "https://id.example/oauth2"};
	used.server.issuer = TEXT("https://id.example");
	for (size_t i = 0; i < COUNT_OF(own); i++)
		ck_fault(team_resource_uri_fault(text_of(own[i])), "api.uri_own",
		    text_of(own[i]));
	ck_fault(
	    team_resource_uri_fault(TEXT("https://id.example.com/a")), NULL, NO_TEXT);
}
END_TEST

Suite *
resource_rules_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: what an API may be", &tc);
	tcase_add_test(tc, an_audience_is_an_absolute_uri_without_a_fragment);
	tcase_add_test(tc, a_team_takes_https_addresses_that_are_written_in_one_way);
	tcase_add_test(tc, a_prefix_is_a_small_word_of_no_protocol);
	tcase_add_test(tc, the_scopes_of_a_team_stay_below_its_prefix);
	tcase_add_test(
	    tc, operators_alone_keep_scopes_to_themselves_and_each_has_a_title);
	tcase_add_test(tc, a_lifetime_has_two_bounds_and_may_be_left_out);
	tcase_add_test(tc, an_address_of_this_server_is_nobodys_api);
	return suite;
}
