#include "oidc/session_id.h"

#include "base/builder.h"
#include "base/encoding.h"
#include "base/pack.h"
#include "jose/digest.h"

enum { SIZE = 16 };

/* A hash alone: a session's id has 74 random bits, and is not what opens the session. So
 * it stays the same when the keyring changes. */
struct text
session_id_for(struct arena *a, struct uuid session, struct uuid client)
{
	struct builder b = builder_new(a, 64);
	unsigned char hash[SHA256_SIZE];
	build_text(&b, TEXT("authz sid"));
	pack_uuid(&b, session);
	pack_uuid(&b, client);
	sha256(builder_text(&b), hash);
	return base64url_encode(a, hash, SIZE);
}
