#include "store/replay_guards.h"

#include "base/builder.h"
#include "base/pack.h"
#include "jose/digest.h"
#include "store/rows.h"

static const char replay_guard_take_sql[] =
    "INSERT INTO replay_guards (key, expires_at) VALUES ($1::bytea, $2::timestamptz) "
    "ON CONFLICT (key) DO NOTHING";

enum store_status
replay_guard_take(struct db *db, struct arena *a, const char *kind, struct text owner,
    struct text value, int64_t expires_at)
{
	RESULT *r = NULL;
	unsigned char hash[SHA256_SIZE];
	struct builder b = builder_new(a, 256);
	pack_text(&b, text_of(kind));
	pack_text(&b, owner);
	pack_text(&b, value);
	sha256(builder_text(&b), hash);
	const struct param params[] = {
	    P_BYTES(((struct text){(char *)hash, sizeof(hash)})), P_TIME(expires_at)};
	enum store_status status =
	    db_run_unheld(db, a, replay_guard_take_sql, params, 2, &r);
	if (status == STORE_OK && text_eq(text_of(PQcmdTuples(r)), TEXT("0")))
		return STORE_CONFLICT;
	return status;
}
