#include "oauth/pkce.h"

#include "base/encoding.h"
#include "jose/digest.h"

bool
pkce_challenge_valid(struct text challenge)
{
	struct arena *a = arena_new();
	struct text raw;
	bool valid = challenge.n == 43 && base64url_decode(a, challenge, &raw) &&
		     raw.n == SHA256_SIZE;
	arena_free(a);
	return valid;
}

static bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

bool
pkce_verifier_matches(struct arena *a, struct text verifier, struct text challenge)
{
	if (verifier.n < 43 || verifier.n > 128)
		return false;
	for (size_t i = 0; i < verifier.n; i++)
		if (!is_unreserved(verifier.at[i]))
			return false;
	return text_eq_secret(sha256_base64url(a, verifier), challenge);
}
