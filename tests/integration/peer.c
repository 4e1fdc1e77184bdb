#include "peer.h"

#include "base/builder.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATHS_MOST = 64, HEADERS_MOST = 8, REQUESTS_MOST = 1000 };

struct path {
	const char *path;
	int status, delay;
	const char *type, *body;
	const char *names[HEADERS_MOST], *values[HEADERS_MOST];
	size_t headers;
	struct peer_request requests[REQUESTS_MOST];
	size_t count;
};

/* `lock` guards the arena and all paths. */
struct peer {
	struct MHD_Daemon *daemon;
	const char *url;
	pthread_mutex_t lock;
	struct arena *arena;
	struct path *paths[PATHS_MOST];
	size_t path_count;
};

/* A request whose body still comes. */
struct incoming {
	struct arena *arena;
	struct builder body;
};

static const char *
copy(struct peer *p, const char *s)
{
	return arena_cstr(p->arena, text_of(s));
}

/* One that nobody told it about is a path too: it is counted, and answered 404. */
static struct path *
path_of(struct peer *p, const char *name)
{
	for (size_t i = 0; i < p->path_count; i++)
		if (strcmp(p->paths[i]->path, name) == 0)
			return p->paths[i];
	if (p->path_count == PATHS_MOST)
		abort();
	struct path *made = ARENA_NEW(p->arena, struct path);
	*made = (struct path){.path = copy(p, name), .status = 404, .body = ""};
	return p->paths[p->path_count++] = made;
}

static enum MHD_Result
add_pair(void *builder, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct builder *b = builder;
	(void)kind;
	if (b->n)
		build_char(b, '&');
	build_percent(b, text_of(name));
	build_char(b, '=');
	build_percent(b, text_of(value));
	return MHD_YES;
}

static enum MHD_Result
add_line(void *builder, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	build_printf(builder, "%s: %s\n", name, value);
	return MHD_YES;
}

static const char *
header(struct peer *p, struct MHD_Connection *c, const char *name)
{
	return copy(p, MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

static void
note(struct peer *p, struct path *path, struct MHD_Connection *c, const char *method,
    const struct incoming *in)
{
	struct builder query = builder_new(p->arena, 64);
	if (path->count == REQUESTS_MOST)
		abort();
	struct builder head = builder_new(p->arena, 512);
	build_char(&head, '\n');
	MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, add_pair, &query);
	MHD_get_connection_values(c, MHD_HEADER_KIND, add_line, &head);
	path->requests[path->count++] = (struct peer_request){.method = copy(p, method),
	    .path = path->path,
	    .query = arena_cstr(p->arena, builder_text(&query)),
	    .content_type = header(p, c, "Content-Type"),
	    .authorization = header(p, c, "Authorization"),
	    .body = arena_cstr(p->arena, builder_text(&in->body)),
	    .size = in->body.n,
	    .head = arena_cstr(p->arena, builder_text(&head))};
}

static struct MHD_Response *
response_of(const struct path *path)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
	    strlen(path->body), (void *)(uintptr_t)path->body, MHD_RESPMEM_MUST_COPY);
	if (path->type)
		MHD_add_response_header(r, "Content-Type", path->type);
	for (size_t i = 0; i < path->headers; i++)
		MHD_add_response_header(r, path->names[i], path->values[i]);
	return r;
}

static enum MHD_Result
answer(void *peer, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *body, size_t *size, void **state)
{
	struct peer *p = peer;
	struct incoming *in = *state;
	(void)version;
	if (!in) {
		struct arena *a = arena_new();
		*state = in = ARENA_NEW(a, struct incoming);
		*in = (struct incoming){a, builder_new(a, 256)};
		return MHD_YES;
	}
	if (*size) {
		build_bytes(&in->body, body, *size);
		*size = 0;
		return MHD_YES;
	}
	pthread_mutex_lock(&p->lock);
	struct path *path = path_of(p, url);
	note(p, path, c, method, in);
	int status = path->status, delay = path->delay;
	struct MHD_Response *r = response_of(path);
	pthread_mutex_unlock(&p->lock);
	usleep((useconds_t)delay * 1000);
	enum MHD_Result done = MHD_queue_response(c, (unsigned)status, r);
	MHD_destroy_response(r);
	return done;
}

static void
completed(void *peer, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode code)
{
	struct incoming *in = *state;
	(void)peer;
	(void)c;
	(void)code;
	if (in)
		arena_free(in->arena);
}

static struct peer *
start(const char *certificate, const char *key)
{
	struct arena *a = arena_new();
	struct peer *p = ARENA_NEW(a, struct peer);
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	p->arena = a;
	pthread_mutex_init(&p->lock, NULL);
	struct MHD_OptionItem tls[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key},
	    {MHD_OPTION_END, 0, NULL}};
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			 (certificate ? (unsigned)MHD_USE_TLS : 0);
	p->daemon = MHD_start_daemon(flags, 0, NULL, NULL, answer, p,
	    MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at, MHD_OPTION_NOTIFY_COMPLETED,
	    completed, p, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)256 * 1024,
	    MHD_OPTION_ARRAY, certificate ? tls : tls + 2, MHD_OPTION_END);
	if (!p->daemon)
		abort();
	int port = MHD_get_daemon_info(p->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	p->url =
	    arena_printf(a, "%s://localhost:%d", certificate ? "https" : "http", port).at;
	return p;
}

struct peer *
peer_start(void)
{
	return start(NULL, NULL);
}

struct peer *
peer_start_tls(const char *certificate, const char *key)
{
	return start(certificate, key);
}

void
peer_stop(struct peer *p)
{
	MHD_stop_daemon(p->daemon);
	pthread_mutex_destroy(&p->lock);
	arena_free(p->arena);
}

const char *
peer_url(const struct peer *p)
{
	return p->url;
}

void
peer_answer(
    struct peer *p, const char *path, int status, const char *type, const char *body)
{
	pthread_mutex_lock(&p->lock);
	struct path *at = path_of(p, path);
	at->status = status;
	at->type = type ? copy(p, type) : NULL;
	at->body = copy(p, body);
	pthread_mutex_unlock(&p->lock);
}

void
peer_header(struct peer *p, const char *path, const char *name, const char *value)
{
	pthread_mutex_lock(&p->lock);
	struct path *at = path_of(p, path);
	if (at->headers == HEADERS_MOST)
		abort();
	at->names[at->headers] = copy(p, name);
	at->values[at->headers++] = copy(p, value);
	pthread_mutex_unlock(&p->lock);
}

void
peer_delay(struct peer *p, const char *path, int milliseconds)
{
	pthread_mutex_lock(&p->lock);
	path_of(p, path)->delay = milliseconds;
	pthread_mutex_unlock(&p->lock);
}

size_t
peer_requests(struct peer *p, const char *path, const struct peer_request **requests)
{
	pthread_mutex_lock(&p->lock);
	struct path *at = path_of(p, path);
	size_t count = at->count;
	if (requests)
		*requests = at->requests;
	pthread_mutex_unlock(&p->lock);
	return count;
}

size_t
peer_wait(struct peer *p, const char *path, size_t count)
{
	size_t n = 0;
	for (int i = 0; i < 200 && (n = peer_requests(p, path, NULL)) < count; i++)
		usleep(50000);
	return n;
}
