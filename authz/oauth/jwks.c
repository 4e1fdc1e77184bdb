#include "base/encoding.h"
#include "live/keys.h"
#include "oauth/endpoints.h"

const struct response *
respond_cached(struct request *rq, struct text json, int seconds)
{
	struct text tag = arena_printf(rq->arena, "\"%08x%zx\"", crc32_of(json), json.n);
	bool same = text_eq(request_header(rq, TEXT("If-None-Match")), tag);
	struct response *rs =
	    same ? respond(rq, 304, NO_TEXT, NO_TEXT) : respond_json(rq, 200, json);
	response_header(rq, rs, TEXT("ETag"), tag);
	response_header(rq, rs, TEXT("Cache-Control"),
	    arena_printf(rq->arena, "public, max-age=%d", seconds));
	return rs;
}

/* A key is published a day before it signs: an old copy does no harm. */
const struct response *
answer_jwks(struct request *rq)
{
	return respond_cached(rq, live_jwks(rq->arena), 300);
}
