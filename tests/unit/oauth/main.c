#include "oauth_test.h"

struct settings used;

struct text
altered(struct text t, size_t at)
{
	char *copy = (char *)(uintptr_t)arena_text(arena, t).at;
	copy[at] = copy[at] == 'A' ? 'B' : 'A';
	return (struct text){copy, t.n};
}

static void
begin(void)
{
	used = (struct settings){.server.issuer = TEXT_INIT("http://localhost:8080"),
	    .tokens = {.code_lifetime = 60, .access_lifetime = 600}};
	settings_use(&used);
	use_ring(RING_ONE);
}

static void
end(void)
{
	keyring_forget();
}

const struct room room = {begin, end, 0};

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
	srunner_add_suite(runner, resource_rules_suite());
	srunner_add_suite(runner, acr_suite());
	srunner_add_suite(runner, jwt_claims_suite());
	srunner_add_suite(runner, client_keys_suite());
	srunner_add_suite(runner, dpop_suite());
	srunner_add_suite(runner, pending_suite());
	srunner_add_suite(runner, actor_suite());
	srunner_add_suite(runner, shown_suite());
	srunner_add_suite(runner, secret_wish_suite());
	return suites_run(runner);
}
