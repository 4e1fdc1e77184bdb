#include "identity_test.h"

static struct session session;

/* A browser that has seen a form: its cookie, and the token in the form. */
struct seen {
	struct text cookie, token;
};

static struct seen
see_form(void)
{
	struct text token = csrf_token(&rq);
	return (struct seen){cookie_set_by_answer(), token};
}

static bool
accepted(struct text cookie, struct text token)
{
	send_again(cookie, "csrf", token);
	const struct response *answer = check_csrf(&rq);
	if (answer)
		ck_assert_int_eq(answer->status, 403);
	return !answer;
}

START_TEST(the_browser_that_saw_the_form_may_send_it)
{
	struct seen s = see_form();
	ck_assert(text_starts(s.cookie, TEXT("authz_csrf=")));
	ck_assert(accepted(s.cookie, s.token));
	/* The next form in the same browser has the same token, and no new cookie. */
	ck_text_is(csrf_token(&rq), arena_cstr(arena, s.token));
	ck_text_is(cookie_set_by_answer(), "");
}
END_TEST

START_TEST(another_browsers_token_is_refused)
{
	struct seen one = see_form();
	rq.extra_count = 0;
	struct seen other = see_form();
	ck_assert(!text_eq(one.cookie, other.cookie));
	ck_assert(accepted(other.cookie, other.token));
	ck_assert(!accepted(other.cookie, one.token));
	ck_assert(!accepted(one.cookie, other.token));
}
END_TEST

START_TEST(a_token_is_bound_to_the_session)
{
	struct seen before = see_form();
	session.id = uuid_new();
	rq.session = &session;
	ck_assert(!accepted(before.cookie, before.token));
	struct text within = csrf_token(&rq);
	ck_assert(accepted(before.cookie, within));
	session.id = uuid_new();
	ck_assert(!accepted(before.cookie, within));
	rq.session = NULL;
	ck_assert(!accepted(before.cookie, within));
	ck_assert(accepted(before.cookie, before.token));
}
END_TEST

START_TEST(a_form_without_a_token_or_cookie_is_refused)
{
	struct seen s = see_form();
	ck_assert(!accepted(s.cookie, NO_TEXT));
	ck_assert(!accepted(NO_TEXT, s.token));
	ck_assert(!accepted(NO_TEXT, NO_TEXT));
	ck_assert(!accepted(TEXT("authz_csrf="), s.token));
	send_again(s.cookie, "other", s.token);
	ck_assert_ptr_nonnull(check_csrf(&rq));
}
END_TEST

START_TEST(every_altered_character_is_noticed)
{
	struct seen s = see_form();
	size_t value = text_index(s.cookie, '=') + 1;
	for (size_t i = 0; i < s.token.n; i++) {
		char *copy = (char *)(uintptr_t)arena_text(arena, s.token).at;
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		ck_assert_msg(!accepted(s.cookie, (struct text){copy, s.token.n}),
		    "character %zu", i);
	}
	for (size_t i = value; i < s.cookie.n; i++) {
		char *copy = (char *)(uintptr_t)arena_text(arena, s.cookie).at;
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		ck_assert(!accepted((struct text){copy, s.cookie.n}, s.token));
	}
	ck_assert(!accepted(s.cookie, text_part(s.token, 0, s.token.n - 1)));
	ck_assert(!accepted(s.cookie, arena_printf(arena, "%.*sA", TEXT_ARG(s.token))));
	ck_assert(accepted(s.cookie, s.token));
}
END_TEST

START_TEST(a_cookie_that_we_did_not_make_is_replaced)
{
	static const char *const planted[] = {"authz_csrf=x",
	    "authz_csrf=", "authz_csrf=AAAAAAAAAAAAAAAAAAAAAAA",
	    "authz_csrf=AAAAAAAAAAAAAAAAAAAAAB"};
	for (size_t i = 0; i < COUNT_OF(planted); i++) {
		send_again(text_of(planted[i]), "csrf", NO_TEXT);
		struct text token = csrf_token(&rq), cookie = cookie_set_by_answer();
		ck_assert_uint_gt(cookie.n, 20);
		ck_assert(accepted(cookie, token));
		ck_assert(!accepted(text_of(planted[i]), token));
	}
}
END_TEST

START_TEST(a_token_outlives_the_next_entry_of_the_keyring_but_not_its_own)
{
	struct seen s = see_form();
	use_ring(RING_TWO "\n" RING_ONE);
	ck_assert(accepted(s.cookie, s.token));
	ck_assert(!text_eq(csrf_token(&rq), s.token));
	use_ring(RING_TWO);
	ck_assert(!accepted(s.cookie, s.token));
}
END_TEST

Suite *
csrf_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("identity: CSRF tokens", &tc);
	tcase_add_test(tc, the_browser_that_saw_the_form_may_send_it);
	tcase_add_test(tc, another_browsers_token_is_refused);
	tcase_add_test(tc, a_token_is_bound_to_the_session);
	tcase_add_test(tc, a_form_without_a_token_or_cookie_is_refused);
	tcase_add_test(tc, every_altered_character_is_noticed);
	tcase_add_test(tc, a_cookie_that_we_did_not_make_is_replaced);
	tcase_add_test(
	    tc, a_token_outlives_the_next_entry_of_the_keyring_but_not_its_own);
	return suite;
}
