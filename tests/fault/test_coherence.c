/* What a node holds in memory stays true, or is not believed: two nodes on one database,
 * with what lies between them broken in every way. */
#include "flow.h"
#include "nodes.h"
#include "sql.h"

#include "base/clock.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MILLISECOND = 1000, HEARTBEAT_LIMIT = 3000 /* ms */ };

static struct process second;
static struct app app, api, sealed_api;

static void
begin(void)
{
	process_start(server, NULL);
	second_start(&second);
	app = web_app();
	api = resource_server(PAYMENTS);
	sealed_api = resource_server(LEDGER);
}

static void
end(void)
{
	process_drop(&second);
	process_drop(server);
}

static bool
active_at(const struct process *node, struct app by, const char *token)
{
	struct answer a = ASK(.to = node, .path = "/oauth2/introspect",
	    .form = FORM("token", token), .user = by.id, .password = by.secret);
	ck_status(&a, 200);
	return json_is_true(json_object_get(a.json, "active"));
}

static const char *
fresh_token(const char *scope)
{
	struct answer a = client_credentials(app, scope);
	ck_status(&a, 200);
	return member(a.json, "access_token");
}

/* It is in both nodes' memories. */
static const char *
known_token(const char *scope, struct app by)
{
	const char *token = fresh_token(scope);
	for (int i = 0; i < 2; i++) {
		ck_assert(active_at(server, by, token));
		ck_assert(active_at(&second, by, token));
	}
	return token;
}

static bool
is_coherent(const struct process *node)
{
	struct answer a = ASK(.path = text_format("%s/readyz", node->private_url));
	return json_is_true(json_object_get(a.json, "coherent"));
}

static void
await_coherence(const struct process *node)
{
	for (int i = 0; i < 100 && !is_coherent(node); i++)
		usleep(100 * MILLISECOND);
	ck_assert(is_coherent(node));
}

/* It noticed that it can't hear any more. */
static void
await_loss(const struct process *node)
{
	const char *path = text_format("%s/metrics", node->private_url);
	struct answer a = ASK(.path = path);
	for (int i = 0; i < 50 && strstr(a.body, "authz_coherence_losses_total 0"); i++) {
		usleep(100 * MILLISECOND);
		a = ASK(.path = path);
	}
	ck_contains(a.body, "\nauthz_coherence_losses_total 1\n");
}

/* How many milliseconds a node goes on saying yes; and once it said no, it stays so. */
static int64_t
stale_for(const struct process *node, struct app by, const char *token)
{
	int64_t start = clock_monotonic_us();
	while (active_at(node, by, token))
		ck_assert_int_lt(clock_monotonic_us() - start, 10000 * MILLISECOND);
	int64_t stale = (clock_monotonic_us() - start) / MILLISECOND;
	for (int i = 0; i < 3; i++)
		ck_assert(!active_at(node, by, token));
	return stale;
}

START_TEST(a_revocation_holds_at_once_here_and_soon_there)
{
	begin();
	for (int i = 0; i < 100; i++) {
		bool sealed = i % 2;
		struct app by = sealed ? sealed_api : api;
		const char *token =
		    known_token(sealed ? "ledger:read" : "payments:read", by);
		struct answer a = revoke_token(app, token);
		ck_status(&a, 200);
		ck_assert(!active_at(server, by, token));
		ck_assert_int_lt(stale_for(&second, by, token), 1000);
	}
	end();
}
END_TEST

/* Of both nodes. */
static const char listener_sql[] =
    "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_notify(%'";

START_TEST(with_the_listener_cut_the_database_is_asked)
{
	begin();
	for (int i = 0; i < 5; i++) {
		const char *token = known_token("payments:read", api);
		ck_assert_int_gt(strlen(sql(server, listener_sql)), 0);
		sql(server, text_format("SELECT pg_terminate_backend(pid) FROM (%s) AS l",
				listener_sql));
		struct answer a = revoke_token(app, token);
		ck_status(&a, 200);
		ck_assert(!active_at(server, api, token));
		ck_assert_int_lt(stale_for(&second, api, token), HEARTBEAT_LIMIT);
		await_coherence(server);
		await_coherence(&second);
		ck_assert(!active_at(&second, api, token));
	}
	end();
}
END_TEST

/* A listener that says nothing any more, though its connection stands. */
START_TEST(with_the_listener_silent_memory_is_believed_three_seconds_at_most)
{
	begin();
	const char *token = known_token("payments:read", api);
	char *pids = strdup(sql(server, listener_sql));
	for (char *at = strtok(pids, "\n"); at; at = strtok(NULL, "\n"))
		ck_assert_int_eq(kill((pid_t)strtol(at, NULL, 10), SIGSTOP), 0);
	sql(server,
	    text_format("INSERT INTO revocation_marks (kind, subject, expires_at) "
			"VALUES ('token', '%s', now() + interval '1 hour')",
		member(jwt_part(token, 1), "jti")));
	/* A notification counts from when its commit was heard: beats may be 1 s old. */
	ck_assert_int_lt(stale_for(server, api, token), HEARTBEAT_LIMIT + 500);
	ck_assert_int_lt(stale_for(&second, api, token), HEARTBEAT_LIMIT + 500);
	await_loss(server);
	await_loss(&second);
	/* What is acknowledged meanwhile holds at once, and everything still works. */
	const char *other = known_token("payments:read", api);
	struct answer a = revoke_token(app, other);
	ck_status(&a, 200);
	ck_assert(!active_at(server, api, other));
	ck_assert(!active_at(&second, api, other));
	free(pids);
	pids = strdup(sql(server, listener_sql));
	for (char *at = strtok(pids, "\n"); at; at = strtok(NULL, "\n"))
		kill((pid_t)strtol(at, NULL, 10), SIGCONT);
	free(pids);
	await_coherence(server);
	await_coherence(&second);
	ck_assert(!active_at(server, api, token) && !active_at(&second, api, other));
	end();
}
END_TEST

START_TEST(changes_made_by_psql_are_heard)
{
	begin();
	const char *token = known_token("payments:read", api);
	sql(server,
	    text_format("UPDATE apps SET suspended_at = now() WHERE id = '%s'", app.id));
	ck_assert_int_lt(stale_for(server, api, token), 1000);
	ck_assert_int_lt(stale_for(&second, api, token), 1000);
	struct answer a = client_credentials(app, "payments:read");
	ck_error(&a, 401, "invalid_client");
	sql(server,
	    text_format("UPDATE apps SET suspended_at = NULL WHERE id = '%s'", app.id));
	a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
	/* The mark stays: what was issued before it is dead for good. */
	ck_assert(!active_at(server, api, token));
	sql(server,
	    "UPDATE resources SET token_lifetime = 77 WHERE uri = '" PAYMENTS "'");
	for (int i = 0; i < 50; i++) {
		a = client_credentials(app, "payments:read");
		if (json_integer_value(json_object_get(a.json, "expires_in")) == 77)
			break;
		usleep(20 * MILLISECOND);
	}
	ck_assert_int_eq(json_integer_value(json_object_get(a.json, "expires_in")), 77);
	sql(server, text_format("DELETE FROM app_scopes WHERE client_id = '%s' "
				"AND scope = 'payments:read'",
			app.id));
	for (int i = 0; i < 50 && a.status == 200; i++) {
		usleep(20 * MILLISECOND);
		a = client_credentials(app, "payments:read");
	}
	ck_error(&a, 400, "invalid_scope");
	end();
}
END_TEST

START_TEST(a_disabled_persons_tokens_die_on_both_nodes)
{
	begin();
	const char *email = person();
	struct answer t = tokens_for(signed_in(email), app, "payments:read");
	ck_status(&t, 200);
	const char *token = member(t.json, "access_token");
	ck_assert(active_at(server, api, token) && active_at(&second, api, token));
	CLI("user", "set", email, "--disable");
	ck_assert_int_lt(stale_for(server, api, token), 1000);
	ck_assert_int_lt(stale_for(&second, api, token), 1000);
	CLI("user", "set", email, "--enable");
	ck_assert(!active_at(server, api, token) && !active_at(&second, api, token));
	end();
}
END_TEST

/* The key that signed it is not in this node's memory yet. */
START_TEST(a_token_of_a_key_made_elsewhere_is_known_at_once)
{
	begin();
	for (int i = 0; i < 3; i++) {
		CLI("key", "rotate", "--alg", "ES256", "--now");
		usleep(1100 * MILLISECOND);
		const char *token = fresh_token("payments:read");
		ck_assert(active_at(&second, api, token));
		ck_assert(active_at(server, api, token));
	}
	end();
}
END_TEST

static Suite *
coherence(void)
{
	return SUITE_OF("coherence", 180, a_revocation_holds_at_once_here_and_soon_there,
	    with_the_listener_cut_the_database_is_asked,
	    with_the_listener_silent_memory_is_believed_three_seconds_at_most,
	    changes_made_by_psql_are_heard, a_disabled_persons_tokens_die_on_both_nodes,
	    a_token_of_a_key_made_elsewhere_is_known_at_once);
}
SUITE(coherence);
