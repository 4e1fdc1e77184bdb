/*
 * Why a request is refused, for the developer of the app: the rule that was broken and
 * what was expected in place of what was sent. Said where a rule is checked, beside the
 * sentence of the error, and kept with it (oauth/app_error.h). Costs nothing until then.
 */
#ifndef AUTHZ_OAUTH_EXPLAIN_H
#define AUTHZ_OAUTH_EXPLAIN_H

#include "base/uuid.h"
#include "http/request.h"

enum why {
	WHY_UNSAID,
	WHY_PARAMETER,
	WHY_REDIRECT_URI,
	WHY_SUSPENDED,
	WHY_RESPONSE_TYPE,
	WHY_RESPONSE_MODE,
	WHY_PROMPT,
	WHY_PKCE_MISSING,
	WHY_PKCE_METHOD,
	WHY_PKCE_CHALLENGE,
	WHY_PKCE_VERIFIER,
	WHY_PUSH_REQUIRED,
	WHY_PUSHED_GONE,
	WHY_REQUEST_OBJECT,
	WHY_SCOPE_NOT_APPROVED,
	WHY_SCOPE_ELSEWHERE,
	WHY_SCOPE_WIDER,
	WHY_RESOURCE,
	WHY_GRANT_TYPE,
	WHY_AUTH_NONE,
	WHY_AUTH_TWICE,
	WHY_AUTH_METHOD,
	WHY_AUTH_SECRET,
	WHY_AUTH_ASSERTION,
	WHY_AUTH_CERTIFICATE,
	WHY_CODE_BAD,
	WHY_CODE_EXPIRED,
	WHY_CODE_USED,
	WHY_CODE_OF_OTHER,
	WHY_CODE_REDIRECT_URI,
	WHY_REFRESH_BAD,
	WHY_REFRESH_DEAD,
	WHY_REFRESH_USED,
	WHY_BOUND,
	WHY_DPOP_PROOF,
	WHY_DPOP_NONCE,
	WHY_REGISTRATION_TOKEN,
	WHYS
};

/* Its name in the catalogues (trouble.why.NAME), and the rule: "RFC 7636 4.6". */
struct why_row {
	const char *name, *rule;
};
extern const struct why_row why_rows[WHYS];

enum { FACTS_MOST = 6 };
struct fact {
	const char *what;      /* trouble.fact.NAME */
	struct text sent;      /* in parts, if it may be a secret (oauth/shown.h) */
	struct texts expected; /* any of these */
	bool is_number;	       /* seconds that differ each time: not what makes an error
				* another one */
	int64_t number;
};

struct explanation {
	enum why why;
	struct uuid client_id; /* nil: rq->client's */
	bool exists;	       /* there is such an app */
	struct fact facts[FACTS_MOST];
	size_t fact_count;
};

/* Sets the rule; gives `rq` back, for oauth_error(because(rq, WHY_…), …). */
struct request *because(struct request *rq, enum why why);
/* The app that the error is about while nobody has authenticated as it. */
void explain_app(struct request *rq, struct uuid client_id, bool exists);
/* What was sent, and which of these was expected. */
void explain_fact(
    struct request *rq, const char *what, struct text sent, struct texts expected);
/* The same with one. */
void explain_pair(
    struct request *rq, const char *what, struct text sent, struct text expected);
/* Seconds, such as an age. */
void explain_seconds(struct request *rq, const char *what, int64_t seconds);

#endif
