/* RFC 6749 6, RFC 9700 4.14: refresh tokens rotate, and a stolen one gives itself away.
 */
#include "at_once.h"

#include <string.h>
#include <unistd.h>

static struct answer
refresh_for(struct app app, const char *token, const char *more)
{
	return ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s",
		FORM("grant_type", "refresh_token", "refresh_token", token), more),
	    .user = app.id, .password = app.secret);
}

START_TEST(a_refresh_rotates_and_keeps_the_scopes)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer a = tokens_for(signed_in(person()), app, "openid payments:read");
	const char *first = member(a.json, "refresh_token");
	struct answer next = refresh(app, first);
	ck_status(&next, 200);
	const char *second = member(next.json, "refresh_token");
	ck_assert_str_ne(first, second);
	ck_assert_str_eq(member(next.json, "scope"), "openid payments:read");
	ck_assert(is_active(api, member(next.json, "access_token")));
	ck_assert_str_ne(
	    member(a.json, "access_token"), member(next.json, "access_token"));
	/* The old access token lives on until it expires. */
	ck_assert(is_active(api, member(a.json, "access_token")));
	next = refresh(app, second);
	ck_status(&next, 200);
}
END_TEST

START_TEST(the_last_one_again_within_the_grace_gets_the_same_successor)
{
	struct app app = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	const char *first = member(a.json, "refresh_token");
	struct answer one = refresh(app, first), two = refresh(app, first);
	ck_status(&one, 200);
	ck_status(&two, 200);
	ck_assert_str_eq(
	    member(one.json, "refresh_token"), member(two.json, "refresh_token"));
	a = refresh(app, member(two.json, "refresh_token"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(reuse_after_the_grace_ends_the_family)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	const char *first = member(a.json, "refresh_token");
	struct answer next = refresh(app, first);
	ck_status(&next, 200);
	sleep(4);
	struct answer reused = refresh(app, first);
	ck_error(&reused, 400, "invalid_grant");
	ck_assert(!is_active(api, member(next.json, "access_token")));
	ck_assert(!is_active(api, member(a.json, "access_token")));
	struct answer after = refresh(app, member(next.json, "refresh_token"));
	ck_error(&after, 400, "invalid_grant");
}
END_TEST

START_TEST(an_older_generation_is_reuse_at_once)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	const char *first = member(a.json, "refresh_token");
	struct answer next = refresh(app, first);
	next = refresh(app, member(next.json, "refresh_token"));
	ck_status(&next, 200);
	struct answer reused = refresh(app, first);
	ck_error(&reused, 400, "invalid_grant");
	ck_assert(!is_active(api, member(next.json, "access_token")));
	json_t *events = CLI("audit", "list", "--client", app.id);
	ck_contains(json_line(events), "refresh_token_reused");
}
END_TEST

START_TEST(many_at_once_all_get_the_same_successor)
{
	struct app app = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "payments:read"), all[8];
	post_at_once(app, "/oauth2/token",
	    FORM("grant_type", "refresh_token", "refresh_token",
		member(a.json, "refresh_token")),
	    8, all);
	for (size_t i = 0; i < 8; i++) {
		ck_status(&all[i], 200);
		ck_assert_str_eq(member(all[i].json, "refresh_token"),
		    member(all[0].json, "refresh_token"));
	}
	a = refresh(app, member(all[0].json, "refresh_token"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(it_is_bound_to_its_app)
{
	struct app app = web_app(), other = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	const char *token = member(a.json, "refresh_token");
	struct answer stolen = refresh(other, token);
	ck_error(&stolen, 400, "invalid_grant");
	a = refresh(app, token);
	ck_status(&a, 200);
}
END_TEST

START_TEST(scopes_may_be_narrowed_for_once_and_never_widened)
{
	struct app app = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "openid payments:read");
	const char *token = member(a.json, "refresh_token");
	a = refresh_for(app, token, FORM("scope", "openid payments:read payments:write"));
	ck_error(&a, 400, "invalid_scope");
	a = refresh_for(app, token, FORM("scope", "payments:read"));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
	ck_assert_ptr_null(json_object_get(a.json, "id_token"));
	json_t *claims = jwt_part(member(a.json, "access_token"), 1);
	ck_assert_str_eq(member(claims, "scope"), "payments:read");
	a = refresh(app, member(a.json, "refresh_token"));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "openid payments:read");
	a = refresh_for(app, member(a.json, "refresh_token"), FORM("resource", LEDGER));
	ck_error(&a, 400, "invalid_target");
}
END_TEST

START_TEST(forged_and_broken_ones_are_refused)
{
	struct app app = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	const char *token = member(a.json, "refresh_token");
	char *changed = (char *)(uintptr_t)text_format("%s", token);
	size_t n = strlen(changed);
	/* The last character may carry unused bits: it stays. */
	for (size_t at = 0; at + 1 < n; at += 9) {
		char was = changed[at];
		changed[at] = was == 'A' ? 'B' : 'A';
		struct answer forged = refresh(app, changed);
		ck_error(&forged, 400, "invalid_grant");
		changed[at] = was;
	}
	struct answer bad = refresh(app, "azr_");
	ck_error(&bad, 400, "invalid_grant");
	bad = refresh(app, text_format("%s=", token));
	ck_error(&bad, 400, "invalid_grant");
	bad = refresh(app, "");
	ck_error(&bad, 400, "invalid_request");
	bad = refresh(app, member(a.json, "access_token"));
	ck_error(&bad, 400, "invalid_grant");
	a = refresh(app, token);
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_public_app_rotates_too)
{
	struct app spa = APP("--public", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--grant", "refresh_token", "--scope", "payments:read");
	struct answer a = tokens_for(signed_in(person()), spa, "payments:read");
	struct answer next = refresh(spa, member(a.json, "refresh_token"));
	ck_status(&next, 200);
	ck_assert_str_ne(
	    member(a.json, "refresh_token"), member(next.json, "refresh_token"));
}
END_TEST

START_TEST(an_app_without_the_grant_gets_none)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--scope", "payments:read");
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	ck_assert_ptr_null(json_object_get(a.json, "refresh_token"));
}
END_TEST

START_TEST(what_a_disabled_person_gave_is_dead)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer a = tokens_for(b, app, "payments:read");
	CLI("user", "set", email, "--disable");
	ck_assert(!is_active(api, member(a.json, "access_token")));
	struct answer after = refresh(app, member(a.json, "refresh_token"));
	ck_error(&after, 400, "invalid_grant");
	visit(b, "/account");
	ck_status(&b->page, 303);
	CLI("user", "set", email, "--enable");
	ck_assert(!is_active(api, member(a.json, "access_token")));
	after = refresh(app, member(a.json, "refresh_token"));
	ck_error(&after, 400, "invalid_grant");
}
END_TEST

START_TEST(scopes_taken_from_the_app_are_not_given_again)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	const char *pending = code_of(b, app, "payments:read payments:write");
	struct answer a = tokens_for(b, app, "payments:read payments:write");
	CLI("client", "set", app.id, "--refuse-scope", "payments:write");
	struct answer after = redeem(app, pending);
	ck_error(&after, 400, "invalid_grant");
	const char *token = member(a.json, "refresh_token");
	after = refresh_for(app, token, "scope=payments%3Awrite");
	ck_error(&after, 400, "invalid_scope");
	after = refresh(app, token);
	ck_status(&after, 200);
	ck_assert_str_eq(member(after.json, "scope"), "payments:read");
	CLI("client", "set", app.id, "--remove-scope", "payments:read");
	after = refresh(app, member(after.json, "refresh_token"));
	ck_error(&after, 400, "invalid_scope");
}
END_TEST

static Suite *
refresh_tokens(void)
{
	return SUITE_OF("refresh tokens", 60, a_refresh_rotates_and_keeps_the_scopes,
	    the_last_one_again_within_the_grace_gets_the_same_successor,
	    reuse_after_the_grace_ends_the_family, an_older_generation_is_reuse_at_once,
	    many_at_once_all_get_the_same_successor, it_is_bound_to_its_app,
	    scopes_may_be_narrowed_for_once_and_never_widened,
	    forged_and_broken_ones_are_refused, a_public_app_rotates_too,
	    an_app_without_the_grant_gets_none,
	    scopes_taken_from_the_app_are_not_given_again,
	    what_a_disabled_person_gave_is_dead);
}
SUITE(refresh_tokens);
