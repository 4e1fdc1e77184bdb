/* Apps are told what happens to them, at endpoints of theirs. */
#include "flow.h"
#include "peer.h"
#include "sql.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "jose/digest.h"

#include <string.h>
#include <unistd.h>

#define ALL_EVENTS                                                                       \
	"event", "consent.given", "event", "consent.changed", "event",                   \
	    "consent.withdrawn", "event", "secret.expiring", "event", "secret.expired",  \
	    "event", "review.decided", "event", "app.changed"

static struct peer *
receiver(void)
{
	struct peer *p = peer_start();
	keep((void (*)(void *))peer_stop, p);
	return p;
}

/* A header that came with it, or "". */
static const char *
sent(const struct peer_request *r, const char *name)
{
	const char *line = text_format("\n%s: ", name);
	const char *at = strcasestr(r->head, line);
	at = at ? at + strlen(line) : "";
	return text_format("%.*s", (int)strcspn(at, "\n"), at);
}

struct endpoint {
	const char *path, *secret; /* its page; its signing secret */
};

static const char *
shown(const struct answer *page, const char *id)
{
	const char *at = strstr(page->body, text_format("id=\"%s\">", id));
	ck_assert_msg(at != NULL, "no %s on: %s", id, page->body);
	at = strchr(at, '>') + 1;
	return text_format("%.*s", (int)strcspn(at, "<"), at);
}

/* The path of the page whose form leads to PATH/test. */
static const char *
own_path(const struct answer *page)
{
	const char *end = strstr(page->body, "/test\"");
	ck_assert_ptr_nonnull(end);
	const char *at = end;
	while (at[-1] != '"')
		at--;
	return text_format("%.*s", (int)(end - at), at);
}

static struct endpoint
listen_with(struct browser *dev, struct app app, const char *form)
{
	const char *path = text_format("/developer/apps/%s/webhooks", app.id);
	visit(dev, path);
	ck_status(&dev->page, 200);
	submit(dev, path, form);
	ck_status(&dev->page, 201);
	return (struct endpoint){
	    own_path(&dev->page), shown(&dev->page, "webhook_secret")};
}

static struct endpoint
listen_at(struct browser *dev, struct app app, struct peer *p, const char *path)
{
	peer_answer(p, path, 200, "text/plain", "thanks");
	return listen_with(dev, app,
	    FORM("url", text_format("%s%s", peer_url(p), path), "description", "Mine",
		ALL_EVENTS));
}

static const char *
signature_by(const char *secret, const struct peer_request *r)
{
	struct text key;
	unsigned char mac[SHA256_SIZE];
	ck_assert_int_eq(strncmp(secret, "whsec_", 6), 0);
	ck_assert(base64_decode(arena, text_of(secret + 6), &key));
	ck_assert_uint_eq(key.n, 32);
	const char *id = sent(r, "webhook-id");
	const char *content =
	    text_format("%s.%s.%s", id, sent(r, "webhook-timestamp"), r->body);
	hmac_sha256(key, text_of(content), mac);
	return text_format(
	    "v1,%s", arena_cstr(arena, base64_encode(arena, mac, sizeof(mac))));
}

/* The example of that type in docs/webhooks.md. */
static json_t *
example_of(const char *type)
{
	static char text[20000];
	FILE *f = fopen(SOURCE_DIR "/docs/webhooks.md", "re");
	ck_assert_ptr_nonnull(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	ck_assert(feof(f));
	fclose(f);
	const char *at = strstr(text, text_format("\"type\": \"%s\"", type));
	ck_assert_msg(at != NULL, "no example of %s", type);
	while (strncmp(at, "```json\n", 8) != 0)
		at--;
	return keep_json(json_loads(at + 8, JSON_DISABLE_EOF_CHECK, NULL));
}

/* The same members, with values of the same kinds; what may be null may be a string. */
static void
ck_like(const json_t *sent, const json_t *example)
{
	const char *name;
	json_t *value;
	ck_assert_uint_eq(json_object_size(sent), json_object_size(example));
	json_object_foreach((json_t *)(uintptr_t)example, name, value)
	{
		const json_t *its = json_object_get(sent, name);
		ck_assert_msg(its != NULL, "no %s in it", name);
		if (!json_is_null(its))
			ck_assert_int_eq(json_typeof(its), json_typeof(value));
		if (json_is_object(value))
			ck_like(its, value);
		if (json_is_array(value) && json_array_size(its))
			ck_assert(json_is_string(json_array_get(its, 0)));
	}
}

/* The one message that came as number `i`, judged as a receiver judges it; its data. */
static json_t *
message(struct peer *p, const char *path, size_t i, const char *secret, const char *type)
{
	const struct peer_request *all;
	ck_assert_uint_ge(peer_wait(p, path, i + 1), i + 1);
	peer_requests(p, path, &all);
	const struct peer_request *r = &all[i];
	ck_assert_str_eq(r->method, "POST");
	ck_assert_str_eq(r->content_type, "application/json");
	ck_assert_int_eq(strncmp(sent(r, "webhook-id"), "msg_", 4), 0);
	ck_assert_int_le(
	    labs((long)(atoll(sent(r, "webhook-timestamp")) - clock_now())), 30);
	ck_assert_str_eq(sent(r, "webhook-signature"), signature_by(secret, r));
	json_t *m = keep_json(json_loads(r->body, JSON_REJECT_DUPLICATES, NULL));
	ck_assert_str_eq(member(m, "type"), type);
	ck_assert_uint_eq(strlen(member(m, "timestamp")), strlen("2026-11-25T08:00:00Z"));
	ck_like(m, example_of(type));
	return json_object_get(m, "data");
}

/* Whether nothing more than that comes, in the time that a message takes twice. */
static void
only(struct peer *p, const char *path, size_t count)
{
	sleep(3);
	ck_assert_uint_eq(peer_requests(p, path, NULL), count);
}

START_TEST(an_app_hears_of_consents_given_changed_and_withdrawn)
{
	const char *email = person(), *somebody = person();
	struct browser *dev = signed_in(email), *b = signed_in(somebody);
	struct app app = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint e = listen_at(dev, app, p, "/hook");
	const char *sub = member(
	    jwt_part(member(tokens_for(b, app, "openid").json, "id_token"), 1), "sub");
	json_t *data = message(p, "/hook", 0, e.secret, "consent.given");
	ck_assert_str_eq(member(data, "sub"), sub);
	ck_assert_str_eq(member(data, "client_id"), app.id);
	ck_assert_str_eq(json_line(json_object_get(data, "scopes")), "[\"openid\"]");
	tokens_for(b, app, "openid payments:read");
	data = message(p, "/hook", 1, e.secret, "consent.changed");
	ck_assert_str_eq(member(data, "sub"), sub);
	ck_assert_uint_eq(json_array_size(json_object_get(data, "scopes")), 2);
	ck_assert_str_eq(
	    json_line(json_object_get(data, "previous_scopes")), "[\"openid\"]");
	/* Again the same is no change. */
	tokens_for(b, app, "openid payments:read");
	visit(b, "/account");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	ck_status(&b->page, 303);
	data = message(p, "/hook", 2, e.secret, "consent.withdrawn");
	ck_assert_str_eq(member(data, "sub"), sub);
	ck_lacks(json_line(data), somebody);
	only(p, "/hook", 3);
}
END_TEST

START_TEST(who_deletes_the_account_has_withdrawn_by_the_name_that_the_app_knows)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app plain = app_owned_by(email), pairwise = app_owned_by(email);
	struct peer *p = receiver();
	sql(server, text_format("UPDATE apps SET metadata = "
				"'{\"subject_type\": \"pairwise\"}' WHERE id = '%s'",
			pairwise.id));
	struct endpoint one = listen_at(dev, plain, p, "/plain"),
			other = listen_at(dev, pairwise, p, "/pairwise");
	const char *somebody = person();
	struct browser *b = signed_in(somebody);
	const char *id = member(CLI("user", "show", somebody), "id");
	const char *sub = member(
	    jwt_part(member(tokens_for(b, pairwise, "openid").json, "id_token"), 1),
	    "sub");
	tokens_for(b, plain, "openid");
	ck_assert_str_ne(sub, id);
	ck_assert_str_eq(
	    member(message(p, "/pairwise", 0, other.secret, "consent.given"), "sub"),
	    sub);
	CLI("user", "remove", somebody);
	ck_assert_str_eq(
	    member(message(p, "/pairwise", 1, other.secret, "consent.withdrawn"), "sub"),
	    sub);
	message(p, "/plain", 0, one.secret, "consent.given");
	ck_assert_str_eq(
	    member(message(p, "/plain", 1, one.secret, "consent.withdrawn"), "sub"), id);
	const struct peer_request *all;
	peer_requests(p, "/pairwise", &all);
	ck_lacks(all[0].body, id);
	ck_lacks(all[1].body, id);
	only(p, "/plain", 2);
}
END_TEST

START_TEST(an_app_hears_what_was_decided_and_what_the_team_changed)
{
	const char *email = person(), *op = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint e = listen_at(dev, app, p, "/hook");
	CLI("operator", "add", op, "--role", "operator");
	struct browser *operator= signed_in(op);
	const char *page = text_format("/admin/apps/%s", app.id);
	visit(operator, page);
	submit(operator, text_format("%s/suspend", page), FORM("message", "Why \"so\"?"));
	ck_status(&operator->page, 303);
	json_t *data = message(p, "/hook", 0, e.secret, "review.decided");
	ck_assert_str_eq(member(data, "decision"), "suspended");
	ck_assert_str_eq(member(data, "message"), "Why \"so\"?");
	ck_assert(json_is_null(json_object_get(data, "scope")));
	CLI("client", "resume", app.id, "--message", "Thank you.");
	data = message(p, "/hook", 1, e.secret, "review.decided");
	ck_assert_str_eq(member(data, "decision"), "resumed");
	ck_assert_str_eq(member(data, "message"), "Thank you.");
	CLI("client", "set", app.id, "--name", "Another name");
	data = message(p, "/hook", 2, e.secret, "app.changed");
	ck_assert_str_eq(json_line(json_object_get(data, "changed")), "[\"name\"]");
}
END_TEST

/* Chores run twice a minute. */
static void
wait_for_chores(struct peer *p, const char *path, size_t count)
{
	for (int i = 0; i < 5 && peer_wait(p, path, count) < count; i++)
		;
}

START_TEST(an_app_hears_once_that_a_secret_expires)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint e = listen_at(dev, app, p, "/hook");
	const char *where = text_format("WHERE client_id = '%s'", app.id);
	sql(server, text_format("UPDATE client_secrets SET expires_at = now() + interval "
				"'8 days' %s",
			where));
	sql(server, text_format("UPDATE client_secrets SET expires_at = now() + interval "
				"'6 days' %s",
			where));
	wait_for_chores(p, "/hook", 1);
	json_t *data = message(p, "/hook", 0, e.secret, "secret.expiring");
	ck_assert_str_ne(member(data, "expires_at"), "");
	ck_assert_str_eq(member(data, "hint"), app.secret + strlen(app.secret) - 4);
	ck_lacks(json_line(data), app.secret);
	sql(server, text_format("UPDATE client_secrets SET expires_at = now() + interval "
				"'1 hour' %s",
			where));
	wait_for_chores(p, "/hook", 2);
	message(p, "/hook", 1, e.secret, "secret.expiring");
	sql(server, text_format("UPDATE client_secrets SET expires_at = now() - interval "
				"'1 s' %s",
			where));
	wait_for_chores(p, "/hook", 3);
	message(p, "/hook", 2, e.secret, "secret.expired");
	only(p, "/hook", 3);
}
END_TEST

static const char *
log_of(struct browser *dev, struct endpoint e)
{
	visit(dev, e.path);
	ck_status(&dev->page, 200);
	return dev->page.body;
}

static void
send_test(struct browser *dev, struct endpoint e)
{
	visit(dev, e.path);
	submit(dev, text_format("%s/test", e.path), "");
	ck_status(&dev->page, 303);
}

START_TEST(what_fails_is_tried_again_under_the_same_id)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint e = listen_at(dev, app, p, "/hook");
	peer_answer(
	    p, "/hook", 500, "text/html", "<script>alert(1)</script>\x01\xff{{csrf}}");
	send_test(dev, e);
	message(p, "/hook", 0, e.secret, "webhook.test");
	for (int i = 0; i < 50 && !strstr(log_of(dev, e), "Attempts: 1"); i++)
		usleep(100000);
	const char *page = log_of(dev, e);
	ck_contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
	ck_lacks(page, "<script>");
	ck_contains(page, ">500<");
	ck_contains(page, "Failing");
	ck_contains(page, "next at");
	peer_answer(p, "/hook", 204, "text/plain", "");
	message(p, "/hook", 1, e.secret, "webhook.test");
	const struct peer_request *all;
	peer_requests(p, "/hook", &all);
	const char *id = sent(&all[0], "webhook-id");
	ck_assert_str_eq(sent(&all[1], "webhook-id"), id);
	ck_assert_str_eq(all[0].body, all[1].body);
	for (int i = 0; i < 50 && !strstr(log_of(dev, e), "Delivered"); i++)
		usleep(100000);
	ck_contains(log_of(dev, e), "Working");
	/* And once more when somebody wants it. */
	submit(dev, text_format("%s/messages/%s/again", e.path, id + 4), "");
	ck_status(&dev->page, 303);
	message(p, "/hook", 2, e.secret, "webhook.test");
	peer_requests(p, "/hook", &all);
	ck_assert_str_eq(sent(&all[2], "webhook-id"), id);
	only(p, "/hook", 3);
}
END_TEST

START_TEST(both_secrets_sign_while_they_are_exchanged)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint e = listen_at(dev, app, p, "/hook");
	visit(dev, e.path);
	ck_lacks(dev->page.body, e.secret);
	submit(dev, text_format("%s/secret", e.path), "");
	ck_status(&dev->page, 201);
	const char *fresh = shown(&dev->page, "webhook_secret");
	ck_assert_str_ne(fresh, e.secret);
	send_test(dev, e);
	const struct peer_request *all;
	ck_assert_uint_eq(peer_wait(p, "/hook", 1), 1);
	peer_requests(p, "/hook", &all);
	visit(dev, e.path);
	ck_contains(dev->page.body, "signs too until");
	ck_assert_str_eq(sent(&all[0], "webhook-signature"),
	    text_format(
		"%s %s", signature_by(fresh, &all[0]), signature_by(e.secret, &all[0])));
	submit(dev, text_format("%s/secret", e.path), FORM("at_once", "1"));
	ck_status(&dev->page, 201);
	const char *last = shown(&dev->page, "webhook_secret");
	send_test(dev, e);
	message(p, "/hook", 1, last, "webhook.test");
	/* What the database has is of no use to who reads it. */
	const char *row = sql(server,
	    text_format("SELECT secret, old_secret FROM webhooks WHERE client_id = '%s'",
		app.id));
	ck_lacks(row, last + 6);
	ck_lacks(row, fresh + 6);
}
END_TEST

START_TEST(an_endpoint_that_is_gone_or_never_works_is_switched_off)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint gone = listen_at(dev, app, p, "/gone"),
			dead = listen_at(dev, app, p, "/dead");
	peer_answer(p, "/gone", 410, "text/plain", "");
	peer_answer(p, "/dead", 503, "text/plain", "");
	sql(server, text_format("UPDATE webhooks SET failing_since = now() - interval "
				"'73 hours' WHERE client_id = '%s' AND url LIKE '%%dead'",
			app.id));
	send_test(dev, gone);
	send_test(dev, dead);
	peer_wait(p, "/gone", 1);
	peer_wait(p, "/dead", 1);
	for (int i = 0; i < 50 && !(strstr(log_of(dev, gone), "Switched off") &&
				      strstr(log_of(dev, dead), "Switched off"));
	     i++)
		usleep(100000);
	ck_contains(log_of(dev, gone), "(410)");
	ck_contains(log_of(dev, dead), "more than three days");
	ck_lacks(dev->page.body, "/test\"");
	submit(dev, text_format("%s/test", dead.path), "");
	ck_status(&dev->page, 422);
	/* The team hears of it. */
	for (int i = 0; i < 50; i++) {
		visit(dev, "/dev/mails");
		if (strstr(dev->page.body, "was switched off"))
			break;
		usleep(100000);
	}
	ck_contains(dev->page.body, "was switched off");
	/* Switched on, it is as new. */
	peer_answer(p, "/dead", 200, "text/plain", "");
	visit(dev, dead.path);
	submit(dev, dead.path,
	    FORM("url", text_format("%s/dead", peer_url(p)), "description", "", "event",
		"app.changed", "enabled", "1"));
	ck_status(&dev->page, 303);
	send_test(dev, dead);
	message(p, "/dead", 1, dead.secret, "webhook.test");
}
END_TEST

START_TEST(an_endpoint_gets_what_it_wants_and_nothing_while_it_is_off)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email), other = app_owned_by(email);
	struct peer *p = receiver();
	listen_at(dev, other, p, "/other");
	struct endpoint off = listen_at(dev, app, p, "/off");
	peer_answer(p, "/some", 200, "text/plain", "");
	struct endpoint some = listen_with(dev, app,
	    FORM("url", text_format("%s/some", peer_url(p)), "event",
		"consent.withdrawn"));
	visit(dev, off.path);
	submit(dev, off.path,
	    FORM("url", text_format("%s/off", peer_url(p)), "description", "",
		ALL_EVENTS));
	ck_status(&dev->page, 303);
	struct browser *b = signed_in(person());
	tokens_for(b, app, "openid");
	visit(b, "/account");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	message(p, "/some", 0, some.secret, "consent.withdrawn");
	only(p, "/some", 1);
	ck_assert_uint_eq(peer_requests(p, "/off", NULL), 0);
	ck_assert_uint_eq(peer_requests(p, "/other", NULL), 0);
	/* Without endpoints, nothing is even noted. */
	struct app none = app_owned_by(email);
	tokens_for(b, none, "openid");
	ck_assert_str_eq(sql(server, text_format("SELECT count(*) FROM webhook_events "
						 "WHERE client_id = '%s'",
					 none.id)),
	    "0\n");
}
END_TEST

START_TEST(a_slow_receiver_holds_nobody_up)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email), quick = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint slow[3], e = listen_at(dev, quick, p, "/quick");
	for (int i = 0; i < 3; i++) {
		const char *path = text_format("/slow%d", i);
		slow[i] = listen_at(dev, app, p, path);
		peer_delay(p, path, 20000);
	}
	/* The first time nobody knows. */
	for (int i = 0; i < 3; i++)
		send_test(dev, slow[i]);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(peer_wait(p, text_format("/slow%d", i), 1), 1);
	for (int i = 0; i < 200 && !strstr(log_of(dev, slow[2]), "in time"); i++)
		usleep(100000);
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 5; k++)
			send_test(dev, slow[i]);
	int64_t begun = clock_monotonic_us();
	send_test(dev, e);
	message(p, "/quick", 0, e.secret, "webhook.test");
	ck_assert_int_lt(clock_monotonic_us() - begun, 4000000);
}
END_TEST

START_TEST(huge_answers_and_redirects_are_failures)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	struct peer *p = receiver();
	struct endpoint huge = listen_at(dev, app, p, "/huge"),
			away = listen_at(dev, app, p, "/away");
	char *body = arena_alloc(arena, 200001);
	memset(body, 'x', 200000);
	peer_answer(p, "/huge", 200, "text/plain", body);
	peer_answer(p, "/away", 302, "text/plain", "");
	peer_header(p, "/away", "Location", text_format("%s/inside", peer_url(p)));
	send_test(dev, huge);
	send_test(dev, away);
	for (int i = 0; i < 50 && !strstr(log_of(dev, huge), "too large"); i++)
		usleep(100000);
	ck_contains(log_of(dev, huge), "the answer is too large");
	ck_assert_uint_lt(dev->page.size, 50000);
	for (int i = 0; i < 50 && !strstr(log_of(dev, away), "302"); i++)
		usleep(100000);
	ck_contains(log_of(dev, away), ">302<");
	ck_assert_uint_eq(peer_requests(p, "/inside", NULL), 0);
}
END_TEST

static const char *const bad_urls[] = {"", "ftp://a.example/", "http://a.example/hook",
    "https://user:pw@a.example/", "https://a.example/#x", "javascript:alert(1)",
    "file:///etc/passwd", "https://a.example/a b", "http://10.0.0.1/", "//a.example/"};

START_TEST(what_is_no_endpoint_is_refused_beside_its_field)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	const char *path = text_format("/developer/apps/%s/webhooks", app.id);
	visit(dev, path);
	submit(dev, path,
	    FORM("url", bad_urls[_i], "description", "Kept & <b>", "event",
		"consent.given"));
	ck_status(&dev->page, 422);
	ck_contains(dev->page.body, "id=\"url-error\"");
	ck_contains(dev->page.body, "Kept &amp; &lt;b&gt;");
	submit(dev, path, FORM("url", "https://a.example/", "event", "no.such"));
	ck_status(&dev->page, 422);
	ck_contains(dev->page.body, "id=\"events-error\"");
	submit(dev, path, FORM("url", "https://a.example/"));
	ck_status(&dev->page, 422);
	ck_contains(dev->page.body, "id=\"events-error\"");
}
END_TEST

START_TEST(an_app_has_five_endpoints_at_the_most)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	const char *path = text_format("/developer/apps/%s/webhooks", app.id);
	const char *form = FORM("url", "https://a.example/", "event", "app.changed");
	for (int i = 0; i < 5; i++)
		listen_with(dev, app, form);
	visit(dev, path);
	ck_lacks(dev->page.body, "name=\"url\"");
	visit(dev, "/developer");
	submit(dev, path, form);
	ck_status(&dev->page, 422);
	ck_assert_str_eq(
	    sql(server,
		text_format(
		    "SELECT count(*) FROM webhooks WHERE client_id = '%s'", app.id)),
	    "5\n");
}
END_TEST

START_TEST(webhooks_are_for_those_whose_app_it_is)
{
	const char *email = person(), *stranger_email = person();
	struct browser *dev = signed_in(email), *stranger = signed_in(stranger_email);
	struct app app = app_owned_by(email), theirs = app_owned_by(stranger_email);
	const char *form = FORM("url", "https://a.example/", "event", "app.changed");
	struct endpoint e = listen_with(dev, app, form);
	const char *id = strrchr(e.path, '/') + 1;
	/* By its own path, and through an app that is the stranger's. */
	const char *const paths[] = {
	    e.path, text_format("/developer/apps/%s/webhooks/%s", theirs.id, id)};
	static const char *const posts[] = {"", "/test", "/secret", "/delete",
	    "/messages/00000000-0000-4000-8000-000000000000/again"};
	for (size_t i = 0; i < 2; i++) {
		visit(stranger, paths[i]);
		ck_status(&stranger->page, 404);
		for (size_t k = 0; k < sizeof(posts) / sizeof(posts[0]); k++) {
			visit(stranger, "/developer");
			submit(stranger, text_format("%s%s", paths[i], posts[k]), form);
			ck_status(&stranger->page, 404);
		}
	}
	visit(dev, e.path);
	ck_status(&dev->page, 200);
	/* Nor without the token of the form. */
	struct answer a = ASK(.browser = dev->curl,
	    .path = text_format("%s/delete", e.path), .form = "csrf=x");
	ck_status(&a, 403);
	submit(dev, text_format("%s/delete", e.path), "");
	ck_status(&dev->page, 303);
	visit(dev, e.path);
	ck_status(&dev->page, 404);
	json_t *events = CLI("audit", "list", "--client", app.id);
	ck_contains(json_line(events), "webhook_added");
	ck_contains(json_line(events), "webhook_removed");
	ck_lacks(json_line(events), e.secret);
}
END_TEST

static Suite *
webhooks(void)
{
	Suite *s = SUITE_OF("webhooks", 120,
	    an_app_hears_of_consents_given_changed_and_withdrawn,
	    who_deletes_the_account_has_withdrawn_by_the_name_that_the_app_knows,
	    an_app_hears_what_was_decided_and_what_the_team_changed,
	    an_app_hears_once_that_a_secret_expires,
	    what_fails_is_tried_again_under_the_same_id,
	    both_secrets_sign_while_they_are_exchanged,
	    an_endpoint_that_is_gone_or_never_works_is_switched_off,
	    an_endpoint_gets_what_it_wants_and_nothing_while_it_is_off,
	    a_slow_receiver_holds_nobody_up, huge_answers_and_redirects_are_failures,
	    an_app_has_five_endpoints_at_the_most,
	    webhooks_are_for_those_whose_app_it_is);
	TCase *tc = tcase_create("bad URLs");
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, (void (*)(void))arena_begin, arena_end);
	tcase_add_loop_test(tc, what_is_no_endpoint_is_refused_beside_its_field, 0,
	    sizeof(bad_urls) / sizeof(bad_urls[0]));
	suite_add_tcase(s, tc);
	return s;
}
SUITE(webhooks);
