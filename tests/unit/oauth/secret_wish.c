#include "oauth/secret_wish.h"

#include "base/clock.h"
#include "oauth_test.h"

enum { DAY = 86400 };

static void
ck_said(const char *got, const char *want)
{
	if (want)
		ck_assert_str_eq(got, want);
	else
		ck_assert_msg(got == NULL, "%s", got);
}

START_TEST(a_secret_ends_after_days_at_a_date_or_never)
{
	int64_t end, before = clock_now();
	ck_said(secret_expiry_read(TEXT("never"), &end), NULL);
	ck_assert_int_eq(end, 0);
	ck_said(secret_expiry_read(TEXT("30"), &end), NULL);
	ck_assert_int_ge(end, before + 30 * DAY);
	ck_assert_int_le(end, clock_now() + 30 * DAY);
	/* Through that day: leap days are days. */
	ck_said(secret_expiry_read(TEXT("2096-02-29"), &end), NULL);
	ck_assert_int_eq(end, 3981398400);
	ck_said(secret_expiry_read(TEXT("9999-12-31"), &end), NULL);
	ck_assert_int_eq(end, 253402300800);
}
END_TEST

static const struct {
	const char *wish, *fault;
} bad_wishes[] = {
    {"0", "secret.days"},
    {"3651", "secret.days"},
    {"18446744073709551615", "secret.days"},
    {"18446744073709551616", "secret.date_bad"},
    {"-1", "secret.date_bad"},
    {"", "secret.date_bad"},
    {"2097-02-29", "secret.date_bad"},
    {"2097-13-01", "secret.date_bad"},
    {"2097-00-10", "secret.date_bad"},
    {"2097-01-00", "secret.date_bad"},
    {"2097-1-001", "secret.date_bad"},
    {"2097-01-01T", "secret.date_bad"},
    {"+097-01-01", "secret.date_bad"},
    {"2097/01/01", "secret.date_bad"},
    {"0000-01-01", "secret.date_past"},
    {"2020-01-01", "secret.date_past"},
};

START_TEST(what_is_no_end_is_refused)
{
	int64_t end;
	ck_said(
	    secret_expiry_read(text_of(bad_wishes[_i].wish), &end), bad_wishes[_i].fault);
}
END_TEST

START_TEST(an_operator_bounds_how_long_secrets_are_valid)
{
	int64_t end;
	ck_said(secret_expiry_fault(0), NULL);
	ck_assert_int_eq(secret_wish_default().expires_at, 0);
	used.apps.secret_days_most = 90;
	ck_said(secret_expiry_fault(0), "secret.too_long");
	ck_said(secret_expiry_in_days(90, &end), NULL);
	ck_said(secret_expiry_fault(end), NULL);
	ck_said(secret_expiry_in_days(91, &end), NULL);
	ck_said(secret_expiry_fault(end), "secret.too_long");
	ck_said(secret_expiry_fault(secret_wish_default().expires_at), NULL);
	ck_assert_int_ge(secret_wish_default().expires_at, clock_now() + 90 * DAY - 1);
}
END_TEST

static struct text
repeated(struct text t, size_t n)
{
	struct builder b = builder_new(arena, 400);
	for (size_t i = 0; i < n; i++)
		build_text(&b, t);
	return builder_text(&b);
}

START_TEST(a_label_is_eighty_characters_of_any_language_on_one_line)
{
	ck_said(secret_label_fault(NO_TEXT), NULL);
	ck_said(secret_label_fault(repeated(TEXT("a"), 80)), NULL);
	ck_said(secret_label_fault(repeated(TEXT("\U0001f511"), 80)), NULL);
	ck_said(secret_label_fault(repeated(TEXT("密"), 81)), "secret.label_long");
	ck_said(secret_label_fault(TEXT("one\ntwo")), "secret.label_control");
	ck_said(secret_label_fault(TEXT("a\0b")), "secret.label_control");
	ck_said(secret_label_fault(TEXT("\u202egnp")), "secret.label_control");
	ck_said(secret_label_fault(TEXT("\xff")), "secret.label_control");
}
END_TEST

Suite *
secret_wish_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: what is chosen of a secret", &tc);
	tcase_add_test(tc, a_secret_ends_after_days_at_a_date_or_never);
	tcase_add_loop_test(tc, what_is_no_end_is_refused, 0, (int)COUNT_OF(bad_wishes));
	tcase_add_test(tc, an_operator_bounds_how_long_secrets_are_valid);
	tcase_add_test(tc, a_label_is_eighty_characters_of_any_language_on_one_line);
	return suite;
}
