#include "oauth/problem.h"

#include "base/cleanup.h"
#include "base/json.h"

/* RFC 9457 4.2.1: a problem without a type of its own has the status's phrase. */
static const char *
title_of(int status)
{
	static const struct {
		int status;
		const char *title;
	} titles[] = {{400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
	    {404, "Not Found"}, {405, "Method Not Allowed"}, {409, "Conflict"},
	    {412, "Precondition Failed"}, {413, "Content Too Large"},
	    {415, "Unsupported Media Type"}, {422, "Unprocessable Content"},
	    {428, "Precondition Required"}, {431, "Request Header Fields Too Large"},
	    {500, "Internal Server Error"}, {503, "Service Unavailable"}};
	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (titles[i].status == status)
			return titles[i].title;
	return "Error";
}

struct response *
respond_problem(
    struct request *rq, int status, const char *code, struct text detail, json_t *errors)
{
	CLEANUP(json)
	json_t *problem = json_pack("{ss si ss so so so*}", "title", title_of(status),
	    "status", status, "code", code, "detail", json_text(detail), "request_id",
	    json_text(rq->id), "errors", errors);
	no_store(rq);
	return respond(rq, status, TEXT("application/problem+json"),
	    json_compact(rq->arena, problem));
}
