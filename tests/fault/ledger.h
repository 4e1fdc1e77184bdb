/*
 * A client that writes down what the server acknowledged, while it is being killed, and
 * holds the server to it afterwards. Runs in a process of its own: nothing of it is
 * shared.
 *
 * Acknowledged is what a complete answer said. The one request that got no answer, or
 * 503, may have gone either way, but not half of each.
 */
#ifndef FAULT_LEDGER_H
#define FAULT_LEDGER_H

#include "flow.h"

enum { GENERATIONS_MOST = 10, FAMILIES_MOST = 1200, APPS = 2, APIS = 2 };

/* What all clients use. */
struct world {
	struct app apps[APPS];
	struct app apis[APIS]; /* resource servers: of JWTs, of sealed tokens */
};

struct family {
	size_t app, api;
	const char *code;
	int64_t code_until; /* seconds since 1970; it is none any more then */
	/* Of each generation; those of before one only the last may be shown again. */
	const char *access[GENERATIONS_MOST], *refresh[GENERATIONS_MOST];
	bool revoked[GENERATIONS_MOST]; /* the access token alone */
	size_t generations;
	bool dead;
};

enum belief { NO, YES, PERHAPS };

enum operation {
	NOTHING,
	CONSENT,
	REDEEM,
	REFRESH,
	REVOKE_ACCESS,
	REVOKE_REFRESH,
	REPLAY,
	END_APP,
};

struct ledger {
	const struct world *world;
	struct browser *browser;
	enum belief consented[APPS][APIS];
	struct family families[FAMILIES_MOST];
	size_t count;
	/* What was asked for and not yet answered. */
	enum operation pending;
	struct family *family;
	size_t token, app, api;
	const char *fault; /* the promise that was broken, or NULL */
};

struct ledger *ledger_new(const struct world *world, const char *email);
/* Whole flows, one after the other, until the server doesn't answer or breaks a promise.
 */
void ledger_run_flows(struct ledger *l);
/* With the server back: settles what was pending, and checks all families from number
 * `from` on. Some end here: their codes and old refresh tokens are shown again. */
void ledger_verify(struct ledger *l, size_t from);

/* For the two files of it. */

/* One request of a flow: true when the answer has this status. No answer and 503 cut the
 * flow; every other answer breaks a promise. */
bool ledger_acknowledged(struct ledger *l, const struct answer *a, long status);
/* The authorization endpoint's way of saying 503 to an app (RFC 6749 4.1.2.1). */
bool ledger_away(const char *url);
void ledger_fault(struct ledger *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds the tokens of an answer to their family. */
void ledger_tokens(struct ledger *l, struct family *f, const struct answer *a);
/* All families of the app are dead. */
void ledger_app_ended(struct ledger *l, size_t app);
const char *ledger_end_path(const struct ledger *l, size_t app);
extern const char *const ledger_scopes[APIS];

#endif
