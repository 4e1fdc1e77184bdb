#include "oauth_test.h"

#include "html/page.h"
#include "jose/keyring.h"

struct arena *arena;
struct settings used;

void
ck_text(struct text got, struct text want)
{
	if (!text_eq(got, want))
		ck_abort_msg("got \"%.*s\" (%zu), want \"%.*s\" (%zu)", TEXT_ARG(got),
		    got.n, TEXT_ARG(want), want.n);
}

void
ck_fault(const char *got, const char *want, struct text of)
{
	if (!text_eq(text_of(got), text_of(want)))
		ck_abort_msg("%.*s: got %s, want %s", TEXT_ARG(of),
		    got ? got : "no fault", want ? want : "no fault");
	if (!got)
		return;
	for (int language = LANGUAGE_EN; language <= LANGUAGE_ZH; language++) {
		struct text words =
		    phrase(arena, (enum language)language, text_of(got), NULL);
		ck_assert_msg(!text_eq(words, text_of(got)), "no words for %s", got);
	}
}

struct text
altered(struct text t, size_t at)
{
	char *copy = (char *)(uintptr_t)arena_text(arena, t).at;
	copy[at] = copy[at] == 'A' ? 'B' : 'A';
	return (struct text){copy, t.n};
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
	used = (struct settings){.server.issuer = TEXT_INIT("http://localhost:8080"),
	    .tokens = {.code_lifetime = 60, .access_lifetime = 600}};
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
	SRunner *runner = srunner_create(redirect_uri_suite());
	srunner_add_suite(runner, pkce_suite());
	srunner_add_suite(runner, scope_suite());
	srunner_add_suite(runner, parameters_suite());
	srunner_add_suite(runner, sealed_suite());
	srunner_add_suite(runner, refresh_token_suite());
	srunner_add_suite(runner, credentials_suite());
	srunner_add_suite(runner, app_rules_suite());
	srunner_add_suite(runner, jwt_claims_suite());
	srunner_add_suite(runner, client_keys_suite());
	srunner_add_suite(runner, dpop_suite());
	srunner_add_suite(runner, pending_suite());
	srunner_add_suite(runner, actor_suite());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
