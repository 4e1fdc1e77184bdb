/* An app's own bounds on how long its tokens live. */
#include "flow.h"
#include "sql.h"

#include <string.h>

static int64_t
expires_in(const struct answer *t)
{
	return json_integer_value(json_object_get(t->json, "expires_in"));
}

START_TEST(an_app_has_shorter_access_tokens_and_never_longer_ones)
{
	struct app brief = app_saying("{\"access_token_lifetime\":90}");
	struct answer t = tokens_for(signed_in(person()), brief, "openid payments:read");
	ck_assert_int_le(expires_in(&t), 90);
	ck_assert_int_ge(expires_in(&t), 88);
	t = refresh(brief, member(t.json, "refresh_token"));
	ck_status(&t, 200);
	ck_assert_int_le(expires_in(&t), 90);
	struct app greedy = app_saying("{\"access_token_lifetime\":86400}");
	t = tokens_for(signed_in(person()), greedy, "payments:read");
	ck_assert_int_eq(expires_in(&t), 600);
	/* Who says nothing is as before. */
	struct app plain = web_app();
	t = client_credentials(plain, "payments:read");
	ck_assert_int_eq(expires_in(&t), 600);
}
END_TEST

static void
let_pass(struct app app, int seconds)
{
	sql(server, text_format("UPDATE token_families SET created_at = created_at - "
				"interval '%d seconds' WHERE client_id = '%s'",
			seconds, app.id));
}

START_TEST(an_app_refreshes_no_longer_than_it_wants_to)
{
	struct app app = app_saying("{\"refresh_token_lifetime\":3600}");
	struct app plain = web_app();
	struct answer t = tokens_for(signed_in(person()), app, "payments:read");
	struct answer p = tokens_for(signed_in(person()), plain, "payments:read");
	let_pass(app, 3500);
	t = refresh(app, member(t.json, "refresh_token"));
	ck_status(&t, 200);
	let_pass(app, 200);
	struct answer late = refresh(app, member(t.json, "refresh_token"));
	ck_error(&late, 400, "invalid_grant");
	let_pass(plain, 3700);
	p = refresh(plain, member(p.json, "refresh_token"));
	ck_status(&p, 200);
}
END_TEST

START_TEST(a_lifetime_is_a_number_of_seconds_that_makes_sense)
{
	static const char *const bad[] = {
	    "{\"access_token_lifetime\":0}", "{\"refresh_token_lifetime\":-1}"};
	struct app app = web_app();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int status;
		cli_run(server, "", &status,
		    (const char *const[]){
			"client", "set", app.id, "--metadata", bad[i], NULL});
		ck_assert_int_ne(status, 0);
	}
	/* By the page, beside its field. */
	struct browser *dev = signed_in(person());
	visit(dev, "/developer/apps/new");
	submit(dev, "/developer/apps/new", FORM("name", "Brief", "kind", "service"));
	ck_status(&dev->page, 201);
	const char *id = strstr(dev->page.body, "id=\"client_id\">") + 15;
	const char *page = text_format("/developer/apps/%.*s", (int)strcspn(id, "<"), id);
	visit(dev, text_format("%s/settings", page));
	ck_contains(dev->page.body, "name=\"access_token_lifetime\"");
	submit(dev, text_format("%s/advanced", page),
	    FORM("grant_types", "client_credentials", "access_token_lifetime", "5"));
	ck_status(&dev->page, 422);
	submit(dev, text_format("%s/advanced", page),
	    FORM("grant_types", "client_credentials", "access_token_lifetime", "120"));
	ck_status(&dev->page, 303);
	visit(dev, text_format("%s/settings", page));
	ck_contains(dev->page.body, "value=\"120\"");
}
END_TEST

static Suite *
lifetimes(void)
{
	return SUITE_OF("lifetimes", 60,
	    an_app_has_shorter_access_tokens_and_never_longer_ones,
	    an_app_refreshes_no_longer_than_it_wants_to,
	    a_lifetime_is_a_number_of_seconds_that_makes_sense);
}
SUITE(lifetimes);
