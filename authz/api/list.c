#include "api/api.h"
#include "base/encoding.h"
#include "base/json.h"
#include "oauth/problem.h"
#include "settings/settings.h"

enum { LIMIT_USUAL = 50, LIMIT_MOST = 100 };

/* What a cursor holds: where the page before ended. */
enum { ID_SIZE = sizeof(struct uuid), AT_SIZE = 8 };

static const struct response *
refuse_parameter(struct request *rq, const char *detail)
{
	return respond_problem(rq, 400, "invalid_request", text_of(detail), NULL);
}

/* Of times, those that the database can add to. */
static bool
open_cursor(struct text bytes, bool timed, struct api_page *out)
{
	uint64_t at = 0;
	if (bytes.n != (timed ? ID_SIZE + AT_SIZE : ID_SIZE))
		return false;
	memcpy(out->after.bytes, bytes.at, ID_SIZE);
	for (size_t i = ID_SIZE; i < bytes.n; i++)
		at = at << 8 | (unsigned char)bytes.at[i];
	out->after_us = (int64_t)at;
	return at < UINT64_C(7258118400000000);
}

static const struct response *
read_page(struct request *rq, bool timed, struct api_page *out)
{
	struct text limit = form_get(rq->parameters, TEXT("limit")), bytes;
	struct text cursor = form_get(rq->parameters, TEXT("cursor"));
	uint64_t n = LIMIT_USUAL;
	*out = (struct api_page){0, NO_UUID, 0};
	if (form_count(rq->parameters, TEXT("limit")) &&
	    (!text_to_u64(limit, &n) || n < 1 || n > LIMIT_MOST))
		return refuse_parameter(rq, "limit is a number from 1 to 100");
	out->limit = (int)n;
	if (!form_count(rq->parameters, TEXT("cursor")))
		return NULL;
	if (base64url_decode(rq->arena, cursor, &bytes) && open_cursor(bytes, timed, out))
		return NULL;
	return refuse_parameter(
	    rq, "cursor is not one that this list gave: begin without it");
}

const struct response *
api_read_page(struct request *rq, struct api_page *out)
{
	return read_page(rq, false, out);
}

const struct response *
api_read_page_by_time(struct request *rq, struct api_page *out)
{
	return read_page(rq, true, out);
}

size_t
api_rows_shown(const struct api_page *page, size_t n)
{
	return n < (size_t)page->limit ? n : (size_t)page->limit;
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

static const struct response *
respond_page(struct request *rq, json_t *items, struct text cursor)
{
	json_t *page = json_pack("{so}", "items", items);
	if (cursor.n)
		json_object_set_new(page, "next_cursor", json_text(cursor));
	struct response *rs = respond_json(rq, 200, json_compact(rq->arena, page));
	json_decref(page);
	if (cursor.n)
		response_header(rq, rs, TEXT("Link"),
		    arena_printf(rq->arena, "<%.*s>; rel=\"next\"",
			TEXT_ARG(next_url(rq, cursor))));
	return rs;
}

const struct response *
api_respond_page(struct request *rq, json_t *items, struct uuid last)
{
	struct text cursor = NO_TEXT;
	if (!uuid_is_nil(last))
		cursor = base64url_encode(rq->arena, last.bytes, ID_SIZE);
	return respond_page(rq, items, cursor);
}

const struct response *
api_respond_page_by_time(
    struct request *rq, json_t *items, struct uuid last, int64_t last_us)
{
	unsigned char bytes[ID_SIZE + AT_SIZE];
	if (uuid_is_nil(last))
		return respond_page(rq, items, NO_TEXT);
	memcpy(bytes, last.bytes, ID_SIZE);
	for (int i = 0; i < AT_SIZE; i++)
		bytes[ID_SIZE + i] = (unsigned char)((uint64_t)last_us >> 8 * (7 - i));
	return respond_page(rq, items, base64url_encode(rq->arena, bytes, sizeof(bytes)));
}
