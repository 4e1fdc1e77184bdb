/*
 * An example of a platform's microservice. It checks authz's tokens in both ways:
 * JWTs offline, against the published keys, and sealed tokens by introspection.
 */
#ifndef PAYMENTS_H
#define PAYMENTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* What every check needs to know; filled once at start. */
struct service {
	const char *issuer;
	const char *audience;  /* this API's resource URI */
	const char *client_id; /* of the resource server, for introspection */
	const char *client_secret;
};

/* Why a token is good for nothing here; each becomes RFC 6750's error. */
enum verdict { TOKEN_GOOD, TOKEN_INVALID, TOKEN_LACKS_SCOPE, AUTHZ_UNREACHABLE };

/*
 * fetch.c. The body of a GET, or of a POST when `form` is given, with Basic
 * authentication when `user` is; NULL when it can't be had with status 200 in 5 seconds.
 * Free it.
 */
char *fetch(const char *url, const char *form, const char *user, const char *password);
/* `value` percent-encoded for a form. Free it. */
char *form_encode(const char *value);

/* jwks.c. `n` characters of base64url into bytes; how many, or 0. */
size_t decode_base64url(const char *at, size_t n, unsigned char *out, size_t room);
/* The public key `kid` as PEM and its algorithm, from a copy of the JWKS that is
 * fetched again when it is old, or when the kid is unknown, but at most every 10 seconds.
 */
bool jwks_find(const char *issuer, const char *kid, char pem[4096], char alg[16]);

/* signature.c. Did the key (PEM) sign the token with this algorithm? */
bool signature_good(const char *token, const char *pem, const char *alg);

/* verify.c. Checks signature, typ, issuer, audience, times and scope of a JWT (RFC 9068
 * 4). `subject` gets the person's id. */
enum verdict verify_jwt(
    const struct service *s, const char *token, const char *scope, char subject[128]);

/* introspect.c. Asks authz (RFC 7662). */
enum verdict verify_by_introspection(
    const struct service *s, const char *token, const char *scope, char subject[128]);

/* True when the space-separated list has the scope. */
bool has_scope(const char *list, const char *scope);
/* True when `aud`, a string or an array of them, has the audience. */
bool has_audience(const json_t *aud, const char *audience);

#endif
