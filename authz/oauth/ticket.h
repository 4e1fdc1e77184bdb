/*
 * A checked authorization request on its way through the login and consent pages, sealed
 * into their URLs. Nothing is kept on the server; it is good for an hour.
 */
#ifndef AUTHZ_OAUTH_TICKET_H
#define AUTHZ_OAUTH_TICKET_H

#include "base/uuid.h"
#include "store/grant_extras.h"

enum response_mode {
	MODE_QUERY,
	MODE_FORM_POST,
	MODE_JWT, /* JARM 2.3; the default of code, so as query.jwt */
	MODE_QUERY_JWT,
	MODE_FORM_POST_JWT,
	RESPONSE_MODES
};

/* OIDC Core 3.1.2.1, and OpenID Connect Prompt Create 1.0. */
enum prompt {
	PROMPT_NONE = 1,
	PROMPT_LOGIN = 2,
	PROMPT_CONSENT = 4,
	PROMPT_SELECT_ACCOUNT = 8,
	PROMPT_CREATE = 16
};

struct ticket {
	struct uuid client_id, resource_id; /* resource_id nil: none */
	struct text redirect_uri;
	bool redirect_uri_given; /* in the request; else the registered one is meant */
	struct text state, nonce, code_challenge, login_hint;
	struct texts scopes;
	enum response_mode mode;
	unsigned prompt;	  /* enum prompt, or'ed */
	int64_t max_age;	  /* seconds; -1: not given */
	int64_t created_at;	  /* seconds; when the request came */
	struct uuid session_then; /* who was signed in when it was made; nil: nobody */
	struct uuid expected;	  /* whom the id_token_hint names; nil: anybody */
	struct texts acr_values;  /* one of these; the first is liked best */
	bool acr_essential;	  /* and nothing else will do */
	struct text pushed;	  /* the reference of a pushed request; empty: none */
	struct grant_extras extras;
};

/* What the person is asked for: the scopes, and those of the claims that are named. */
struct texts ticket_scopes(struct arena *a, const struct ticket *t);

struct text ticket_make(struct arena *a, const struct ticket *t);
/* False for anything that isn't a ticket of ours, or an expired one. */
bool ticket_open(struct arena *a, struct text sealed, struct ticket *out);

#endif
