/*
 * An ECDSA signature of P-256 is SEQUENCE { r INTEGER, s INTEGER } to OpenSSL, whose own
 * functions make numbers of the two, on the heap, to copy 64 bytes: a fiftieth of the
 * signature's cost. All lengths are below 128 here, so each is one byte.
 */
#include "jose/jws_key.h"

enum { HALF = 32, SEQUENCE = 0x30, INTEGER = 0x02, LONGEST = 2 + 2 * (2 + 1 + HALF) };

/* One INTEGER to the end of `half`; what follows it, or NULL. */
static const unsigned char *
take_integer(const unsigned char *at, const unsigned char *end, unsigned char half[HALF])
{
	if (end - at < 2 || at[0] != INTEGER || at[1] > end - at - 2)
		return NULL;
	size_t n = at[1];
	at += 2;
	for (; n && !*at; n--)
		at++;
	if (n > HALF)
		return NULL;
	memcpy(half + HALF - n, at, n);
	return at + n;
}

struct text
ecdsa_to_raw(struct arena *a, const unsigned char *der, size_t n)
{
	unsigned char *raw = arena_alloc(a, (size_t)2 * HALF);
	const unsigned char *end = der + n;
	if (n < 2 || n > LONGEST || der[0] != SEQUENCE || der[1] != n - 2)
		return NO_TEXT;
	const unsigned char *at = take_integer(der + 2, end, raw);
	if (!at || take_integer(at, end, raw + HALF) != end)
		return NO_TEXT;
	return (struct text){(const char *)raw, (size_t)2 * HALF};
}

/* A number without needless zeros, and with one where its first bit would be a sign. */
static unsigned char *
put_integer(unsigned char *to, const unsigned char half[HALF])
{
	size_t n = HALF;
	for (; n > 1 && !*half; n--)
		half++;
	size_t zero = *half >> 7;
	*to++ = INTEGER;
	*to++ = (unsigned char)(n + zero);
	if (zero)
		*to++ = 0;
	memcpy(to, half, n);
	return to + n;
}

struct text
ecdsa_to_der(struct arena *a, struct text raw)
{
	const unsigned char *at = (const unsigned char *)raw.at;
	if (raw.n != (size_t)2 * HALF)
		return NO_TEXT;
	unsigned char *der = arena_alloc(a, LONGEST);
	unsigned char *end = put_integer(put_integer(der + 2, at), at + HALF);
	der[0] = SEQUENCE;
	der[1] = (unsigned char)(end - der - 2);
	return (struct text){(const char *)der, (size_t)(end - der)};
}
