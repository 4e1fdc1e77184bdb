/* Distinguished names (RFC 4514) in one spelling, so that two can be compared. */
#ifndef AUTHZ_JOSE_DISTINGUISHED_NAME_H
#define AUTHZ_JOSE_DISTINGUISHED_NAME_H

#include "base/arena.h"

#include <openssl/x509.h>

/*
 * Both give the same for the same name: types as numbers, values as the hexadecimal
 * digits of their UTF-8, those of one step in order. Values compare as they are written,
 * case and spaces too. False for what is no name, or the empty one.
 */
bool dn_of_text(struct arena *a, struct text dn, struct text *out);
bool dn_of_x509(struct arena *a, const X509_NAME *name, struct text *out);

#endif
