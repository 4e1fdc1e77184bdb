/* The database goes and comes back; the server stops and starts again; there are two. */
#include "flow.h"
#include "nodes.h"
#include "sql.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TENTH = 100000 /* us */ };

/* One person's tokens, with all that is needed to use them. */
static struct app app, api;
static struct browser *browser;

static struct answer
begin(const char *const *settings)
{
	process_start(server, settings);
	app = web_app();
	api = resource_server(PAYMENTS);
	browser = signed_in(person());
	return tokens_for(browser, app, "openid payments:read");
}

/* 503 everywhere where the database is needed, and only there. */
static void
ck_away(const char *refresh_token, const char *access_token)
{
	struct answer a = refresh(app, refresh_token);
	ck_error(&a, 503, "temporarily_unavailable");
	ck_assert_ptr_nonnull(header_of(&a, "Retry-After"));
	a = introspect(api, access_token);
	ck_error(&a, 503, "temporarily_unavailable");
	ck_assert_ptr_nonnull(header_of(&a, "Retry-After"));
	visit(browser, "/account");
	ck_status(&browser->page, 503);
	ck_assert_ptr_nonnull(header_of(&browser->page, "Retry-After"));
	ck_contains(browser->page.body, "<html");
	a = ASK(.path = "/oauth2/jwks");
	ck_status(&a, 200);
	a = ASK(.path = text_format("%s/healthz", server->private_url));
	ck_status(&a, 200);
	a = ASK(.path = text_format("%s/readyz", server->private_url));
	ck_status(&a, 503);
}

/* The request, again and again until it gets this status; the test fails after so many
 * seconds. */
#define AWAIT(seconds, wanted, request)                                                  \
	do {                                                                             \
		struct answer got = (request);                                           \
		for (int i = 0; i < (seconds)*10 && got.status != (wanted); i++) {       \
			usleep(TENTH);                                                   \
			got = (request);                                                 \
		}                                                                        \
		ck_status(&got, (wanted));                                               \
	} while (0)

START_TEST(with_the_database_gone_it_says_so_and_comes_back_by_itself)
{
	struct answer t =
	    begin((const char *const[]){"AUTHZ_TOKENS_REFRESH_GRACE=60", NULL});
	const char *access = member(t.json, "access_token");
	const char *renew = member(t.json, "refresh_token");
	/* As another process of authz would that is about to start the database: ours
	 * can't. */
	int starter =
	    open(text_format("%s/data/lock.start", server->folder), O_RDWR | O_CLOEXEC);
	ck_assert_int_eq(flock(starter, LOCK_EX), 0);
	pid_t database = process_database(server);
	kill(database, SIGKILL);
	/* Its orphans may serve for another moment. */
	AWAIT(10, 503, refresh(app, renew));
	AWAIT(5, 503, introspect(api, access));
	for (int i = 0; i < 10; i++)
		ck_away(renew, access);
	close(starter);
	AWAIT(30, 200, refresh(app, renew));
	ck_assert_int_ne(process_database(server), database);
	ck_assert(process_wait_ready(server, 10));
	AWAIT(5, 200, introspect(api, access));
	ck_assert(is_active(api, access));
	AWAIT(5, 200, *visit(browser, "/account"));
	ck_contains(browser->page.body, app.id);
	process_drop(server);
}
END_TEST

/* Wrong passwords until the account is slowed down. */
static struct browser *
guesser(const char *email)
{
	struct browser *b = browser_new(server);
	for (int i = 0; i < 20; i++) {
		visit(b, "/login");
		submit(b, "/login", FORM("login", email, "password", "a guess"));
		if (b->page.status == 429)
			return b;
		ck_status(&b->page, 401);
	}
	ck_abort_msg("it may guess for ever");
}

/* With a key of each algorithm: those that nobody needs at the start come a little
 * later. */
static struct answer
all_keys(void)
{
	for (int i = 0; i < 200; i++) {
		struct answer a = ASK(.path = "/oauth2/jwks");
		if (json_array_size(json_object_get(a.json, "keys")) == 4)
			return a;
		usleep(100000);
	}
	ck_abort_msg("some keys are missing");
}

START_TEST(a_restart_forgets_and_forgives_nothing)
{
	struct answer t = begin(NULL), other = tokens_for(browser, app, "payments:read");
	const char *used = code_of(browser, app, "payments:read");
	const char *fresh = code_of(browser, app, "payments:read");
	struct answer a = redeem(app, used);
	ck_status(&a, 200);
	a = revoke_token(app, member(other.json, "access_token"));
	ck_status(&a, 200);
	const char *email = person();
	struct browser *b = guesser(email);
	/* As if it had guessed for long: its pause outlasts a slow restart. */
	sql(server, "UPDATE login_failures SET failures = 12");
	struct answer keys = all_keys();
	process_stop(server);
	process_restart(server);
	struct answer keys_after = ASK(.path = "/oauth2/jwks");
	ck_assert_str_eq(keys.body, keys_after.body);
	ck_assert(is_active(api, member(t.json, "access_token")));
	ck_assert(!is_active(api, member(other.json, "access_token")));
	visit(browser, "/account");
	ck_status(&browser->page, 200);
	a = refresh(app, member(t.json, "refresh_token"));
	ck_status(&a, 200);
	a = redeem(app, fresh);
	ck_status(&a, 200);
	a = redeem(app, used);
	ck_error(&a, 400, "invalid_grant");
	visit(b, "/login");
	submit(b, "/login", FORM("login", email, "password", PASSWORD));
	ck_status(&b->page, 429);
	process_drop(server);
}
END_TEST

/* Refreshes in a process of its own, which ends with 0 when that worked. */
static pid_t
refresh_meanwhile(const char *token)
{
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct answer a = refresh(app, token);
		_exit(a.status == 200 ? 0 : 1);
	}
	return child;
}

START_TEST(a_stop_lets_running_requests_finish)
{
	static const char waiting[] = "SELECT count(*) FROM pg_locks WHERE NOT granted";
	struct answer t = begin(NULL);
	int status;
	FILE *holder = sql_open(server, "we");
	fputs("BEGIN; LOCK token_families IN ACCESS EXCLUSIVE MODE;\n", holder);
	fflush(holder);
	while (*sql(server, "SELECT count(*) FROM pg_locks WHERE granted AND "
			    "mode = 'AccessExclusiveLock'") == '0')
		usleep(TENTH);
	pid_t running = refresh_meanwhile(member(t.json, "refresh_token"));
	while (*sql(server, waiting) == '0')
		usleep(TENTH / 10);
	kill(server->pid, SIGTERM);
	usleep(5 * TENTH);
	/* It takes nothing new, and waits for what runs. */
	struct answer a = ASK(.path = "/oauth2/jwks", .seconds = 2);
	ck_assert_int_eq(a.status, 0);
	ck_assert_int_eq(waitpid(server->pid, NULL, WNOHANG), 0);
	fputs("COMMIT;\n", holder);
	ck_assert_int_eq(pclose(holder), 0);
	ck_assert_int_eq(waitpid(running, &status, 0), running);
	ck_assert_int_eq(status, 0);
	process_drop(server);
}
END_TEST

static struct answer
introspect_at(const struct process *node, const char *token)
{
	return ASK(.to = node, .path = "/oauth2/introspect", .form = FORM("token", token),
	    .user = api.id, .password = api.secret);
}

static bool
is_active_at(const struct process *node, const char *token)
{
	struct answer a = introspect_at(node, token);
	ck_status(&a, 200);
	return json_is_true(json_object_get(a.json, "active"));
}

static struct answer
as_app_at(const struct process *node, const char *path, const char *form)
{
	return ASK(.to = node, .path = path, .form = form, .user = app.id,
	    .password = app.secret);
}

/* The other node hears of it within the flight of a notification. */
static bool
ends_soon_at(const struct process *node, const char *token)
{
	for (int i = 0; i < 100 && is_active_at(node, token); i++)
		usleep(TENTH / 10);
	return !is_active_at(node, token);
}

START_TEST(two_nodes_on_one_database_agree)
{
	struct process second;
	struct answer t = begin(NULL), other = tokens_for(browser, app, "payments:read");
	const char *token = member(t.json, "access_token");
	const char *code = code_of(browser, app, "payments:read");
	second_start(&second);
	struct answer one = ASK(.path = "/oauth2/jwks");
	struct answer two = ASK(.to = &second, .path = "/oauth2/jwks");
	ck_assert_str_eq(one.body, two.body);
	/* A revocation: at once where it was asked for. */
	ck_assert(is_active_at(&second, token));
	struct answer a = as_app_at(&second, "/oauth2/revoke", FORM("token", token));
	ck_status(&a, 200);
	ck_assert(!is_active_at(&second, token));
	ck_assert(ends_soon_at(server, token));
	/* A code and a refresh token are good once over all nodes. */
	a = redeem(app, code);
	ck_status(&a, 200);
	const char *form = FORM("grant_type", "authorization_code", "code", code,
	    "redirect_uri", CALLBACK, "code_verifier", VERIFIER);
	struct answer again = as_app_at(&second, "/oauth2/token", form);
	ck_error(&again, 400, "invalid_grant");
	ck_assert(ends_soon_at(server, member(a.json, "access_token")));
	form = FORM("grant_type", "refresh_token", "refresh_token",
	    member(other.json, "refresh_token"));
	a = as_app_at(&second, "/oauth2/token", form);
	again = as_app_at(server, "/oauth2/token", form);
	ck_status(&a, 200);
	ck_status(&again, 200); /* within the grace, with the same successor */
	ck_assert_str_eq(
	    member(a.json, "refresh_token"), member(again.json, "refresh_token"));
	process_drop(&second);
	process_drop(server);
}
END_TEST

static Suite *
outages(void)
{
	return SUITE_OF("outages", 120,
	    with_the_database_gone_it_says_so_and_comes_back_by_itself,
	    a_restart_forgets_and_forgives_nothing, a_stop_lets_running_requests_finish,
	    two_nodes_on_one_database_agree);
}
SUITE(outages);
