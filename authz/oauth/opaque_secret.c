#include "oauth/opaque_secret.h"

#include "base/encoding.h"
#include "base/random.h"
#include "jose/digest.h"

enum { SECRET_BYTES = 32 };

struct text
opaque_secret(struct arena *a, const char *prefix)
{
	unsigned char bytes[SECRET_BYTES];
	random_bytes(bytes, sizeof(bytes));
	struct text body = base64url_encode(a, bytes, sizeof(bytes));
	explicit_bzero(bytes, sizeof(bytes));
	return arena_printf(a, "%s%.*s%08x", prefix, TEXT_ARG(body), crc32_of(body));
}

struct text
opaque_secret_hash(struct arena *a, struct text secret)
{
	unsigned char *hash = arena_alloc(a, SHA256_SIZE);
	sha256(secret, hash);
	return (struct text){(const char *)hash, SHA256_SIZE};
}
