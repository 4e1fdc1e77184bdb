#include "identity_test.h"

#include "jose/keyring.h"

struct arena *arena;
struct request rq;
static struct settings used;
static struct header header;
static struct field field_sent;

void
ck_text(struct text got, const char *want)
{
	if (!text_eq(got, text_of(want)))
		ck_abort_msg("got \"%.*s\", want \"%s\"", TEXT_ARG(got), want);
}

void
ck_fault(const char *got, const char *want, struct text of)
{
	if (!text_eq(text_of(got), text_of(want)))
		ck_abort_msg("%.*s: got %s, want %s", TEXT_ARG(of),
		    got ? got : "no fault", want ? want : "no fault");
	for (int language = LANGUAGE_EN; got && language <= LANGUAGE_ZH; language++)
		ck_assert_msg(
		    !text_eq(phrase(arena, (enum language)language, text_of(got), NULL),
			text_of(got)),
		    "no words for %s", got);
}

void
send_again(struct text cookie, const char *field, struct text value)
{
	header = (struct header){TEXT("Cookie"), cookie};
	field_sent = (struct field){text_of(field), value};
	rq.headers = &header;
	rq.header_count = 1;
	rq.form = (struct form){&field_sent, 1};
	rq.extra_count = 0;
}

struct text
cookie_set_by_answer(void)
{
	if (!rq.extra_count || !text_eq(rq.extra[0].name, TEXT("Set-Cookie")))
		return NO_TEXT;
	return text_part(rq.extra[0].value, 0, text_index(rq.extra[0].value, ';'));
}

void
use_ring(const char *entries)
{
	ck_assert_ptr_null(keyring_load(arena, text_of(entries), NULL, false));
}

static void
begin(void)
{
	arena = arena_new();
	rq = (struct request){.arena = arena, .method = METHOD_POST};
	used = (struct settings){.server.issuer = TEXT_INIT("http://localhost:8080")};
	settings_use(&used);
	use_ring(RING_ONE);
}

static void
end(void)
{
	keyring_forget();
	arena_free(arena);
}

Suite *
suite_with(const char *name, TCase **tc)
{
	Suite *suite = suite_create(name);
	*tc = tcase_create(name);
	tcase_add_checked_fixture(*tc, begin, end);
	suite_add_tcase(suite, *tc);
	return suite;
}

int
main(void)
{
	if (!pages_load(NO_TEXT))
		return 1;
	SRunner *runner = srunner_create(person_suite());
	srunner_add_suite(runner, csrf_suite());
	srunner_add_suite(runner, return_suite());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
