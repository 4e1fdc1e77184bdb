#include "admin/key_change.h"

#include "admin/admin.h"
#include "base/json.h"
#include "live/keys.h"
#include "settings/settings.h"

static enum store_status
find_key(struct request *rq, struct text kid, struct signing_key *out)
{
	struct signing_key *keys;
	size_t n;
	enum store_status status = signing_keys_list(rq->db, rq->arena, &keys, &n);
	if (status != STORE_OK)
		return status;
	for (size_t i = 0; i < n; i++) {
		if (!text_eq(keys[i].kid, kid))
			continue;
		*out = keys[i];
		out->sealed_private = NO_TEXT;
		return STORE_OK;
	}
	return STORE_NONE;
}

enum store_status
key_rotate(struct request *rq, enum jws_alg alg, bool at_once, struct signing_key *out)
{
	int64_t wait = at_once ? 0 : settings()->keys.publish_before;
	struct text kid = NO_TEXT;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = live_key_rotate(rq->db, rq->arena, alg, wait, 0, &kid);
	if (status == STORE_OK)
		status = find_key(rq, kid, out);
	if (status == STORE_OK)
		status = admin_audit(rq, "key_rotated", NO_UUID, NO_UUID,
		    json_pack("{s{so so so}}", "after", "kid", json_text(kid), "alg",
			json_text(out->alg), "active_at", json_time(out->active_at)));
	return db_finish(rq->db, status);
}
