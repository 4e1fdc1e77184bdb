/* What people and apps do, step by step. */
#ifndef INTEGRATION_FLOW_H
#define INTEGRATION_FLOW_H

#include "harness.h"

#define PASSWORD "correct horse battery"
#define PAYMENTS "https://api.example.com/payments"
#define LEDGER "https://api.example.com/ledger"
#define CALLBACK "https://app.example/cb"
/* RFC 7636 appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

struct app {
	const char *id, *secret; /* no secret: a public client */
};

/* The platform's two APIs (jwt and sealed) with their scopes, made when missing:
 * payments:read (open), payments:write (review), ledger:read. */
void apis_exist(void);
/* A web app that may ask for openid, profile, email, offline_access, payments:read,
 * payments:write and ledger:read by all grants. */
struct app web_app(void);
/* The same, of that developer. */
struct app app_owned_by(const char *email);
/* More options than those of web_app(), or in their place. */
struct app app_with(const char *const *options);
#define APP(...) app_with((const char *const[]){__VA_ARGS__, NULL})
/* One that signs people in, may ask for every scope of web_app(), phone and
 * address too, and has this client metadata (JSON). */
struct app app_saying(const char *metadata);
struct app resource_server(const char *resource);

/* A person with PASSWORD; gives their e-mail address, new each time. */
const char *person(void);

/* A browser that keeps cookies and follows nothing by itself; closed with the test. */
struct browser {
	CURL *curl;
	const struct process *to;
	struct answer page; /* the last answer */
	const char *from;   /* X-Forwarded-For */
};
struct browser *browser_new(const struct process *to);
struct answer *visit(struct browser *b, const char *path);
/* Sends pairs with the CSRF token of the page it is on. */
struct answer *submit(struct browser *b, const char *path, const char *form);
/* Goes where redirects lead, as long as they stay here. Gives where it ended: the URL of
 * an app, or NULL when a page was shown. */
const char *follow(struct browser *b);
/* Without the character references that pages have. */
const char *unescape_html(const char *s);
/* The value of the input with that name on the page, or NULL. */
const char *input_of(const struct answer *page, const char *name);
/* Signs in; the browser is on the page that follows. */
void sign_in(struct browser *b, const char *email);
/* A browser in which that person is signed in. */
struct browser *signed_in(const char *email);

/* The authorization request of an app with PKCE; `more` is appended, such as "&a=b". */
const char *authorize_path(struct app app, const char *scope, const char *more);
/* Allows what was asked, all of it, where it is asked; gives the URL of the app with the
 * code. */
const char *allow(struct browser *b, struct app app, const char *scope, const char *more);
/* On the consent page: answers it with these scopes ticked (separated by spaces). */
const char *decide(struct browser *b, const char *decision, const char *scopes);
const char *code_of(struct browser *b, struct app app, const char *scope);

/* The request of authorize_path(), as a form. */
const char *authorize_form(struct app app, const char *scope, const char *more);
/* Pushes it (RFC 9126). */
struct answer push(struct app app, const char *form);
/* Where the browser goes with what was pushed. */
const char *pushed_path(struct app app, const struct answer *pushed);

struct answer redeem(struct app app, const char *code);
struct answer refresh(struct app app, const char *refresh_token);
struct answer client_credentials(struct app app, const char *scope);
struct answer introspect(struct app server, const char *token);
struct answer revoke_token(struct app app, const char *token);
/* One person's tokens for the app, the short way. */
struct answer tokens_for(struct browser *b, struct app app, const char *scope);
bool is_active(struct app server, const char *token);
/* The claims of a JWT; part 0 is its head, 1 its payload. */
json_t *jwt_part(const char *token, int part);
/* A JWT's claims, verified as an app does it: by the one key of the JWKS with its kid,
 * pinned to `alg`. */
json_t *verified_jwt(const char *token, const char *alg);

#endif
