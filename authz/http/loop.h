/* A thread that serves connections, for this room only. */
#ifndef AUTHZ_HTTP_LOOP_H
#define AUTHZ_HTTP_LOOP_H

#include "http/exchange.h"
#include "http/tls.h"

#include <pthread.h>
#include <sys/socket.h>

/* A connection on its way to its loop. */
struct arrival {
	int fd;
	socklen_t address_size;
	struct sockaddr_storage address;
	struct arrival *next;
};

struct loop {
	struct loops *all;
	struct MHD_Daemon *library;
	pthread_t thread;
	int poller, bell;		   /* epoll, eventfd */
	bool listening, pause, look_again; /* its own */
	atomic_bool rung, stop;
	atomic_bool refused; /* it saw that nobody is to be let in any more */
	atomic_int connections, arriving;
	pthread_mutex_t lock; /* guards all below: what others leave for it */
	struct arrival *arrivals;
	struct exchange *back, **last_back;
};

/* A listening socket and the loops behind it. */
struct loops {
	const struct side *side;
	int listener;
	atomic_bool refuse;
	unsigned count, running;
	struct loop at[];
};

/* False after logging why; loop_free() is due either way. */
bool loop_init(struct loop *l, struct loops *all, const struct tls *tls);
void loop_free(struct loop *l);
/* The thread. */
void *loop_run(void *loop);
/* From any thread: there is something for it. */
void loop_ring(struct loop *l);

#endif
