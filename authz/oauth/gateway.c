/*
 * A gateway asks about a request by /oauth2/check, and says in headers which it was:
 * X-Original-Method and X-Original-URL (nginx), or X-Forwarded-Method, -Proto, -Host and
 * -Uri (Traefik, Caddy). Gateways pass on what their callers sent beside what they set
 * themselves, so who sends the other kind too is not believed.
 */
#include "oauth/sender.h"

static bool
has(const struct request *rq, const char *name)
{
	return request_header_count(rq, text_of(name)) != 0;
}

static bool
tells_twice(const struct request *rq)
{
	static const char *const names[] = {"X-Original-Method", "X-Original-URL",
	    "X-Forwarded-Method", "X-Forwarded-Proto", "X-Forwarded-Host",
	    "X-Forwarded-Uri"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (request_header_count(rq, text_of(names[i])) > 1)
			return true;
	return (has(rq, "X-Original-Method") || has(rq, "X-Original-URL")) &&
	       (has(rq, "X-Forwarded-Method") || has(rq, "X-Forwarded-Uri"));
}

struct proof_target
proof_target_of_gateway(struct request *rq)
{
	struct proof_target t = {.method = request_header(rq, TEXT("X-Original-Method")),
	    .url = request_header(rq, TEXT("X-Original-URL"))};
	if (tells_twice(rq)) {
		t.fault = "the gateway tells the original request in two ways";
		return t;
	}
	if (!t.method.n && !t.url.n) {
		t.method = request_header(rq, TEXT("X-Forwarded-Method"));
		t.url = arena_printf(rq->arena, "%.*s://%.*s%.*s",
		    TEXT_ARG(request_header(rq, TEXT("X-Forwarded-Proto"))),
		    TEXT_ARG(request_header(rq, TEXT("X-Forwarded-Host"))),
		    TEXT_ARG(request_header(rq, TEXT("X-Forwarded-Uri"))));
	}
	if (!t.method.n)
		t.fault = "the gateway does not tell the original request: set "
			  "X-Original-Method and X-Original-URL";
	return t;
}
