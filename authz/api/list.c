#include "api/api.h"
#include "base/encoding.h"
#include "base/json.h"
#include "oauth/problem.h"
#include "settings/settings.h"

enum { LIMIT_USUAL = 50, LIMIT_MOST = 100 };

static const struct response *
refuse_parameter(struct request *rq, const char *detail)
{
	return respond_problem(rq, 400, "invalid_request", text_of(detail), NULL);
}

const struct response *
api_read_page(struct request *rq, struct api_page *out)
{
	struct text limit = form_get(rq->parameters, TEXT("limit")), id;
	struct text cursor = form_get(rq->parameters, TEXT("cursor"));
	uint64_t n = LIMIT_USUAL;
	*out = (struct api_page){0, NO_UUID};
	if (form_count(rq->parameters, TEXT("limit")) &&
	    (!text_to_u64(limit, &n) || n < 1 || n > LIMIT_MOST))
		return refuse_parameter(rq, "limit is a number from 1 to 100");
	out->limit = (int)n;
	if (!form_count(rq->parameters, TEXT("cursor")))
		return NULL;
	if (!base64url_decode(rq->arena, cursor, &id) || id.n != sizeof(out->after.bytes))
		return refuse_parameter(
		    rq, "cursor is not one that a list here gave: begin without it");
	memcpy(out->after.bytes, id.at, id.n);
	return NULL;
}

/* The same list, further on: all parameters but the old cursor stay. */
static struct text
next_url(struct request *rq, struct text cursor)
{
	struct builder b = builder_new(rq->arena, 256);
	struct text rest = rq->query, pair;
	build_printf(&b, "%.*s%.*s?cursor=%.*s", TEXT_ARG(settings()->server.issuer),
	    TEXT_ARG(rq->path), TEXT_ARG(cursor));
	while (text_next(&rest, '&', &pair)) {
		if (!pair.n || text_starts(pair, TEXT("cursor=")))
			continue;
		build_char(&b, '&');
		build_text(&b, pair);
	}
	return builder_text(&b);
}

const struct response *
api_respond_page(struct request *rq, json_t *items, struct uuid last)
{
	json_t *page = json_pack("{so}", "items", items);
	struct text cursor = NO_TEXT;
	if (!uuid_is_nil(last)) {
		cursor = base64url_encode(rq->arena, last.bytes, sizeof(last.bytes));
		json_object_set_new(page, "next_cursor", json_text(cursor));
	}
	struct response *rs = respond_json(rq, 200, json_compact(rq->arena, page));
	json_decref(page);
	if (cursor.n)
		response_header(rq, rs, TEXT("Link"),
		    arena_printf(rq->arena, "<%.*s>; rel=\"next\"",
			TEXT_ARG(next_url(rq, cursor))));
	return rs;
}
