/* One request with its connection, for this room only. */
#ifndef AUTHZ_HTTP_EXCHANGE_H
#define AUTHZ_HTTP_EXCHANGE_H

#include "http/server.h"

#include <microhttpd.h>
#include <stdatomic.h>

struct workers;
struct queue;

struct server {
	const struct server_options *options;
	struct MHD_Daemon *loops, *private_loop;
	struct workers *workers;
	atomic_ullong requests, deferred, refused;
	atomic_llong open; /* exchanges that are not completed */
};

/* A listener's side of the server: which table answers there. */
struct side {
	struct server *server;
	const struct route *routes;
	size_t route_count;
};

/* Owned by the loop, but for the time between suspend and resume: then by a worker. */
struct exchange {
	struct request rq;
	struct server *server;
	const struct side *side;
	struct MHD_Connection *connection;
	struct builder body;
	bool begun, too_large, answered;
	const struct response *answer;
	int64_t started;       /* clock_monotonic_us */
	struct queue *queue;   /* the workers', in which it waits or waited */
	struct exchange *next; /* in it */
};

/* router.c */
struct routed {
	const struct route *route; /* NULL: no such path, or not with this method */
	unsigned allowed;	   /* methods that the path knows; 0: no such path */
	bool malformed;		   /* a broken escape in the path */
};
struct routed route_find(const struct side *side, struct request *rq);
struct text methods_text(struct arena *a, unsigned methods);

/* head.c: NULL, or why the head can't be trusted to say where the request ends. */
const char *head_fault(const struct request *rq);

/* workers.c */
struct workers *workers_start(
    const struct server_options *options, int64_t count, int64_t room);
/* Finishes what waits, then ends the threads. */
void workers_stop(struct workers *w);
/* False when the queue is full. The exchange's connection must be suspended already. */
bool workers_take(struct workers *w, struct exchange *x);
void workers_counts(struct workers *w, int64_t *waiting, int64_t *busy);

/* steps.c: runs the route's steps; DEFER when one asked for a worker. */
const struct response *run_steps(struct exchange *x);
const struct response *answer_error(struct request *rq, int status, const char *sentence);

/* response.c: a list of headers that grows in the arena */
void header_append(
    struct arena *a, struct header **at, size_t *n, size_t *room, struct header added);

/* proxy.c: sets peer and https, by the connection or what a trusted proxy says. */
void set_peer(struct exchange *x);
/* The same for a connection from this address; touches no connection. */
void set_peer_behind(struct request *rq, struct text address);

/* listen.c: a listening socket for "address:port", or -1 after logging. */
int listen_on(struct text where);

#endif
