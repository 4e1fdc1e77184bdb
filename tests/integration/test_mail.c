/* What people do by mail: prove an address, choose a new password. */
#include "mails.h"

#include "base/encoding.h"

#include <string.h>
#include <unistd.h>

#define NEW_PASSWORD "another long password"

static int
mails_to(const struct process *p, const char *email)
{
	struct answer a = ASK(.to = p, .path = "/dev/mails");
	int n = 0;
	for (const char *at = a.body; (at = strstr(at, email)); at++)
		n++;
	return n;
}

static struct answer *
forget(const struct process *p, const char *email)
{
	struct browser *b = browser_new(p);
	visit(b, "/password/forgot");
	ck_status(&b->page, 200);
	return submit(b, "/password/forgot", FORM("email", email));
}

/* A browser on the page that the mail's link leads to. */
static struct browser *
follow_mail(const struct process *p, const char *path)
{
	struct browser *b = browser_new(p);
	visit(b, path);
	return b;
}

static const char *
reset_link(const char *email)
{
	struct answer *a = forget(server, email);
	ck_status(a, 200);
	return link_in(server, mail_with(server, email, "/password/reset?ticket="),
	    "/password/reset?ticket=");
}

static struct answer *
reset_by(const char *path, const char *password)
{
	struct browser *b = follow_mail(server, path);
	/* A dead link's page has no form to take the token from. */
	visit(b, "/password/forgot");
	return submit(b, "/password/reset",
	    FORM("ticket", query_of(path, "ticket"), "password", password));
}

static long
sign_in_status(const struct process *p, const char *email, const char *password)
{
	struct browser *b = browser_new(p);
	visit(b, "/login");
	return submit(b, "/login", FORM("login", email, "password", password))->status;
}

START_TEST(a_forgotten_password_is_replaced_by_a_mailed_link)
{
	const char *email = person();
	struct app app = web_app();
	struct browser *before = signed_in(email);
	struct answer tokens = tokens_for(before, app, "openid offline_access");
	const char *path = reset_link(email);
	struct answer *a = reset_by(path, NEW_PASSWORD);
	ck_status(a, 303);
	ck_contains(header_of(a, "Location"), "/login?");
	ck_assert_int_eq(sign_in_status(server, email, PASSWORD), 401);
	ck_assert_int_eq(sign_in_status(server, email, NEW_PASSWORD), 303);
	/* Whoever was signed in is not, and no app goes on. */
	tokens = refresh(app, member(tokens.json, "refresh_token"));
	ck_error(&tokens, 400, "invalid_grant");
	visit(before, "/account");
	ck_status(&before->page, 303);
	ck_contains(mail_with(server, email, "was changed"), "/password/forgot");
	json_t *shown = CLI("user", "show", email);
	const char *events =
	    json_line(CLI("audit", "list", "--user", member(shown, "id")));
	ck_contains(events, "\"password_reset_asked\"");
	ck_contains(events, "\"password_reset\"");
}
END_TEST

/* What was allowed before, by whoever had the account then, is not fetched afterwards. */
START_TEST(a_reset_ends_what_no_app_has_fetched_yet)
{
	const char *email = person();
	struct app app = web_app();
	struct browser *b = signed_in(email);
	struct app tv =
	    APP("--kind", "device", "--scope", "openid", "--scope", "offline_access");
	struct answer codes = ASK(.path = "/oauth2/device_authorization",
	    .form = FORM("client_id", tv.id, "scope", "openid offline_access"));
	ck_status(&codes, 200);
	visit(b, "/device");
	submit(b, "/device", FORM("user_code", member(codes.json, "user_code")));
	follow(b);
	submit(b, "/device/request",
	    FORM("ticket", input_of(&b->page, "ticket"), "decision", "allow", "scope",
		"openid", "scope", "offline_access"));
	follow(b);
	ck_contains(b->page.body, "return to your device");
	const char *code = code_of(b, app, "openid offline_access");
	ck_status(reset_by(reset_link(email), NEW_PASSWORD), 303);
	struct answer a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "urn:ietf:params:oauth:grant-type:device_code",
		"device_code", member(codes.json, "device_code"), "client_id", tv.id));
	ck_error(&a, 400, "invalid_grant");
	/* Who signs in with the new password goes on. */
	b = browser_new(server);
	visit(b, "/login");
	submit(b, "/login", FORM("login", email, "password", NEW_PASSWORD));
	a = redeem(app, code_of(b, app, "openid offline_access"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_reset_link_is_good_once)
{
	const char *email = person();
	const char *path = reset_link(email);
	/* Looking does not use it up: mail programs look. */
	for (int i = 0; i < 3; i++)
		ck_status(&follow_mail(server, path)->page, 200);
	ck_status(reset_by(path, "short"), 422);
	ck_status(reset_by(path, NEW_PASSWORD), 303);
	ck_status(reset_by(path, "a third long password"), 400);
	ck_status(&follow_mail(server, path)->page, 400);
	ck_assert_int_eq(sign_in_status(server, email, NEW_PASSWORD), 303);
}
END_TEST

START_TEST(a_reset_link_dies_with_any_other_change)
{
	const char *email = person();
	const char *path = reset_link(email);
	cli("changed by the operator",
	    (const char *const[]){"user", "set", email, "--password-stdin", NULL});
	ck_status(reset_by(path, NEW_PASSWORD), 400);
	const char *other = person();
	path = reset_link(other);
	CLI("user", "set", other, "--disable");
	ck_status(reset_by(path, NEW_PASSWORD), 400);
}
END_TEST

START_TEST(a_reset_link_can_not_be_made_or_bent)
{
	const char *email = person();
	const char *path = reset_link(email);
	const char *bent[] = {"/password/reset",
	    "/password/reset?ticket=", "/password/reset?ticket=AAAA",
	    text_format("%.*s", (int)strlen(path) - 1, path), text_format("%sA", path),
	    /* For another purpose. */
	    text_format("/verify%s", strchr(path, '?'))};
	for (size_t i = 0; i < sizeof(bent) / sizeof(bent[0]); i++)
		ck_status(&follow_mail(server, bent[i])->page, 400);
	/* Without the form's token. */
	struct answer a = ASK(.path = "/password/reset",
	    .form = FORM("ticket", query_of(path, "ticket"), "password", NEW_PASSWORD));
	ck_status(&a, 403);
	ck_assert_int_eq(sign_in_status(server, email, PASSWORD), 303);
}
END_TEST

START_TEST(forgetting_tells_nobody_who_has_an_account)
{
	const char *email = person(), *unknown = text_format("x%s", email);
	struct answer known = *forget(server, email), other = *forget(server, unknown);
	ck_status(&known, 200);
	ck_status(&other, 200);
	/* But for the address itself. */
	ck_assert_uint_eq(known.size + 1, other.size);
	mail_with(server, email, "/password/reset");
	ck_assert_int_eq(mails_to(server, unknown), 0);
	/* And both are throttled alike: three, then a pause. */
	for (int i = 0; i < 2; i++) {
		ck_status(forget(server, email), 200);
		ck_status(forget(server, unknown), 200);
	}
	ck_status(forget(server, email), 429);
	ck_status(forget(server, unknown), 429);
	CLI("user", "set", email, "--disable");
	ck_status(forget(server, "nonsense"), 422);
}
END_TEST

START_TEST(a_reset_leads_back_to_the_app_that_asked)
{
	struct app app = web_app();
	const char *email = person();
	struct browser *b = browser_new(server);
	visit(b, authorize_path(app, "openid", ""));
	follow(b);
	const char *return_to = input_of(&b->page, "return_to");
	visit(b, text_format("/password/forgot?%s", FORM("return_to", return_to)));
	submit(b, "/password/forgot", FORM("email", email, "return_to", return_to));
	const char *path = link_in(server,
	    mail_with(server, email, "/password/reset?ticket="), "/password/reset");
	b = follow_mail(server, path);
	submit(b, "/password/reset",
	    FORM("ticket", input_of(&b->page, "ticket"), "password", NEW_PASSWORD));
	follow(b);
	submit(b, "/login",
	    FORM("login", email, "password", NEW_PASSWORD, "return_to",
		input_of(&b->page, "return_to")));
	follow(b);
	const char *url = decide(b, "allow", "openid");
	ck_assert_ptr_nonnull(query_of(url, "code"));
}
END_TEST

START_TEST(a_password_is_changed_by_who_knows_the_old_one)
{
	const char *email = person();
	struct browser *b = signed_in(email), *elsewhere = signed_in(email);
	visit(b, "/account/password");
	submit(b, "/account/password",
	    FORM("old_password", "not this one", "new_password", NEW_PASSWORD));
	ck_status(&b->page, 422);
	submit(
	    b, "/account/password", FORM("old_password", PASSWORD, "new_password", "x"));
	ck_status(&b->page, 422);
	submit(b, "/account/password",
	    FORM("old_password", PASSWORD, "new_password", NEW_PASSWORD));
	ck_status(&b->page, 303);
	follow(b);
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "was changed");
	visit(elsewhere, "/account");
	ck_status(&elsewhere->page, 303);
	ck_assert_int_eq(sign_in_status(server, email, PASSWORD), 401);
	ck_assert_int_eq(sign_in_status(server, email, NEW_PASSWORD), 303);
	mail_with(server, email, "was changed");
}
END_TEST

START_TEST(userinfo_says_whether_the_address_is_verified)
{
	struct app app = web_app();
	for (int verified = 0; verified < 2; verified++) {
		const char *email =
		    text_format("v%d-%d@example.com", verified, (int)getpid());
		cli(PASSWORD,
		    (const char *const[]){"user", "add", "--email", email,
			"--password-stdin", verified ? NULL : "--unverified", NULL});
		struct answer t = tokens_for(signed_in(email), app, "openid email");
		const char *token = member(t.json, "access_token");
		struct answer a = ASK(.path = "/oauth2/userinfo", .bearer = token);
		ck_status(&a, 200);
		const json_t *said = json_object_get(a.json, "email_verified");
		ck_assert(verified ? json_is_true(said) : json_is_false(said));
		CLI("user", "set", email, "--verified");
		a = ASK(.path = "/oauth2/userinfo", .bearer = token);
		ck_assert(json_is_true(json_object_get(a.json, "email_verified")));
	}
}
END_TEST

START_TEST(mails_are_for_the_issuers_own_host)
{
	struct answer a = ASK(.path = "/dev/mails", .header = {"Host: evil.example"});
	ck_status(&a, 404);
}
END_TEST

static struct browser *
fill_signup(const struct process *p, const char *email, const char *return_to)
{
	struct browser *b = browser_new(p);
	visit(b, "/signup");
	submit(b, "/signup",
	    FORM("email", email, "name", "Ada", "password", NEW_PASSWORD, "return_to",
		return_to));
	return b;
}

/* One server for all of it: it takes its time to start. */
START_TEST(signing_up_waits_for_the_address_to_be_proven)
{
	struct process p;
	process_start(&p, (const char *const[]){"AUTHZ_PEOPLE_VERIFY_EMAIL=yes",
			      "AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1", NULL});
	const char *email = "ada@example.com";
	struct browser *b = fill_signup(&p, email, "/developer");
	ck_status(&b->page, 200);
	struct answer fresh = b->page;
	ck_assert_int_eq(sign_in_status(&p, email, NEW_PASSWORD), 401);
	const char *path =
	    link_in(&p, mail_with(&p, email, "/verify?ticket="), "/verify?ticket=");
	/* A mail program looks, and nothing comes of it. */
	visit(b, path);
	ck_status(&b->page, 200);
	ck_assert_int_eq(sign_in_status(&p, email, NEW_PASSWORD), 401);

	/* Whoever did not begin it here must know the password. */
	struct browser *other = follow_mail(&p, path);
	const char *ticket = input_of(&other->page, "ticket");
	submit(other, "/verify", FORM("ticket", ticket));
	ck_status(&other->page, 401);
	submit(other, "/verify", FORM("ticket", ticket, "password", "a guess"));
	ck_status(&other->page, 401);

	submit(b, "/verify", FORM("ticket", ticket));
	ck_status(&b->page, 303);
	ck_assert_str_eq(header_of(&b->page, "Location"), "/developer");
	follow(b);
	ck_status(&b->page, 200);
	ck_assert_int_eq(sign_in_status(&p, email, NEW_PASSWORD), 303);
	/* Once: the second time it leads to signing in. */
	submit(other, "/verify", FORM("ticket", ticket, "password", NEW_PASSWORD));
	ck_contains(header_of(&other->page, "Location"), "/login");

	/* A taken address looks the same, and its owner learns of it. */
	struct browser *again = fill_signup(&p, "Ada@example.com", "/developer");
	ck_status(&again->page, 200);
	ck_assert_uint_eq(again->page.size, fresh.size);
	const char *mail = mail_with(&p, email, "/password/forgot");
	ck_lacks(mail, "/verify");
	ck_assert_int_eq(sign_in_status(&p, email, NEW_PASSWORD), 303);

	/* From another browser, with the password. */
	email = "eve@example.com";
	fill_signup(&p, email, "/account");
	path = link_in(&p, mail_with(&p, email, "/verify?ticket="), "/verify?ticket=");
	other = follow_mail(&p, path);
	submit(other, "/verify",
	    FORM("ticket", input_of(&other->page, "ticket"), "password", NEW_PASSWORD));
	ck_status(&other->page, 303);
	follow(other);
	ck_contains(other->page.body, email);

	/* Neither bent, nor made for resetting. */
	ck_status(&follow_mail(&p, text_format("%sA", path))->page, 400);
	ck_status(
	    &follow_mail(&p, text_format("/password/reset%s", strchr(path, '?')))->page,
	    400);
	struct answer a =
	    ASK(.to = &p, .path = "/verify", .form = FORM("ticket", ticket));
	ck_status(&a, 403);
	b = fill_signup(&p, "a,b@example.com", "/account");
	ck_status(&b->page, 422);

	/* Three mails at once to an address, then a pause. */
	for (int i = 0; i < 3; i++)
		ck_status(&fill_signup(&p, "bob@example.com", "/account")->page, 200);
	ck_status(&fill_signup(&p, "bob@example.com", "/account")->page, 429);
	ck_lacks(process_log(&p), "ticket=");
	process_drop(&p);
}
END_TEST

static Suite *
mail(void)
{
	return SUITE_OF("mail", 120, a_forgotten_password_is_replaced_by_a_mailed_link,
	    a_reset_ends_what_no_app_has_fetched_yet, a_reset_link_is_good_once,
	    a_reset_link_dies_with_any_other_change, a_reset_link_can_not_be_made_or_bent,
	    forgetting_tells_nobody_who_has_an_account,
	    a_reset_leads_back_to_the_app_that_asked,
	    a_password_is_changed_by_who_knows_the_old_one,
	    userinfo_says_whether_the_address_is_verified,
	    mails_are_for_the_issuers_own_host,
	    signing_up_waits_for_the_address_to_be_proven);
}
SUITE(mail);
