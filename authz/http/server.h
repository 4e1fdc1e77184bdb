/* The HTTP server: loops (libmicrohttpd, epoll), a router over a table, and workers. */
#ifndef AUTHZ_HTTP_SERVER_H
#define AUTHZ_HTTP_SERVER_H

#include "http/request.h"

/* ON_WORKER_SLOWLY: costs so much CPU (a password's hash) that at most half of the
 * workers and of their queue may be taken by such, and the rest goes on beside them. */
enum where { ON_LOOP, ON_WORKER, ON_WORKER_SLOWLY };

/* Who formats the errors that the server itself must answer (bad form, 404, 405, 413,
 * 503). */
enum error_format { ERRORS_OAUTH, ERRORS_PAGE, ERRORS_PROBLEM };

struct route {
	unsigned methods; /* enum method, or'ed; GET also answers HEAD */
	const char *path; /* "/developer/apps/{}/secrets": {} stands for one segment,
			   * {*} at the end for one or more */
	enum where where;
	const step *steps; /* ends with NULL; the last one always answers */
	enum error_format errors;
	bool cors;	  /* callable from any origin, without credentials */
	size_t body_most; /* bytes; 0: [server] body_limit */
};

struct error_answer {
	int status; /* 400, 404, 405, 408, 413, 431, 500, 503 */
	enum error_format format;
	const char *sentence; /* what happened and what to do */
};

struct server_options {
	const struct route *routes;
	size_t route_count;
	const struct route *private_routes; /* answered on private_listen only */
	size_t private_route_count;
	/* Formats an answer for the server's own errors. */
	const struct response *(*answer_error)(
	    struct request *rq, const struct error_answer *e);
	/* Called on each worker thread, at its start and end. */
	struct db *(*worker_start)(void);
	void (*worker_stop)(struct db *db);
	/* Called on a worker when the steps have run, before the answer leaves. */
	void (*before_answer)(struct db *db);
};

struct server;

/* Listens and serves by settings(); NULL after logging why (port taken, bad certificate).
 */
struct server *server_start(const struct server_options *options);
/* Refuses new connections, finishes what runs, at most `seconds`. */
void server_stop(struct server *s, int seconds);

/* Numbers for /metrics and /readyz. */
struct server_counts {
	uint64_t requests, deferred, refused; /* refused: the queue was full */
	int64_t waiting, busy;
};
struct server_counts server_counts(const struct server *s);

#endif
