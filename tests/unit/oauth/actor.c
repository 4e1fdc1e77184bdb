#include "oauth/actor.h"
#include "oauth_test.h"

#define ISSUER TEXT("https://id.example")

START_TEST(a_chain_grows_outwards_and_ends)
{
	struct text act = act_with(arena, TEXT("a"), NO_TEXT);
	ck_text(act, TEXT("{\"sub\":\"a\"}"));
	act = act_with(arena, TEXT("b"), act);
	ck_text(act, TEXT("{\"sub\":\"b\",\"act\":{\"sub\":\"a\"}}"));
	act = act_with(arena, TEXT("c\""), act);
	act = act_with(arena, TEXT("d"), act);
	ck_assert_uint_gt(act.n, 0);
	ck_text(act_with(arena, TEXT("e"), act), NO_TEXT);
}
END_TEST

START_TEST(may_act_lets_only_the_one_it_names)
{
	ck_assert(may_act(NO_TEXT, TEXT("a"), ISSUER));
	ck_assert(may_act(TEXT("{\"sub\":\"a\"}"), TEXT("a"), ISSUER));
	ck_assert(may_act(
	    TEXT("{\"sub\":\"a\",\"iss\":\"https://id.example\"}"), TEXT("a"), ISSUER));
	static const char *const not_a[] = {"{\"sub\":\"b\"}", "{}", "[]", "x", "\"a\"",
	    "{\"sub\":[\"a\"]}", "{\"sub\":\"a\",\"client_id\":\"x\"}",
	    "{\"sub\":\"a\",\"iss\":\"https://other.example\"}"};
	for (size_t i = 0; i < COUNT_OF(not_a); i++)
		ck_assert_msg(
		    !may_act(text_of(not_a[i]), TEXT("a"), ISSUER), "%s", not_a[i]);
}
END_TEST

Suite *
actor_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: who acts for whom", &tc);
	tcase_add_test(tc, a_chain_grows_outwards_and_ends);
	tcase_add_test(tc, may_act_lets_only_the_one_it_names);
	return suite;
}
