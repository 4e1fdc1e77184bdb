#include "base/encoding.h"
#include "base/pack.h"
#include "identity_test.h"
#include "jose/keyring.h"

START_TEST(only_a_path_of_ours_may_be_returned_to)
{
	static const char *const good[] = {"/", "/account",
	    "/oauth2/authorize?ticket=a%2F&x", "/a//b", "/a/../b", "/?//x"};
	static const char *const bad[] = {"", "account", "//evil.example",
	    "/\\evil.example", "///evil.example", "/a\\b", "https://evil.example",
	    "javascript:alert(1)", " /account", "/acc ount", "/account\n",
	    "/\t/evil.example", "/\r/evil.example", "/\x7f", "/\xc3\xa4", "?x", "#x"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_msg(is_local_path(text_of(good[i])), "%s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		ck_assert_msg(!is_local_path(text_of(bad[i])), "%s", bad[i]);
		send_again(NO_TEXT, "return_to", text_of(bad[i]));
		ck_text_is(requested_return(&rq), "/account");
	}
	ck_assert(!is_local_path(TEXT("/a\0b")));
}
END_TEST

START_TEST(the_form_says_where_to_return_and_else_the_query)
{
	static const struct field in_query = {
	    TEXT_INIT("return_to"), TEXT_INIT("/query")};
	ck_text_is(requested_return(&rq), "/account");
	rq.parameters = (struct form){&in_query, 1};
	ck_text_is(requested_return(&rq), "/query");
	send_again(NO_TEXT, "return_to", TEXT("/form"));
	ck_text_is(requested_return(&rq), "/form");
}
END_TEST

START_TEST(the_login_pages_url_carries_the_way_back)
{
	ck_text_is(login_url(arena, TEXT("/oauth2/authorize?a=b&c=%20")),
	    "/login?return_to=%2Foauth2%2Fauthorize%3Fa%3Db%26c%3D%2520");
}
END_TEST

/* A cookie of our form whose MAC is made up; `key_id` says which entry made it. */
static struct text
forged_cookie(int64_t key_id, size_t mac_size)
{
	struct builder b = builder_new(arena, 128);
	pack_uuid(&b, uuid_new());
	pack_uuid(&b, uuid_new());
	pack_number(&b, key_id);
	for (size_t i = 0; i < mac_size; i++)
		build_char(&b, 'm');
	return arena_printf(
	    arena, "authz_session=%.*s", TEXT_ARG(base64url_encode(arena, b.at, b.n)));
}

/* Without our MAC the database is not even asked: here there is none. */
START_TEST(a_forged_session_cookie_is_nobodys)
{
	static int no_database;
	const struct text forged[] = {NO_TEXT, TEXT("authz_session="),
	    TEXT("authz_session=x"), forged_cookie(1, MAC_SIZE),
	    forged_cookie(2, MAC_SIZE), forged_cookie(1, MAC_SIZE - 1),
	    forged_cookie(1, 0)};
	ck_assert_ptr_eq(load_session(&rq), DEFER);
	rq.db = (struct db *)&no_database;
	for (size_t i = 0; i < COUNT_OF(forged); i++) {
		send_again(forged[i], "", NO_TEXT);
		ck_assert_ptr_null(load_session(&rq));
		ck_assert_ptr_null(rq.session);
		ck_assert_ptr_null(rq.user);
	}
}
END_TEST

START_TEST(who_is_not_signed_in_is_sent_to_the_login_page_and_back)
{
	rq.method = METHOD_GET;
	rq.path = TEXT("/developer");
	rq.query = TEXT("page=2");
	const struct response *answer = require_session(&rq);
	ck_assert_int_eq(answer->status, 303);
	ck_text_is(answer->headers[0].value, "/login?return_to=%2Fdeveloper%3Fpage%3D2");
	/* A form can't be sent again: its page is shown. */
	rq.method = METHOD_POST;
	ck_text_is(
	    require_session(&rq)->headers[0].value, "/login?return_to=%2Fdeveloper");
}
END_TEST

START_TEST(the_language_is_what_was_asked_for_then_the_cookie_then_the_browsers)
{
	static const struct header accept = {
	    TEXT_INIT("Accept-Language"), TEXT_INIT("en, zh;q=0.5")};
	static const struct field ui_locales = {TEXT_INIT("ui_locales"), TEXT_INIT("en")};
	rq.headers = &accept;
	rq.header_count = 1;
	ck_assert_int_eq(request_language(&rq), LANGUAGE_EN);
	send_again(TEXT("authz_language=zh"), "", NO_TEXT);
	ck_assert_int_eq(request_language(&rq), LANGUAGE_ZH);
	rq.parameters = (struct form){&ui_locales, 1};
	ck_assert_int_eq(request_language(&rq), LANGUAGE_EN);
}
END_TEST

Suite *
return_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("identity: who comes and where to", &tc);
	tcase_add_test(tc, only_a_path_of_ours_may_be_returned_to);
	tcase_add_test(tc, the_form_says_where_to_return_and_else_the_query);
	tcase_add_test(tc, the_login_pages_url_carries_the_way_back);
	tcase_add_test(tc, a_forged_session_cookie_is_nobodys);
	tcase_add_test(tc, who_is_not_signed_in_is_sent_to_the_login_page_and_back);
	tcase_add_test(
	    tc, the_language_is_what_was_asked_for_then_the_cookie_then_the_browsers);
	return suite;
}
