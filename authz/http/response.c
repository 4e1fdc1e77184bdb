#include "http/exchange.h"
#include "settings/settings.h"

void
header_append(
    struct arena *a, struct header **at, size_t *n, size_t *room, struct header added)
{
	if (*n == *room) {
		*room = *room ? *room * 2 : 4;
		struct header *bigger = ARENA_ARRAY(a, *room, struct header);
		if (*n)
			memcpy(bigger, *at, *n * sizeof(*bigger));
		*at = bigger;
	}
	(*at)[(*n)++] = added;
}

void
response_header(
    struct request *rq, struct response *rs, struct text name, struct text value)
{
	header_append(rq->arena, &rs->headers, &rs->header_count, &rs->header_room,
	    (struct header){name, value});
}

struct response *
respond(struct request *rq, int status, struct text type, struct text body)
{
	struct response *rs = ARENA_NEW(rq->arena, struct response);
	rs->status = status;
	rs->body = body;
	if (type.n)
		response_header(rq, rs, TEXT("Content-Type"), type);
	return rs;
}

struct response *
respond_json(struct request *rq, int status, struct text json)
{
	return respond(rq, status, TEXT("application/json"), json);
}

struct response *
respond_redirect(struct request *rq, struct text location)
{
	struct response *rs = respond(rq, 303, NO_TEXT, NO_TEXT);
	struct text base = settings()->server.base_path;
	if (base.n && location.n && location.at[0] == '/')
		location = arena_printf(
		    rq->arena, "%.*s%.*s", TEXT_ARG(base), TEXT_ARG(location));
	response_header(rq, rs, TEXT("Location"), location);
	return rs;
}
