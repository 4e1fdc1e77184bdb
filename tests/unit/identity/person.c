#include "identity_test.h"

#include "identity/password.h"
#include "identity/person_rules.h"

static struct text
many(const char *piece, int times)
{
	struct builder b = builder_new(arena, 512);
	for (int i = 0; i < times; i++)
		build_text(&b, text_of(piece));
	return builder_text(&b);
}

START_TEST(an_email_address_has_something_on_both_sides_of_one_at_sign)
{
	static const char *const good[] = {"ada@example.com", "a@b", "a.b+c@d-e.example",
	    "\"quoted\"@example.com", "\xe5\xbc\xa0@example.com"};
	static const char *const bad[] = {"ada", "@", "@example.com", "ada@", "a@b@c",
	    "a@@b", "a b@c", "a@b c", " a@b", "a@b ", "a@b\n", "a\t@b", "a@b\x7f",
	    "<a@b>", "a@b>", "Ada <a@b>", "a@b\xff", "a@\u202eb"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_fault(person_email_fault(text_of(good[i])), NULL, text_of(good[i]));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_fault(person_email_fault(text_of(bad[i])), "signup.email_malformed",
		    text_of(bad[i]));
	ck_fault(person_email_fault(TEXT("a@b\0c")), "signup.email_malformed", NO_TEXT);
	ck_fault(person_email_fault(NO_TEXT), "signup.email_missing", NO_TEXT);
}
END_TEST

/* RFC 5321 4.5.3.1.3. */
START_TEST(an_email_address_is_not_longer_than_254_bytes)
{
	struct text longest = arena_printf(arena, "a@%.*s", TEXT_ARG(many("b", 252)));
	ck_fault(person_email_fault(longest), NULL, longest);
	longest = arena_printf(arena, "a@%.*s", TEXT_ARG(many("b", 253)));
	ck_fault(person_email_fault(longest), "signup.email_malformed", longest);
}
END_TEST

START_TEST(a_name_has_a_hundred_characters_at_most_and_hides_nothing)
{
	ck_fault(person_name_fault(NO_TEXT), NULL, NO_TEXT);
	ck_fault(person_name_fault(TEXT("Ada Lovelace")), NULL, NO_TEXT);
	ck_fault(person_name_fault(many("\xe5\xbc\xa0", 100)), NULL, NO_TEXT);
	ck_fault(
	    person_name_fault(many("\xe5\xbc\xa0", 101)), "signup.name_long", NO_TEXT);
	ck_fault(person_name_fault(TEXT("a\nb")), "signup.name_long", NO_TEXT);
	ck_fault(person_name_fault(TEXT("a\xff")), "signup.name_long", NO_TEXT);
	ck_fault(person_name_fault(TEXT("\xe2\x80\xae"
					"adA")),
	    "signup.name_long", NO_TEXT);
}
END_TEST

START_TEST(a_password_is_neither_short_nor_endless_nor_common)
{
	ck_fault(password_fault(TEXT("1234567")), "login.password_short", NO_TEXT);
	ck_fault(password_fault(NO_TEXT), "login.password_short", NO_TEXT);
	ck_fault(password_fault(TEXT("correct horse")), NULL, NO_TEXT);
	ck_fault(password_fault(TEXT("8 chars!")), NULL, NO_TEXT);
	ck_fault(password_fault(many("x", 256)), NULL, NO_TEXT);
	ck_fault(password_fault(many("x", 257)), "login.password_long", NO_TEXT);
	ck_fault(password_fault(TEXT("invalid \xff")), "login.password_long", NO_TEXT);
	ck_fault(password_fault(TEXT("password")), "login.password_common", NO_TEXT);
	ck_fault(password_fault(TEXT("PassWord1")), "login.password_common", NO_TEXT);
}
END_TEST

START_TEST(a_password_is_known_by_its_hash_alone)
{
	struct text hash = password_hash(arena, TEXT("correct horse"));
	ck_assert(text_starts(hash, TEXT("$argon2id$v=19$m=19456,t=2,p=1$")));
	ck_assert(password_matches(arena, hash, TEXT("correct horse")));
	ck_assert(!password_matches(arena, hash, TEXT("correct horsf")));
	ck_assert(!password_matches(arena, hash, TEXT("correct horse ")));
	ck_assert(!password_matches(arena, hash, NO_TEXT));
	ck_assert(!password_matches(arena, NO_TEXT, TEXT("correct horse")));
	ck_assert(!password_matches(arena, TEXT("$argon2id$junk"), TEXT("x")));
	ck_assert(!text_eq(password_hash(arena, TEXT("correct horse")), hash));
}
END_TEST

START_TEST(a_date_is_the_day_in_utc)
{
	ck_text_is(date_text(arena, 0), "1970-01-01");
	ck_text_is(date_text(arena, 86399), "1970-01-01");
	ck_text_is(date_text(arena, 86400), "1970-01-02");
	ck_text_is(date_text(arena, 951782400), "2000-02-29");
	ck_text_is(date_text(arena, 1795478400), "2026-11-24");
	ck_text_is(date_text(arena, -1), "1969-12-31");
}
END_TEST

Suite *
person_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("identity: persons", &tc);
	tcase_add_test(tc, an_email_address_has_something_on_both_sides_of_one_at_sign);
	tcase_add_test(tc, an_email_address_is_not_longer_than_254_bytes);
	tcase_add_test(tc, a_name_has_a_hundred_characters_at_most_and_hides_nothing);
	tcase_add_test(tc, a_password_is_neither_short_nor_endless_nor_common);
	tcase_add_test(tc, a_password_is_known_by_its_hash_alone);
	tcase_add_test(tc, a_date_is_the_day_in_utc);
	return suite;
}
