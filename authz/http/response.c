#include "http/request.h"

void
response_header(
    struct request *rq, struct response *rs, struct text name, struct text value)
{
	struct header *bigger =
	    ARENA_ARRAY(rq->arena, rs->header_count + 1, struct header);
	if (rs->header_count)
		memcpy(bigger, rs->headers, rs->header_count * sizeof(*bigger));
	bigger[rs->header_count++] = (struct header){name, value};
	rs->headers = bigger;
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
	response_header(rq, rs, TEXT("Location"), location);
	return rs;
}
