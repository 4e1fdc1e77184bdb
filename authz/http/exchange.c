/* What libmicrohttpd asks for as a request comes in, runs and ends. */
#include "http/exchange.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/uuid.h"
#include "settings/settings.h"

enum { HEADERS_MOST = 100 };

/* Called when the request line is read: the only place that has the raw target. */
void *
exchange_begin(void *loop, const char *uri, struct MHD_Connection *connection)
{
	const struct side *side = loop_side(loop);
	struct arena *a = arena_new();
	struct exchange *x = ARENA_NEW(a, struct exchange);
	struct text target = arena_text(a, text_of(uri));
	size_t question = text_index(target, '?');
	x->rq.arena = a;
	x->rq.path = text_part(target, 0, question);
	x->rq.query = text_part(target, question + 1, target.n);
	x->server = side->server;
	x->side = side;
	x->loop = loop;
	x->connection = connection;
	x->started = clock_monotonic_us();
	side->server->open++;
	return x;
}

static void
log_request(const struct exchange *x)
{
	int status = x->answer ? x->answer->status : 0;
	LOG_WITH(status >= 500 ? LOG_INFO : LOG_DEBUG, "request", LT("id", x->rq.id),
	    LT("path", x->rq.path), LN("status", status),
	    LN("microseconds", clock_monotonic_us() - x->started),
	    LT("peer", x->rq.peer));
}

void
exchange_completed(void *cls, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode why)
{
	(void)cls, (void)connection, (void)why;
	struct exchange *x = *state;
	if (!x)
		return;
	*state = NULL;
	if (x->begun)
		log_request(x);
	struct server *s = x->server;
	arena_free(x->rq.arena);
	s->open--;
}

struct collected {
	struct header *at;
	size_t n, room, bytes;
};

static enum MHD_Result
collect_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_size,
    const char *value, size_t value_size)
{
	(void)kind;
	struct collected *c = cls;
	c->bytes += key_size + value_size + 4;
	if (c->n == c->room)
		return MHD_NO;
	/* They stay where they are until the request is completed. */
	c->at[c->n++] = (struct header){{key, key_size}, {value, value ? value_size : 0}};
	return MHD_YES;
}

static enum method
method_of(const char *name)
{
	static const struct {
		const char *name;
		enum method method;
	} methods[] = {{"GET", METHOD_GET}, {"HEAD", METHOD_GET}, {"POST", METHOD_POST},
	    {"PUT", METHOD_PUT}, {"DELETE", METHOD_DELETE}, {"OPTIONS", METHOD_OPTIONS}};
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (text_eq(text_of(methods[i].name), text_of(name)))
			return methods[i].method;
	return 0;
}

static enum MHD_Result
send_answer(struct exchange *x)
{
	const struct response *rs = x->answer;
	struct request *rq = &x->rq;
	/* The body stays in the arena until `completed`. */
	struct MHD_Response *out = MHD_create_response_from_buffer(
	    rs->body.n, (void *)(uintptr_t)rs->body.at, MHD_RESPMEM_PERSISTENT);
	if (!out)
		return MHD_NO;
	for (size_t i = 0; i < rs->header_count; i++)
		MHD_add_response_header(out, arena_cstr(rq->arena, rs->headers[i].name),
		    arena_cstr(rq->arena, rs->headers[i].value));
	for (size_t i = 0; i < rq->extra_count; i++)
		MHD_add_response_header(out, arena_cstr(rq->arena, rq->extra[i].name),
		    arena_cstr(rq->arena, rq->extra[i].value));
	MHD_add_response_header(out, "X-Request-Id", arena_cstr(rq->arena, rq->id));
	MHD_add_response_header(out, "X-Content-Type-Options", "nosniff");
	/* What caches may keep says so to all; the rest only to browser apps. */
	if (rq->route && rq->route->cors &&
	    (rq->method == METHOD_GET || request_header(rq, TEXT("Origin")).n)) {
		MHD_add_response_header(out, "Access-Control-Allow-Origin", "*");
		MHD_add_response_header(out, "Access-Control-Expose-Headers",
		    "WWW-Authenticate, DPoP-Nonce, X-Request-Id, ETag, Link, Location, "
		    "Retry-After");
	}
	enum MHD_Result result =
	    MHD_queue_response(x->connection, (unsigned)rs->status, out);
	MHD_destroy_response(out);
	return result;
}

static const struct response *
preflight(struct request *rq, unsigned allowed)
{
	struct response *rs = respond(rq, 204, NO_TEXT, NO_TEXT);
	response_header(rq, rs, TEXT("Allow"), methods_text(rq->arena, allowed));
	if (rq->route->cors) {
		response_header(rq, rs, TEXT("Access-Control-Allow-Methods"),
		    methods_text(rq->arena, allowed));
		response_header(rq, rs, TEXT("Access-Control-Allow-Headers"),
		    TEXT("Authorization, Content-Type, DPoP, If-Match, If-None-Match, "
			 "Idempotency-Key"));
		response_header(rq, rs, TEXT("Access-Control-Max-Age"), TEXT("3600"));
	}
	return rs;
}

static size_t
body_most(const struct route *route)
{
	return route->body_most ? route->body_most
				: (size_t)settings()->server.body_limit;
}

/* The head is there: an answer that needs no body, or NULL. */
static const struct response *
judge_head(struct exchange *x, bool too_large)
{
	struct request *rq = &x->rq;
	/* First of all, for it says in whose format the errors go. */
	struct routed found = route_find(x->side, rq);
	if (too_large)
		return answer_error(rq, 431, "the head of the request is too large");
	const char *fault = head_fault(rq);
	uint64_t length = 0;
	if (fault) {
		request_add_header(rq, TEXT("Connection"), TEXT("close"));
		return answer_error(rq, 400, fault);
	}
	if (found.malformed)
		return answer_error(rq, 400, "the path has a broken escape");
	if (!found.allowed)
		return answer_error(rq, 404, "there is nothing at this address");
	if (!found.route && rq->method == METHOD_OPTIONS)
		return preflight(rq, found.allowed | METHOD_OPTIONS);
	if (!found.route) {
		request_add_header(
		    rq, TEXT("Allow"), methods_text(rq->arena, found.allowed));
		return answer_error(rq, 405, "this address does not know that method");
	}
	struct text declared = request_header(rq, TEXT("Content-Length"));
	if (declared.n && text_to_u64(declared, &length) &&
	    length > body_most(found.route))
		return answer_error(rq, 413, "the body is too large");
	return NULL;
}

static enum MHD_Result
take_head(struct exchange *x, const char *method)
{
	struct request *rq = &x->rq;
	struct collected c = {.bytes = rq->path.n + rq->query.n};
	int all = MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, NULL, NULL);
	c.room = all < HEADERS_MOST ? (size_t)all : HEADERS_MOST;
	c.at = ARENA_ARRAY(rq->arena, c.room, struct header);
	x->begun = true;
	x->server->requests++;
	rq->id = uuid_text(rq->arena, uuid_new());
	rq->method = method_of(method);
	MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, collect_header, &c);
	rq->headers = c.at;
	rq->header_count = c.n;
	set_client_certificate(x, set_peer(x));
	x->answer = judge_head(
	    x, c.bytes > (size_t)settings()->server.head_limit || all >= HEADERS_MOST);
	if (x->answer) {
		x->answered = true;
		return send_answer(x);
	}
	return MHD_YES;
}

/* The size that was declared, or a first guess. */
static size_t
body_room(const struct exchange *x)
{
	struct text declared = request_header(&x->rq, TEXT("Content-Length"));
	uint64_t n;
	return declared.n && text_to_u64(declared, &n) ? (size_t)n : 1024;
}

static void
take_body(struct exchange *x, const char *at, size_t n)
{
	if (x->answered)
		return;
	if (!x->body.arena)
		x->body = builder_new(x->rq.arena, body_room(x));
	if (x->body.n + n > body_most(x->rq.route))
		x->too_large = true;
	if (!x->too_large)
		build_bytes(&x->body, at, n);
}

static enum MHD_Result
to_worker(struct exchange *x)
{
	/* Suspended first: a worker may be done before we are back here. */
	MHD_suspend_connection(x->connection);
	x->server->deferred++;
	if (workers_take(x->server->workers, x))
		return MHD_YES;
	x->server->refused++;
	request_add_header(&x->rq, TEXT("Retry-After"), TEXT("1"));
	x->answer =
	    answer_error(&x->rq, 503, "the server is busy; try again in a moment");
	x->answered = true;
	loop_go_on(x);
	return MHD_YES;
}

static enum MHD_Result
run(struct exchange *x)
{
	x->rq.body = builder_text(&x->body);
	if (x->too_large)
		x->answer = answer_error(&x->rq, 413, "the body is too large");
	else if (x->rq.route->where != ON_LOOP)
		return to_worker(x);
	else {
		x->answer = run_steps(x);
		if (x->answer == DEFER)
			return to_worker(x);
	}
	x->answered = true;
	return send_answer(x);
}

enum MHD_Result
exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *size, void **state)
{
	(void)cls, (void)connection, (void)url, (void)version;
	struct exchange *x = *state;
	if (!x->begun)
		return take_head(x, method);
	if (*size) {
		take_body(x, data, *size);
		*size = 0;
		return MHD_YES;
	}
	return x->answered ? send_answer(x) : run(x);
}
