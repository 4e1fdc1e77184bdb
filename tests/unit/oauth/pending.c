/* User codes and device codes. */
#include "oauth/pending_code.h"
#include "oauth/user_code.h"
#include "oauth_test.h"

START_TEST(a_user_code_reads_back_however_it_is_typed)
{
	struct text code;
	for (int i = 0; i < 200; i++) {
		struct text made = user_code_new(arena);
		ck_assert_uint_eq(made.n, USER_CODE_LETTERS);
		ck_assert(user_code_read(arena, user_code_shown(arena, made), &code));
		ck_text(code, made);
	}
	static const char *const ways[] = {"BCDF-GHJK", "bcdf-ghjk", "bcdfghjk",
	    " B C D F G H J K ", "BCDF\xe2\x80\x93GHJK", "(bcdf)(ghjk)"};
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		ck_assert_msg(
		    user_code_read(arena, text_of(ways[i]), &code), "%s", ways[i]);
		ck_text(code, TEXT("BCDFGHJK"));
	}
	ck_text(user_code_shown(arena, code), TEXT("BCDF-GHJK"));
}
END_TEST

START_TEST(what_is_no_user_code_is_refused)
{
	static const char *const bad[] = {"", "-", "BCDF-GHJ", "BCDF-GHJKL", "ABCD-FGHJ",
	    "BCDF-GHJ1", "BCDF-GHJK-BCDF-GHJK",
	    "BCDF                                                        GHJK      "};
	struct text code;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(
		    !user_code_read(arena, text_of(bad[i]), &code), "%s", bad[i]);
}
END_TEST

START_TEST(all_letters_of_the_alphabet_come_up)
{
	int seen[26] = {0}, letters = 0;
	for (int i = 0; i < 500; i++) {
		struct text code = user_code_new(arena);
		for (size_t k = 0; k < code.n; k++)
			seen[code.at[k] - 'A']++;
	}
	for (int i = 0; i < 26; i++)
		letters += seen[i] > 100 && seen[i] < 320;
	ck_assert_int_eq(letters, 20);
}
END_TEST

START_TEST(the_database_knows_a_user_code_by_a_keyed_hash)
{
	struct text key = user_code_key(arena, TEXT("BCDFGHJK"));
	ck_assert_uint_eq(key.n, 32);
	ck_text(user_code_key(arena, TEXT("BCDFGHJK")), key);
	ck_assert(!text_eq(user_code_key(arena, TEXT("BCDFGHJL")), key));
	use_ring(RING_TWO);
	ck_assert(!text_eq(user_code_key(arena, TEXT("BCDFGHJK")), key));
}
END_TEST

START_TEST(a_pending_code_is_for_one_door_and_has_one_spelling)
{
	struct pending_code made = {uuid_new(), uuid_new(), 1234567}, read;
	struct text code = pending_code_make(arena, DOOR_DEVICE, &made), body;
	ck_assert(pending_code_read(arena, DOOR_DEVICE, code, &read));
	ck_assert(uuid_eq(read.id, made.id) && uuid_eq(read.client_id, made.client_id));
	ck_assert_int_eq(read.expires_at, 1234567);
	ck_assert(!pending_code_read(arena, DOOR_BACKCHANNEL, code, &read));
	body = text_part(code, 4, code.n);
	ck_assert(!pending_code_read(arena, DOOR_BACKCHANNEL,
	    arena_printf(arena, "azb_%.*s", TEXT_ARG(body)), &read));
	for (size_t i = 0; i < code.n; i++) {
		ck_assert(
		    !pending_code_read(arena, DOOR_DEVICE, altered(code, i), &read));
		ck_assert(
		    !pending_code_read(arena, DOOR_DEVICE, text_part(code, 0, i), &read));
	}
	use_ring(RING_TWO);
	ck_assert(!pending_code_read(arena, DOOR_DEVICE, code, &read));
}
END_TEST

Suite *
pending_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: device and user codes", &tc);
	tcase_add_test(tc, a_user_code_reads_back_however_it_is_typed);
	tcase_add_test(tc, what_is_no_user_code_is_refused);
	tcase_add_test(tc, all_letters_of_the_alphabet_come_up);
	tcase_add_test(tc, the_database_knows_a_user_code_by_a_keyed_hash);
	tcase_add_test(tc, a_pending_code_is_for_one_door_and_has_one_spelling);
	return suite;
}
