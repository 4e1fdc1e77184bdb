/* One request with its connection, for this room only. */
#ifndef AUTHZ_HTTP_EXCHANGE_H
#define AUTHZ_HTTP_EXCHANGE_H

#include "http/server.h"

#include <microhttpd.h>
#include <stdatomic.h>

struct workers;
struct queue;
struct loop;
struct loops;
struct tls;

struct server {
	const struct server_options *options;
	struct loops *loops, *private_loop;
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
	struct loop *loop;
	struct MHD_Connection *connection;
	struct builder body;
	bool begun, too_large, answered;
	const struct response *answer;
	int64_t started;       /* clock_monotonic_us */
	struct queue *queue;   /* the workers', in which it waits or waited */
	struct exchange *next; /* in it, or among those that go back to their loop */
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

/* exchange.c: libmicrohttpd's callbacks; `loop` is the one that the connection is on. */
void *exchange_begin(void *loop, const char *uri, struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *cls, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version, const char *data,
    size_t *size, void **state);
void exchange_completed(void *cls, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode why);

/* loop.c */
/* Listens at "address:port" with `count` loops behind it; NULL after logging why not. */
struct loops *loops_start(
    struct side *side, struct text where, unsigned count, const struct tls *tls);
/* Takes no more connections, and frees the port; what is connected goes on. */
void loops_refuse(struct loops *all);
/* Sends what the workers gave back, then ends. */
void loops_stop(struct loops *all);
const struct side *loop_side(const struct loop *l);
/* For workers: the loops own these again, and go on with them. */
void loops_take_back(struct exchange *const exchanges[], size_t n);
/* On its own loop: a suspended exchange goes on. */
void loop_go_on(struct exchange *x);

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

/* proxy.c: the address at the other end, for free(); NULL when it can't be told. */
char *peer_of(struct MHD_Connection *connection);
/* Sets peer and https, by the connection or what a trusted proxy says; true for
 * such. */
bool set_peer(struct exchange *x);
/* The same for a connection from this address; touches no connection. True when that is
 * a trusted proxy. */
bool set_peer_behind(struct request *rq, struct text address);

/* client_certificate.c */
/* Before the handshake: asks for a certificate, if the settings say so, and takes none
 * for an answer too. */
void ask_for_certificate(struct MHD_Connection *connection);
/* Sets the certificate as the settings say; `by_proxy` is set_peer()'s. */
void set_client_certificate(struct exchange *x, bool by_proxy);
/* The same from the headers of a trusted proxy (RFC 9440); touches no connection. */
void set_forwarded_certificate(struct request *rq);

/* listen.c: a listening socket for "address:port", or -1 after logging. */
int listen_on(struct text where);

#endif
