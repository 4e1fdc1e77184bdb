/* Bytes to characters and back. Decoders are strict: what isn't canonical is refused. */
#ifndef AUTHZ_BASE_ENCODING_H
#define AUTHZ_BASE_ENCODING_H

#include "base/arena.h"

/* The value of a hexadecimal digit, or -1. */
int hex_digit(char c);
struct text hex_encode(struct arena *a, const void *bytes, size_t n);

/* base64url without padding (RFC 4648 5, RFC 7515 2). */
struct text base64url_encode(struct arena *a, const void *bytes, size_t n);
/* Refuses padding, foreign characters and stray bits in the last character. */
bool base64url_decode(struct arena *a, struct text t, struct text *out);
/* base64 with padding (RFC 4648 4), as HTTP Basic uses it (RFC 7617). */
struct text base64_encode(struct arena *a, const void *bytes, size_t n);
bool base64_decode(struct arena *a, struct text t, struct text *out);

/* Undoes percent-encoding; with `plus`, + means a space (a form body or query). False for
 * a broken escape. The result may be any bytes: check utf8_valid. It is `t` itself when
 * there is nothing to undo. */
bool percent_decode(struct arena *a, struct text t, bool plus, struct text *out);

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms) without NUL. */
bool utf8_valid(struct text t);
/* The number of characters of well-formed UTF-8. */
size_t utf8_length(struct text t);
/* Well-formed, and nothing in it that is not seen or that reorders what stands around it
 * (controls, bidirectional overrides); with `lines`, line breaks and tabs are fine. */
bool utf8_plain(struct text t, bool lines);
/* Well-formed, and nothing but spaces and what has no look of its own; the empty text
 * too.
 */
bool utf8_blank(struct text t);
/* The length of the well-formed character that `t` begins with; 0 for none or NUL. */
size_t utf8_sequence(struct text t);

/* CRC-32 (IEEE 802.3), for the checksum in secrets that scanners look for. */
uint32_t crc32_of(struct text t);

#endif
