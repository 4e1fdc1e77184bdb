#include "base/encoding.h"
#include "live/keys.h"
#include "oauth/endpoints.h"

struct text
entity_tag(struct arena *a, struct text version)
{
	return arena_printf(a, "\"%08x%zx\"", crc32_of(version), version.n);
}

const struct response *
respond_cached(struct request *rq, struct text json, struct text tag)
{
	bool same = text_eq(request_header(rq, TEXT("If-None-Match")), tag);
	struct response *rs =
	    same ? respond(rq, 304, NO_TEXT, NO_TEXT) : respond_json(rq, 200, json);
	response_header(rq, rs, TEXT("ETag"), tag);
	response_header(rq, rs, TEXT("Cache-Control"), TEXT("public, max-age=300"));
	return rs;
}

/* A key is published a day before it signs: an old copy does no harm. */
const struct response *
answer_jwks(struct request *rq)
{
	struct text version, jwks = live_jwks(rq->arena, &version);
	return respond_cached(rq, jwks, entity_tag(rq->arena, version));
}
