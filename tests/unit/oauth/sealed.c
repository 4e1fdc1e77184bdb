#include "base/clock.h"
#include "base/pack.h"
#include "jose/keyring.h"
#include "oauth/access_token_format.h"
#include "oauth/code.h"
#include "oauth/ticket.h"
#include "oauth_test.h"

static const struct text scope_list[] = {TEXT_INIT("openid"), TEXT_INIT("a:read")};
static const struct texts scopes = {scope_list, 2};

static struct code
a_code(void)
{
	return (struct code){.client_id = uuid_new(),
	    .user_id = uuid_new(),
	    .session_id = uuid_new(),
	    .redirect_uri = TEXT("https://a.example/cb"),
	    .code_challenge = TEXT("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
	    .nonce = TEXT("n"),
	    .scopes = scopes,
	    .auth_time = 1000};
}

START_TEST(a_code_carries_its_authorization)
{
	struct code made = a_code(), read;
	struct text code = code_make(arena, &made);
	ck_assert(code_read(arena, code, &read));
	ck_assert(uuid_eq(read.client_id, made.client_id));
	ck_assert(uuid_eq(read.user_id, made.user_id));
	ck_assert(uuid_eq(read.session_id, made.session_id));
	ck_assert(uuid_eq(read.family_id, made.family_id));
	ck_assert(!uuid_is_nil(read.family_id) && uuid_is_nil(read.resource_id));
	ck_text(read.redirect_uri, made.redirect_uri);
	ck_text(read.code_challenge, made.code_challenge);
	ck_text(read.nonce, TEXT("n"));
	ck_assert_uint_eq(read.scopes.n, 2);
	ck_text(read.scopes.at[1], TEXT("a:read"));
	ck_assert_uint_eq(read.amr.n, 0);
	ck_assert_int_eq(read.auth_time, 1000);
	ck_assert_int_le(read.expires_at, clock_now() + 60);
}
END_TEST

START_TEST(two_codes_of_one_authorization_are_two_families)
{
	struct code one = a_code(), other = one;
	struct text first = code_make(arena, &one), second = code_make(arena, &other);
	ck_assert(!text_eq(first, second));
	ck_assert(!uuid_eq(one.family_id, other.family_id));
}
END_TEST

START_TEST(an_expired_code_is_not_read)
{
	struct code made = a_code(), read;
	used.tokens.code_lifetime = 0;
	ck_assert(!code_read(arena, code_make(arena, &made), &read));
	used.tokens.code_lifetime = 2;
	ck_assert(code_read(arena, code_make(arena, &made), &read));
}
END_TEST

static struct ticket
a_ticket(void)
{
	return (struct ticket){.client_id = uuid_new(),
	    .redirect_uri = TEXT("https://a.example/cb"),
	    .redirect_uri_given = true,
	    .state = TEXT("s\"&"),
	    .scopes = scopes,
	    .mode = MODE_FORM_POST,
	    .prompt = PROMPT_LOGIN | PROMPT_CONSENT,
	    .max_age = -1,
	    .created_at = clock_now(),
	    .session_then = uuid_new()};
}

START_TEST(a_ticket_carries_its_request_for_an_hour)
{
	struct ticket made = a_ticket(), read;
	ck_assert(ticket_open(arena, ticket_make(arena, &made), &read));
	ck_assert(uuid_eq(read.client_id, made.client_id));
	ck_assert(uuid_eq(read.session_then, made.session_then));
	ck_text(read.state, made.state);
	ck_assert(read.redirect_uri_given);
	ck_assert_int_eq(read.mode, MODE_FORM_POST);
	ck_assert_uint_eq(read.prompt, PROMPT_LOGIN | PROMPT_CONSENT);
	ck_assert_int_eq(read.max_age, -1);
	made.created_at = clock_now() - 3590;
	ck_assert(ticket_open(arena, ticket_make(arena, &made), &read));
	made.created_at = clock_now() - 3600;
	ck_assert(!ticket_open(arena, ticket_make(arena, &made), &read));
	made.created_at = INT64_MIN;
	ck_assert(!ticket_open(arena, ticket_make(arena, &made), &read));
}
END_TEST

static struct access_token
an_access_token(void)
{
	return (struct access_token){.audience = TEXT("https://api.example/a"),
	    .subject = TEXT("ada"),
	    .scope = TEXT("openid a:read"),
	    .client_id = uuid_new(),
	    .family = uuid_new(),
	    .user_id = uuid_new(),
	    .amr = scopes};
}

static const struct resource sealed_resource = {.uri = TEXT_INIT("https://api.example/a"),
    .token_format = TOKEN_SEALED,
    .token_lifetime = 90};

START_TEST(a_sealed_access_token_carries_its_facts)
{
	struct access_token made = an_access_token(), read;
	struct text token = access_token_make(arena, &sealed_resource, &made);
	ck_assert(text_starts(token, TEXT("azt_")));
	ck_assert_int_eq(access_token_read(NULL, arena, token, &read), STORE_OK);
	ck_text(read.audience, sealed_resource.uri);
	ck_text(read.subject, TEXT("ada"));
	ck_text(read.scope, TEXT("openid a:read"));
	ck_text(read.jti, made.jti);
	ck_assert(uuid_eq(read.family, made.family));
	ck_assert(uuid_eq(read.user_id, made.user_id));
	ck_assert(uuid_eq(read.client_id, made.client_id));
	ck_assert_int_eq(read.expires_at - read.issued_at, 90);
	ck_assert_uint_eq(read.amr.n, 2);
	ck_assert_int_eq(read.format, TOKEN_SEALED);
	made.expires_at = clock_now();
	ck_assert_int_ne(
	    access_token_read(NULL, arena, access_token_sealed(arena, &made), &read),
	    STORE_OK);
}
END_TEST

START_TEST(every_token_has_a_jti_of_its_own_within_its_family)
{
	struct access_token one = an_access_token(), other = one;
	access_token_make(arena, &sealed_resource, &one);
	access_token_make(arena, &sealed_resource, &other);
	struct text family = uuid_text(arena, one.family);
	ck_assert(text_starts(one.jti, family) && text_starts(other.jti, family));
	ck_assert(!text_eq(one.jti, other.jti));
}
END_TEST

START_TEST(a_lifetime_is_the_resources_or_else_the_settings)
{
	const struct resource plain = {.uri = TEXT("https://api.example/b")};
	ck_assert_int_eq(access_token_lifetime(&sealed_resource), 90);
	ck_assert_int_eq(access_token_lifetime(&plain), 600);
	ck_assert_int_eq(access_token_lifetime(NULL), 600);
}
END_TEST

/* True when any of the readers takes it. */
static bool
is_read(struct text t)
{
	struct code code;
	struct ticket ticket;
	struct access_token token;
	return code_read(arena, t, &code) || ticket_open(arena, t, &ticket) ||
	       access_token_read(NULL, arena, t, &token) == STORE_OK;
}

START_TEST(nothing_altered_or_foreign_is_read)
{
	struct code code = a_code();
	struct ticket ticket = a_ticket();
	struct access_token token = an_access_token();
	const struct text made[] = {code_make(arena, &code), ticket_make(arena, &ticket),
	    access_token_make(arena, &sealed_resource, &token)};
	for (size_t i = 0; i < COUNT_OF(made); i++) {
		ck_assert(is_read(made[i]));
		for (size_t at = 0; at < made[i].n; at++)
			ck_assert(!is_read(altered(made[i], at)));
		ck_assert(!is_read(text_part(made[i], 0, made[i].n - 1)));
	}
	use_ring(RING_TWO);
	for (size_t i = 0; i < COUNT_OF(made); i++)
		ck_assert(!is_read(made[i]));
	use_ring(RING_TWO "\n" RING_ONE);
	for (size_t i = 0; i < COUNT_OF(made); i++)
		ck_assert(is_read(made[i]));
}
END_TEST

START_TEST(one_kind_is_never_taken_for_another)
{
	struct code code = a_code(), read_code;
	struct ticket ticket = a_ticket(), read_ticket;
	struct access_token token = an_access_token(), read_token;
	struct text c = code_make(arena, &code), t = ticket_make(arena, &ticket);
	struct text at = access_token_make(arena, &sealed_resource, &token);
	ck_assert(!ticket_open(arena, c, &read_ticket));
	ck_assert(!code_read(arena, t, &read_code));
	ck_assert(!code_read(arena, text_part(at, 4, at.n), &read_code));
	ck_assert_int_ne(
	    access_token_read(NULL, arena, text_part(at, 4, at.n), &read_token),
	    STORE_OK);
	ck_assert_int_ne(access_token_read(NULL, arena,
			     arena_printf(arena, "azt_%.*s", TEXT_ARG(c)), &read_token),
	    STORE_OK);
}
END_TEST

START_TEST(a_seal_with_more_or_less_in_it_than_its_kind_has_is_refused)
{
	struct code code = a_code(), read;
	struct text plain;
	ck_assert(seal_open(arena, FOR_CODES, NO_TEXT, code_make(arena, &code), &plain));
	for (size_t n = 0; n < plain.n; n++)
		ck_assert(!code_read(arena,
		    seal(arena, FOR_CODES, NO_TEXT, text_part(plain, 0, n)), &read));
	struct text longer = arena_printf(arena, "x");
	struct builder b = builder_new(arena, plain.n + 1);
	build_text(&b, plain);
	build_text(&b, longer);
	ck_assert(
	    !code_read(arena, seal(arena, FOR_CODES, NO_TEXT, builder_text(&b)), &read));
}
END_TEST

Suite *
sealed_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: codes, tickets, sealed access tokens", &tc);
	tcase_add_test(tc, a_code_carries_its_authorization);
	tcase_add_test(tc, two_codes_of_one_authorization_are_two_families);
	tcase_add_test(tc, an_expired_code_is_not_read);
	tcase_add_test(tc, a_ticket_carries_its_request_for_an_hour);
	tcase_add_test(tc, a_sealed_access_token_carries_its_facts);
	tcase_add_test(tc, every_token_has_a_jti_of_its_own_within_its_family);
	tcase_add_test(tc, a_lifetime_is_the_resources_or_else_the_settings);
	tcase_add_test(tc, nothing_altered_or_foreign_is_read);
	tcase_add_test(tc, one_kind_is_never_taken_for_another);
	tcase_add_test(tc, a_seal_with_more_or_less_in_it_than_its_kind_has_is_refused);
	return suite;
}
