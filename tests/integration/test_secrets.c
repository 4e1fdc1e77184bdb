/* The secrets of apps and APIs: what their team calls them, when they end, and when one
 * was last used. */
#include "api_calls.h"
#include "sql.h"
#include "teamwork.h"

#include <string.h>
#include <unistd.h>

static struct app
service_of(const char *email)
{
	return APP("--kind", "service", "--scope", "payments:read", "--owner", email);
}

static const char *
page_of(struct app app)
{
	return text_format("/developer/apps/%s/credentials", app.id);
}

static const char *
made_secret(const struct answer *page)
{
	const char *at = strstr(page->body, "id=\"client_secret\">");
	ck_assert_ptr_nonnull(at);
	at = strchr(at, '>') + 1;
	return arena_cstr(arena, (struct text){at, strcspn(at, "<")});
}

static struct answer *
make_secret(struct browser *b, struct app app, const char *form)
{
	visit(b, page_of(app));
	return submit(b, text_format("/developer/apps/%s/secrets", app.id), form);
}

/* As the command line tells of it: those with that ending. */
static json_t *
told(struct app app)
{
	json_t *secrets = json_object_get(CLI("client", "show", app.id), "secrets"), *s;
	size_t i;
	json_array_foreach(secrets, i, s)
	{
		if (!strcmp(member(s, "ends_with"), app.secret + strlen(app.secret) - 4))
			return s;
	}
	ck_abort_msg("no secret of that ending");
}

static const char *
last_use(struct app app)
{
	return member(told(app), "last_used_at");
}

/* It is written once a second. */
static void
wait_for_use(struct app app)
{
	for (int i = 0; i < 50 && !*last_use(app); i++)
		usleep(200000);
	ck_assert_str_ne(last_use(app), "");
}

/* With that secret, in so many seconds; the server hears of it meanwhile. */
static void
expire_in(struct app app, int seconds)
{
	sql(server, text_format("UPDATE client_secrets SET expires_at = now() + "
				"interval '%d s' WHERE id = '%s'",
			seconds, member(told(app), "id")));
	sleep(1);
}

START_TEST(a_secret_is_given_a_name_and_an_end)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = service_of(email);
	make_secret(dev, app, FORM("label", " 网关 <b>🔑</b> ", "lifetime", "90"));
	ck_status(&dev->page, 201);
	struct app made = {app.id, made_secret(&dev->page)};
	struct answer a = client_credentials(made, "");
	ck_status(&a, 200);
	json_t *secret = told(made);
	ck_assert_str_eq(member(secret, "label"), "网关 <b>🔑</b>");
	ck_assert_str_eq(
	    sql(server, text_format("SELECT round(extract(epoch FROM expires_at - now()) "
				    "/ 86400) FROM client_secrets WHERE id = '%s'",
			    member(secret, "id"))),
	    "90\n");
	visit(dev, page_of(app));
	ck_contains(dev->page.body, "网关 &lt;b&gt;🔑&lt;/b&gt;");
	ck_contains(
	    dev->page.body, text_format("expires %.10s", member(secret, "expires_at")));
	ck_contains(dev->page.body, "does not expire");
	json_t *event = event_found(app.id, "app_secret_added");
	ck_contains(json_line(event), "网关");
	ck_contains(json_line(event), member(secret, "expires_at"));
	ck_lacks(json_line(event), made.secret);
}
END_TEST

static const struct {
	const char *label, *lifetime, *date, *says;
} bad_forms[] = {
    {"a\u202eb", "30", "", "characters that can&#39;t be shown"},
    {"01234567890123456789012345678901234567890123456789012345678901234567890123456789x",
	"30", "", "at most 80 characters"},
    {"x", "forever", "", "a date"},
    {"x", "0", "", "from 1 to 3650"},
    {"x", "date", "", "Give a date"},
    {"x", "date", "2027-02-30", "Give a date"},
    {"x", "date", "2020-01-31", "That day is over"},
};

START_TEST(a_choice_that_can_not_be_is_refused_and_nothing_is_lost)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = service_of(email);
	for (size_t i = 0; i < sizeof(bad_forms) / sizeof(bad_forms[0]); i++) {
		make_secret(dev, app,
		    FORM("label", bad_forms[i].label, "lifetime", bad_forms[i].lifetime,
			"expires_on", bad_forms[i].date));
		ck_status(&dev->page, 422);
		ck_contains(dev->page.body, bad_forms[i].says);
		ck_contains(
		    dev->page.body, text_format("value=\"%s\"", bad_forms[i].label));
		ck_lacks(dev->page.body, "id=\"client_secret\"");
	}
	json_t *shown = CLI("client", "show", app.id);
	ck_assert_uint_eq(json_array_size(json_object_get(shown, "secrets")), 1);
	make_secret(
	    dev, app, FORM("label", "", "lifetime", "date", "expires_on", "2999-12-31"));
	ck_status(&dev->page, 201);
	struct app made = {app.id, made_secret(&dev->page)};
	ck_assert_str_eq(member(told(made), "expires_at"), "3000-01-01T00:00:00Z");
}
END_TEST

START_TEST(use_is_that_of_who_proved_the_app)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = service_of(email), second = app;
	second.secret = member(
	    CLI("client", "rotate-secret", app.id, "--label", "New"), "client_secret");
	/* A wrong end, another way than the registered one, and a stopped app. */
	struct app wrong = {app.id, text_format("%s0", app.secret)};
	struct answer a = client_credentials(wrong, "");
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "client_credentials", "client_id", app.id,
		"client_secret", app.secret));
	ck_error(&a, 401, "invalid_client");
	CLI("client", "suspend", app.id);
	a = client_credentials(app, "");
	ck_error(&a, 401, "invalid_client");
	CLI("client", "resume", app.id);
	a = client_credentials(second, "");
	ck_status(&a, 200);
	wait_for_use(second);
	ck_assert_str_eq(last_use(app), "");
	ck_contains(last_use(second), ":00:00Z");
	visit(dev, page_of(app));
	ck_contains(dev->page.body, text_format("last used %.10s", last_use(second)));
	ck_contains(dev->page.body, "no use on record");
	/* The request that is refused for what it asks has proven the app all the same.
	 */
	a = client_credentials(app, "no:such");
	ck_error(&a, 400, "invalid_scope");
	wait_for_use(app);
}
END_TEST

START_TEST(an_expired_secret_proves_nothing_is_seen_and_can_go)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app old = service_of(email), fresh = old;
	json_t *rotated = CLI("client", "rotate-secret", old.id);
	fresh.secret = member(rotated, "client_secret");
	expire_in(old, 5);
	struct answer a = client_credentials(old, "");
	ck_status(&a, 200);
	visit(dev, page_of(old));
	ck_contains(dev->page.body, "Expires soon");
	/* Nobody tells the server: it has the app in memory. */
	sleep(5);
	a = client_credentials(old, "");
	ck_error(&a, 401, "invalid_client");
	a = client_credentials(fresh, "");
	ck_status(&a, 200);
	visit(dev, page_of(old));
	ck_contains(dev->page.body, "<span class=\"badge badge-bad\">Expired</span>");
	const char *gone = member(told(old), "id"), *kept = member(told(fresh), "id");
	ck_assert(json_is_true(json_object_get(told(old), "expired")));
	/* It does not count: two are valid again, and the last of them stays. */
	const char *remove = text_format("/developer/apps/%s/secrets/", old.id);
	submit(dev, text_format("%s%s/remove", remove, kept), "");
	ck_status(&dev->page, 422);
	make_secret(dev, old, "");
	ck_status(&dev->page, 201);
	struct app third = {old.id, made_secret(&dev->page)};
	visit(dev, page_of(old));
	submit(dev, text_format("%s%s/remove", remove, member(told(third), "id")), "");
	ck_status(&dev->page, 303);
	visit(dev, page_of(old));
	submit(dev, text_format("%s%s/remove", remove, gone), "");
	ck_status(&dev->page, 303);
	json_t *left = json_object_get(CLI("client", "show", old.id), "secrets");
	ck_assert_uint_eq(json_array_size(left), 1);
	a = client_credentials(fresh, "");
	ck_status(&a, 200);
	/* One that has expired may go, if none is left then. */
	expire_in(fresh, -5);
	visit(dev, page_of(old));
	submit(dev, text_format("%s%s/remove", remove, kept), "");
	ck_status(&dev->page, 303);
}
END_TEST

START_TEST(the_json_api_does_the_same)
{
	const char *token = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	struct app app = {member(a.json, "client_id"), member(a.json, "client_secret")};
	const char *path = text_format("/api/v1/apps/%s/secrets", app.id);
	struct answer made = CALL(token, "POST", path,
	    "{\"label\":\"Web server\",\"expires_on\":\"2999-12-31\"}");
	ck_status(&made, 201);
	ck_assert_str_eq(member(made.json, "label"), "Web server");
	ck_assert_str_eq(member(made.json, "expires_at"), "3000-01-01T00:00:00Z");
	struct app second = {app.id, member(made.json, "client_secret")};
	a = client_credentials(second, "no:such");
	ck_error(&a, 400, "unauthorized_client");
	wait_for_use(second);
	expire_in(app, -5);
	struct answer list = CALL(token, "GET", path, NULL);
	ck_status(&list, 200);
	ck_assert_uint_eq(items_of(&list), 2);
	const json_t *first = json_array_get(json_object_get(list.json, "items"), 0);
	ck_assert_str_eq(member(first, "label"), "Web server");
	ck_assert_str_ne(member(first, "last_used_at"), "");
	ck_assert(json_is_false(json_object_get(first, "expired")));
	const json_t *ended = json_array_get(json_object_get(list.json, "items"), 1);
	ck_assert(json_is_true(json_object_get(ended, "expired")));
	ck_lacks(list.body, second.secret);
	/* Use is not what makes the app another one. */
	a = CALL(token, "GET", text_format("/api/v1/apps/%s", app.id), NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "secrets")), 1);
	ck_lacks(a.body, "last_used_at");
	a = CALL(token_of(person(), "apps"), "GET", path, NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "DELETE", text_format("%s/%s", path, member(ended, "id")), NULL);
	ck_status(&a, 204);
}
END_TEST

static const struct {
	const char *json, *pointer;
} bad_documents[] = {
    {"{\"label\":7}", "/label"},
    {"{\"label\":\"a\\nb\"}", "/label"},
    {"{\"expires_in_days\":0}", "/expires_in_days"},
    {"{\"expires_in_days\":\"30\"}", "/expires_in_days"},
    {"{\"expires_in_days\":9223372036854775807}", "/expires_in_days"},
    {"{\"expires_on\":\"2020-01-01\"}", "/expires_on"},
    {"{\"expires_on\":30}", "/expires_on"},
    {"{\"expires_on\":\"30\"}", "/expires_on"},
    {"{\"expires_on\":\"2999-01-01\",\"expires_in_days\":30}", "/expires_on"},
    {"{\"expires_at\":\"2999-01-01T00:00:00Z\"}", "/expires_at"},
};

START_TEST(documents_that_can_not_be_are_refused_at_their_place)
{
	const char *token = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	const char *path =
	    text_format("/api/v1/apps/%s/secrets", member(a.json, "client_id"));
	for (size_t i = 0; i < sizeof(bad_documents) / sizeof(bad_documents[0]); i++) {
		a = CALL(token, "POST", path, bad_documents[i].json);
		ck_problem(&a, 422, "invalid_document");
		ck_contains(
		    a.body, text_format("\"pointer\":\"%s\"", bad_documents[i].pointer));
	}
	a = CALL(token, "POST", path, "{");
	ck_problem(&a, 400, "invalid_request");
	a = CALL(token, "GET", path, NULL);
	ck_assert_uint_eq(items_of(&a), 1);
}
END_TEST

START_TEST(so_it_is_for_the_secrets_of_an_api)
{
	struct someone ada = somebody();
	const char *id = new_api(
	    ada.b, new_team(ada.b, "Keys"), "https://api.example.com/secrets", "secrets");
	const char *path = api_path(id, "/secrets");
	post(ada.b, path, FORM("label", "One", "lifetime", "date"));
	ck_status(&ada.b->page, 422);
	ck_contains(ada.b->page.body, "Give a date");
	ck_contains(ada.b->page.body, "value=\"One\"");
	post(ada.b, path, FORM("label", "One", "lifetime", "never"));
	ck_status(&ada.b->page, 201);
	const char *at = strstr(ada.b->page.body, "\"server-id\">") + 12;
	struct app first = {text_format("%.36s", at), made_secret(&ada.b->page)};
	struct app second = first;
	post(ada.b, path, FORM("server", first.id, "label", "Two", "lifetime", "999999"));
	ck_status(&ada.b->page, 422);
	ck_contains(ada.b->page.body, "value=\"Two\"");
	post(ada.b, path, FORM("server", first.id, "label", "Two", "lifetime", "30"));
	ck_status(&ada.b->page, 201);
	second.secret = made_secret(&ada.b->page);
	ck_contains(json_line(newest_event(ada, "api_secret_added")), "Two");
	struct answer a = introspect(second, "x");
	ck_status(&a, 200);
	wait_for_use(second);
	expire_in(first, -5);
	a = introspect(first, "x");
	ck_error(&a, 401, "invalid_client");
	visit(ada.b, api_path(id, ""));
	ck_contains(ada.b->page.body, "Expired");
	ck_contains(ada.b->page.body, "last used");
	post(ada.b,
	    api_path(id, text_format("/secrets/%s/remove", member(told(second), "id"))),
	    FORM("server", first.id));
	ck_status(&ada.b->page, 422);
	post(ada.b,
	    api_path(id, text_format("/secrets/%s/remove", member(told(first), "id"))),
	    FORM("server", first.id));
	ck_status(&ada.b->page, 303);
}
END_TEST

START_TEST(what_the_command_line_does_is_in_the_audit_log)
{
	struct app app = APP("--kind", "service", "--scope", "payments:read");
	int status;
	static const char *const bad[] = {"2020-01-01", "0", "soon"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cli_run(server, "", &status,
		    (const char *const[]){
			"client", "rotate-secret", app.id, "--expires", bad[i], NULL});
		ck_assert_int_ne(status, 0);
	}
	struct app second = {
	    app.id, member(CLI("client", "rotate-secret", app.id, "--label", "Night job",
			       "--expires", "2999-12-31"),
			"client_secret")};
	ck_assert_str_eq(member(told(second), "label"), "Night job");
	json_t *event = event_found(app.id, "app_secret_added");
	ck_assert_str_eq(member(event, "actor"), "cli");
	ck_contains(json_line(event), "Night job");
	CLI("client", "remove-secret", app.id, member(told(second), "id"));
	event = event_found(app.id, "app_secret_removed");
	ck_contains(json_line(event), "Night job");
}
END_TEST

START_TEST(an_operator_may_bound_how_long_secrets_live)
{
	static const char *const settings[] = {"AUTHZ_APPS_SECRET_DAYS_MOST=60",
	    "AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1", NULL};
	process_start(server, settings);
	const char *email = person();
	struct browser *dev = signed_in(email);
	visit(dev, "/developer/apps/new");
	submit(dev, "/developer/apps/new", FORM("name", "Bound", "kind", "service"));
	ck_status(&dev->page, 201);
	const char *id = strstr(dev->page.body, "id=\"client_id\">") + 15;
	struct app app = {text_format("%.36s", id), made_secret(&dev->page)};
	ck_assert_str_ne(member(told(app), "expires_at"), "");
	static const char *const longer[] = {"never", "61", "365"};
	for (size_t i = 0; i < sizeof(longer) / sizeof(longer[0]); i++) {
		make_secret(dev, app, FORM("lifetime", longer[i]));
		ck_status(&dev->page, 422);
		ck_contains(dev->page.body, "longer than this platform");
	}
	const char *token = token_of(email, "apps");
	struct answer a = CALL(token, "POST",
	    text_format("/api/v1/apps/%s/secrets", app.id), "{\"expires_in_days\":61}");
	ck_problem(&a, 422, "invalid_document");
	make_secret(dev, app, FORM("lifetime", "60"));
	ck_status(&dev->page, 201);
	a = ASK(.method = "POST", .path = "/oauth2/register",
	    .body = "{\"redirect_uris\":[\"https://app.example/cb\"]}",
	    .type = "application/json");
	ck_status(&a, 201);
	struct app itself = {
	    member(a.json, "client_id"), member(a.json, "client_secret")};
	json_int_t end =
	    json_integer_value(json_object_get(a.json, "client_secret_expires_at"));
	ck_assert_str_eq(
	    sql(server, text_format("SELECT extract(epoch FROM expires_at)::bigint FROM "
				    "client_secrets WHERE id = '%s'",
			    member(told(itself), "id"))),
	    text_format("%lld\n", (long long)end));
	ck_assert_int_gt(end, 0);
	/* It gets another by itself. */
	expire_in(itself, -5);
	const char *registration = member(a.json, "registration_access_token");
	const char *own =
	    strstr(member(a.json, "registration_client_uri"), "/oauth2/register/");
	a = ASK(.method = "PUT", .path = own, .bearer = registration,
	    .body = text_format("{\"client_id\":\"%s\",\"redirect_uris\":"
				"[\"https://app.example/cb\"]}",
		itself.id),
	    .type = "application/json");
	ck_status(&a, 200);
	struct app again = {itself.id, member(a.json, "client_secret")};
	ck_assert_str_ne(member(told(again), "expires_at"), "");
	ck_assert_int_gt(
	    json_integer_value(json_object_get(a.json, "client_secret_expires_at")), 0);
}
END_TEST

static Suite *
secrets(void)
{
	return SUITE_OF("secrets", 60, a_secret_is_given_a_name_and_an_end,
	    a_choice_that_can_not_be_is_refused_and_nothing_is_lost,
	    use_is_that_of_who_proved_the_app,
	    an_expired_secret_proves_nothing_is_seen_and_can_go,
	    the_json_api_does_the_same,
	    documents_that_can_not_be_are_refused_at_their_place,
	    so_it_is_for_the_secrets_of_an_api,
	    what_the_command_line_does_is_in_the_audit_log,
	    an_operator_may_bound_how_long_secrets_live);
}
SUITE(secrets);
