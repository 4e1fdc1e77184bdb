#include "cli/commands.h"
#include "html/page.h"
#include "jose/certificate.h"
#include "live/coherence.h"
#include "live/keys.h"
#include "ops/ops.h"
#include "routes.h"
#include "settings/settings.h"
#include "store/store.h"

#include <signal.h>
#include <stdio.h>

enum { GRACE = 10 }; /* seconds that running requests get at the end */

static struct db *
worker_start(void)
{
	return db_new(store_url());
}

/* What a request changed is in this node's memory before the change is acknowledged. */
static void
before_answer(struct db *db)
{
	if (db_take_changed(db))
		live_settle();
}

/* SIGTERM and SIGINT are waited for, not handled: no code runs in signal context. */
static void
block_signals(sigset_t *waited)
{
	sigemptyset(waited);
	sigaddset(waited, SIGTERM);
	sigaddset(waited, SIGINT);
	pthread_sigmask(SIG_BLOCK, waited, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int
serve_until_told(struct server *server, const sigset_t *waited)
{
	int signal_number = 0;
	log_info("serving", LT("issuer", settings()->server.issuer),
	    LT("listen", settings()->server.listen),
	    LT("private_listen", settings()->server.private_listen),
	    LC("version", AUTHZ_VERSION));
	sigwait(waited, &signal_number);
	log_info("stopping", LN("signal", signal_number));
	ops_stopping();
	server_stop(server, GRACE);
	return 0;
}

int
run_migrate(struct cli *c)
{
	/* Every command brings the schema up to date before it runs. */
	return cli_answer(c, json_pack("{ss}", "schema", "up to date"));
}

static int
load_client_authorities(struct cli *c)
{
	struct text file = settings()->tls.client_ca;
	const char *fault =
	    file.n ? certificate_authorities_load(arena_cstr(c->arena, file)) : NULL;
	return fault ? cli_fail(c, "[tls] client_ca %.*s: %s", TEXT_ARG(file), fault) : 0;
}

int
run_serve(struct cli *c)
{
	sigset_t waited;
	struct server_options options = {
	    .routes = routes,
	    .route_count = route_count,
	    .private_routes = private_routes,
	    .private_route_count = private_route_count,
	    .answer_error = routes_answer_error,
	    .worker_start = worker_start,
	    .worker_stop = db_free,
	    .before_answer = before_answer,
	};
	int fault = load_client_authorities(c);
	if (fault)
		return fault;
	block_signals(&waited);
	store_supervise();
	if (!live_keys_start(c->db))
		return cli_fail(
		    c, "there are no usable signing keys; see the line above");
	if (!live_start(store_url()))
		return 1;
	int status = 1;
	struct server *server = server_start(&options);
	if (server && chores_start()) {
		ops_serving(server);
		if (deliveries_start()) {
			status = serve_until_told(server, &waited);
			deliveries_stop();
		}
		ops_serving(NULL);
		chores_stop();
	}
	live_stop();
	live_keys_stop();
	return status;
}
