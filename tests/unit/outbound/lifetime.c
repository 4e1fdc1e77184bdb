#include "outbound/lifetime.h"

#include "base/cleanup.h"
#include "outbound_test.h"

#define NOON "Tue, 24 Nov 2026 12:00:00 GMT"
#define FIVE_PAST "Tue, 24 Nov 2026 12:05:00 GMT"

static const struct {
	const char *cache_control, *expires, *date, *age;
	int64_t lifetime;
} answers[] = {
    {"", "", "", "", -1},
    {"public", "", "", "", -1},
    {"max-age=60", "", "", "", 60},
    {"public, Max-Age=60, must-revalidate", "", "", "", 60},
    {"max-age=\"60\"", "", "", "", 60},
    {"max-age=60", "", "", "20", 40},
    {"max-age=60", "", "", "70", 0},
    {"max-age=60, max-age=30", "", "", "", 30},
    {"max-age=60", FIVE_PAST, NOON, "", 60},
    {"s-maxage=60", "", "", "", -1},
    {"x-max-age=60", "", "", "", -1},
    {"max-age", "", "", "", 0},
    {"max-age=-1", "", "", "", 0},
    {"max-age=1e9", "", "", "", 0},
    {"max-age=99999999999999999999", "", "", "", 0},
    {"max-age=9999999999", "", "", "", 366 * 86400},
    {"no-store", FIVE_PAST, NOON, "", 0},
    {"max-age=60, no-cache", "", "", "", 0},
    {"no-cache=\"set-cookie\"", "", "", "", 0},
    {"", FIVE_PAST, NOON, "", 300},
    {"", FIVE_PAST, NOON, "100", 200},
    {"", NOON, FIVE_PAST, "", 0},
    {"", FIVE_PAST, "", "", 0},
    {"", "0", NOON, "", 0},
    {"", "never", NOON, "", 0},
};

START_TEST(a_lifetime_is_what_the_answer_says)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		int64_t got = cache_lifetime((struct freshness){
		    text_of(answers[i].cache_control), text_of(answers[i].expires),
		    text_of(answers[i].date), text_of(answers[i].age)});
		ck_assert_msg(
		    got == answers[i].lifetime, "row %zu: %lld", i, (long long)got);
	}
}
END_TEST

Suite *
lifetime_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("outbound: lifetimes", &tc);
	tcase_add_test(tc, a_lifetime_is_what_the_answer_says);
	return suite;
}
