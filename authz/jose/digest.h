#ifndef AUTHZ_JOSE_DIGEST_H
#define AUTHZ_JOSE_DIGEST_H

#include "base/arena.h"

enum { SHA256_SIZE = 32, SHA512_SIZE = 64 };

void sha256(struct text data, unsigned char out[SHA256_SIZE]);
/* Rarely needed: it looks the algorithm up each time. */
void sha512(struct text data, unsigned char out[SHA512_SIZE]);
void hmac_sha256(struct text key, struct text data, unsigned char out[SHA256_SIZE]);
/* HKDF-SHA-256 (RFC 5869) without salt; `info` separates purposes. */
void hkdf_sha256(struct text key, struct text info, unsigned char out[SHA256_SIZE]);
/* BASE64URL(SHA256(ASCII(verifier))), the S256 challenge (RFC 7636 4.2). */
struct text sha256_base64url(struct arena *a, struct text data);

#endif
