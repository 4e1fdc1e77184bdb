/* X.509 certificates that apps show as clients of TLS (RFC 8705). */
#ifndef AUTHZ_JOSE_CERTIFICATE_H
#define AUTHZ_JOSE_CERTIFICATE_H

#include "base/arena.h"

#include <jansson.h>

struct certificate;

/* NULL when it is no DER of a certificate. */
struct certificate *certificate_read(struct text der);
void certificate_free(struct certificate *c);

/* Loads the authorities that certificates of clients may come from: PEM. NULL, or why it
 * can't be used. Call once before threads start. */
const char *certificate_authorities_load(const char *file);
/* Does its chain lead to one of them, and is it for clients of TLS, today? `chain` are
 * certificates that came with it, DER. */
bool certificate_is_trusted(const struct certificate *c, struct texts chain);

/* Is it the subject (RFC 4514)? */
bool certificate_subject_is(const struct certificate *c, struct text dn);
/* Can it be compared with subjects? */
bool certificate_subject_known(struct text dn);

enum certificate_name {
	CERTIFICATE_DNS,
	CERTIFICATE_URI,
	CERTIFICATE_IP,
	CERTIFICATE_EMAIL
};
/* Is it one of the subject's alternative names? Hosts compare without case, addresses as
 * numbers, all else as written; nothing is a pattern. */
bool certificate_has_name(
    const struct certificate *c, enum certificate_name kind, struct text name);

/* Is the public key the JWK's, or the certificate itself the JWK's (x5c, x5t#S256)? */
bool certificate_fits_jwk(const struct certificate *c, const json_t *jwk);
/* SHA-256 of the JWK's certificate, base64url: of the first in x5c, or x5t#S256. */
struct text jwk_x5t(struct arena *a, const json_t *jwk);

#endif
