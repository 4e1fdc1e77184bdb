#include "http/exchange.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/uuid.h"
#include "http/tls.h"
#include "settings/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

void steps_use(const struct server_options *o);

enum { HEADERS_MOST = 100 };

static struct server server;
static struct side public_side, private_side;

/* Called when the request line is read: the only place that has the raw target. */
static void *
begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
	const struct side *side = cls;
	struct arena *a = arena_new();
	struct exchange *x = ARENA_NEW(a, struct exchange);
	struct text target = arena_text(a, text_of(uri));
	size_t question = text_index(target, '?');
	x->rq.arena = a;
	x->rq.path = text_part(target, 0, question);
	x->rq.query = text_part(target, question + 1, target.n);
	x->server = side->server;
	x->side = side;
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

static void
completed(void *cls, struct MHD_Connection *connection, void **state,
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
		    "WWW-Authenticate, DPoP-Nonce, X-Request-Id");
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
		    TEXT("Authorization, Content-Type, DPoP"));
		response_header(rq, rs, TEXT("Access-Control-Max-Age"), TEXT("3600"));
	}
	return rs;
}

/* The head is there: an answer that needs no body, or NULL. */
static const struct response *
judge_head(struct exchange *x)
{
	struct request *rq = &x->rq;
	struct routed found = route_find(x->side, rq);
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
	    length > (uint64_t)settings()->server.body_limit)
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
	set_peer(x);
	if (c.bytes > (size_t)settings()->server.head_limit || all >= HEADERS_MOST)
		x->answer = answer_error(rq, 431, "the head of the request is too large");
	else
		x->answer = judge_head(x);
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
	if (!x->body.arena)
		x->body = builder_new(x->rq.arena, body_room(x));
	if (x->body.n + n > (size_t)settings()->server.body_limit)
		x->too_large = true;
	if (!x->too_large && !x->answered)
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
	MHD_resume_connection(x->connection);
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

static enum MHD_Result
handle(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **state)
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

/* Paths and queries stay as they were sent; the router and forms decode them strictly. */
static size_t
leave_escaped(void *cls, struct MHD_Connection *connection, char *s)
{
	(void)cls, (void)connection;
	return strlen(s);
}

static void
log_library(void *cls, const char *format, va_list args)
{
	(void)cls;
	char line[256];
	vsnprintf(line, sizeof(line), format, args);
	log_debug("http_library", LC("says", line));
}

static struct MHD_Daemon *
start_loops(struct side *side, struct text where, unsigned loops, const struct tls *tls)
{
	const struct settings *s = settings();
	int fd = listen_on(where);
	if (fd < 0)
		return NULL;
	struct MHD_OptionItem items[16];
	size_t n = 0;
#define OPTION(name, number, pointer)                                                    \
	items[n++] =                                                                     \
	    (struct MHD_OptionItem){(name), (intptr_t)(number), (void *)(pointer)}
	OPTION(MHD_OPTION_LISTEN_SOCKET, fd, NULL);
	OPTION(MHD_OPTION_CONNECTION_TIMEOUT, s->server.timeout, NULL);
	/* Wiped by the library between two requests: no more than is needed. */
	OPTION(MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->server.head_limit + 12288, NULL);
	OPTION(MHD_OPTION_CONNECTION_LIMIT, 60000, NULL);
	OPTION(MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)completed, NULL);
	OPTION(MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)begin, side);
	OPTION(MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escaped, NULL);
	OPTION(MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL);
	if (loops > 1)
		OPTION(MHD_OPTION_THREAD_POOL_SIZE, loops, NULL);
	unsigned flags =
	    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	if (tls) {
		flags |= MHD_USE_TLS;
		OPTION(MHD_OPTION_HTTPS_MEM_CERT, 0, tls->certificate);
		OPTION(MHD_OPTION_HTTPS_MEM_KEY, 0, tls->key);
		OPTION(MHD_OPTION_HTTPS_PRIORITIES, 0,
		    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2");
	}
	OPTION(MHD_OPTION_END, 0, NULL);
#undef OPTION
	/* The logger must come first to hear of faults in the options behind it. */
	struct MHD_Daemon *d = MHD_start_daemon(flags, 0, NULL, NULL, handle, side,
	    MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL, MHD_OPTION_ARRAY, items,
	    MHD_OPTION_END);
	if (!d) {
		log_error("http_not_started", LT("where", where),
		    LC("why", tls ? "check the certificate and its key"
				  : "libmicrohttpd refused"));
		close(fd);
	}
	return d;
}

static unsigned
loop_count(void)
{
	int64_t wanted = settings()->server.loops;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (wanted <= 0)
		wanted = cores > 0 ? cores : 1;
	return (unsigned)wanted;
}

static void
raise_file_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool
start_all(const struct tls *tls)
{
	const struct settings *set = settings();
	server.workers =
	    workers_start(server.options, set->server.workers, set->server.queue);
	if (!server.workers)
		return false;
	server.private_loop =
	    start_loops(&private_side, set->server.private_listen, 1, NULL);
	if (!server.private_loop)
		return false;
	server.loops = start_loops(&public_side, set->server.listen, loop_count(), tls);
	return server.loops != NULL;
}

struct server *
server_start(const struct server_options *options)
{
	struct tls *tls = NULL;
	memset(&server, 0, sizeof(server));
	server.options = options;
	public_side = (struct side){&server, options->routes, options->route_count};
	private_side =
	    (struct side){&server, options->private_routes, options->private_route_count};
	steps_use(options);
	raise_file_limit();
	if (!tls_load(&tls))
		return NULL;
	bool started = start_all(tls);
	tls_free(tls);
	if (started)
		return &server;
	server_stop(&server, 0);
	return NULL;
}

static void
stop_listening(struct MHD_Daemon *d)
{
	if (!d)
		return;
	int fd = MHD_quiesce_daemon(d);
	if (fd >= 0)
		close(fd);
}

void
server_stop(struct server *s, int seconds)
{
	stop_listening(s->loops);
	for (int i = 0; i < seconds * 100 && s->open > 0; i++)
		usleep(10000);
	if (s->open > 0 && seconds)
		log_warn("requests_cut_off", LN("requests", s->open));
	/* Workers finish and resume what they have: only then may the loops stop. */
	if (s->workers)
		workers_stop(s->workers);
	stop_listening(s->private_loop);
	if (s->loops)
		MHD_stop_daemon(s->loops);
	if (s->private_loop)
		MHD_stop_daemon(s->private_loop);
	memset(s, 0, sizeof(*s));
}

struct server_counts
server_counts(const struct server *s)
{
	struct server_counts c = {
	    .requests = s->requests, .deferred = s->deferred, .refused = s->refused};
	workers_counts(s->workers, &c.waiting, &c.busy);
	return c;
}
