#include "http/exchange.h"

const struct response defer_response = {0};

bool
request_may_block(const struct request *rq)
{
	return rq->db != NULL;
}

const struct response *
gather(struct request *rq, const struct gathering *g, void **part)
{
	if (!rq->gathered || rq->gathering != g) {
		rq->gathering = g;
		rq->part = *part;
		rq->gathered = false;
		if (!request_may_block(rq))
			return DEFER;
		g->run(rq->db, &rq->part, 1);
		rq->gathered = true;
	}
	*part = rq->part;
	return NULL;
}

struct text
request_header(const struct request *rq, struct text name)
{
	for (size_t i = 0; i < rq->header_count; i++)
		if (text_eq_nocase(rq->headers[i].name, name))
			return rq->headers[i].value;
	return NO_TEXT;
}

size_t
request_header_count(const struct request *rq, struct text name)
{
	size_t n = 0;
	for (size_t i = 0; i < rq->header_count; i++)
		n += text_eq_nocase(rq->headers[i].name, name);
	return n;
}

void
request_add_header(struct request *rq, struct text name, struct text value)
{
	header_append(rq->arena, &rq->extra, &rq->extra_count, &rq->extra_room,
	    (struct header){name, value});
}

const struct response *
no_store(struct request *rq)
{
	for (size_t i = 0; i < rq->extra_count; i++)
		if (text_eq(rq->extra[i].name, TEXT("Cache-Control")))
			return NULL;
	request_add_header(rq, TEXT("Cache-Control"), TEXT("no-store"));
	return NULL;
}
