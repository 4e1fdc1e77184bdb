/* Looks at everything that `authz serve` leans on and says what to do where it is ill. */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/fetch.h"
#include "jose/keyring.h"
#include "live/keys.h"
#include "settings/settings.h"
#include "store/store.h"

#include <stdarg.h>
#include <stdlib.h>

struct doctor {
	struct cli *cli;
	json_t *findings;
	bool ill;
};

static bool report(struct doctor *d, const char *check, bool good, const char *format,
    ...) __attribute__((format(printf, 4, 5)));

static bool
report(struct doctor *d, const char *check, bool good, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	json_array_append_new(d->findings,
	    json_pack("{ss ss so}", "check", check, "result", good ? "good" : "ill",
		"detail", json_vsprintf(format, args)));
	va_end(args);
	d->ill |= !good;
	return good;
}

static void
check_database(struct doctor *d, struct db *db)
{
	struct store_facts facts;
	struct arena *a = d->cli->arena;
	int64_t before = clock_now();
	if (store_facts(db, a, &facts) != STORE_OK) {
		report(
		    d, "database", false, "it does not answer; see the log lines above");
		return;
	}
	int64_t apart = llabs(facts.now - before);
	report(d, "database", facts.version >= 150000,
	    "PostgreSQL %.*s (15 is the oldest)", TEXT_ARG(facts.version_text));
	/* Marks and expiry compare the two. */
	report(d, "clocks", apart <= 2,
	    "the database's clock is %lld s from this machine's", (long long)apart);
	int pending = store_pending_migrations(db);
	report(d, "schema", pending == 0,
	    pending == 0 ? "up to date" : "not up to date; run authz migrate");
}

static void
check_keys(struct doctor *d, struct db *db)
{
	enum jws_alg algs[8];
	if (store_pending_migrations(db) != 0)
		return;
	if (!report(d, "signing keys", live_keys_start(db), "readable with this keyring"))
		return;
	size_t n = live_signing_algs(algs);
	report(d, "active keys", n > 0, "%zu algorithms can sign", n);
	live_keys_stop();
}

static void
check_server(struct doctor *d)
{
	struct arena *a = d->cli->arena;
	const struct settings *s = settings();
	struct text body;
	struct text health =
	    arena_printf(a, "http://%.*s/healthz", TEXT_ARG(s->server.private_listen));
	struct text metadata = arena_printf(
	    a, "%.*s/.well-known/oauth-authorization-server", TEXT_ARG(s->server.issuer));
	const char *fault = fetch_url(a, health, &body);
	if (fault) {
		/* Not an illness: the doctor may be called before the first start. */
		report(d, "server", true, "not running here (%s)", fault);
		return;
	}
	report(d, "server", true, "running");
	fault = fetch_url(a, metadata, &body);
	report(d, "issuer", !fault, "%.*s: %s", TEXT_ARG(metadata),
	    fault ? fault : "reachable from here");
}

int
run_doctor(struct cli *c)
{
	struct doctor d = {.cli = c, .findings = json_array()};
	const struct settings *s = settings();
	report(&d, "settings", true, "issuer %.*s", TEXT_ARG(s->server.issuer));
	const char *fault = cli_open_keyring(c->arena, false);
	report(&d, "keyring", !fault, "%s", fault ? fault : "readable, and only by us");
	if (report(&d, "database server", store_open(c->arena), "%s",
		s->database.url.n ? "configured" : "embedded")) {
		struct db *db = db_new(store_url());
		check_database(&d, db);
		if (!fault)
			check_keys(&d, db);
		db_free(db);
		store_close();
	}
	keyring_forget();
	check_server(&d);
	cli_answer(c, d.findings);
	return d.ill ? 1 : 0;
}
