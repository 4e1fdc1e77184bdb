/*
 * One thread accepts for all loops and deals connections out in turn. Left to take them
 * from the same socket by themselves, the first loop that wakes takes them all, and a few
 * busy connections that stay would keep one core busy and leave the others idle.
 */
#include "base/log.h"
#include "http/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct acceptor {
	struct MHD_Daemon *loops;
	int listening, stop; /* sockets; `stop` is an eventfd */
	pthread_t thread;
};

/* False when nobody waits to be accepted, or nobody can be now. */
static bool
accept_one(const struct acceptor *a)
{
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);
	int fd = accept4(
	    a->listening, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0) {
		/* By the number of the socket, libmicrohttpd chooses the loop; it closes
		 * what it does not take. */
		MHD_add_connection(a->loops, fd, (struct sockaddr *)&peer, size);
		return true;
	}
	/* No file descriptors or memory: others have to go first. */
	if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
		usleep(10000);
	return errno == EINTR || errno == ECONNABORTED;
}

static void *
accept_always(void *acceptor)
{
	const struct acceptor *a = acceptor;
	struct pollfd polled[] = {
	    {.fd = a->listening, .events = POLLIN}, {.fd = a->stop, .events = POLLIN}};
	while (!polled[1].revents) {
		if (poll(polled, 2, -1) < 0 && errno != EINTR)
			break;
		while (polled[0].revents && accept_one(a))
			;
	}
	return NULL;
}

struct acceptor *
acceptor_start(int listening, struct MHD_Daemon *loops)
{
	struct acceptor *a = calloc(1, sizeof(*a));
	if (!a)
		return NULL;
	fcntl(listening, F_SETFL, fcntl(listening, F_GETFL) | O_NONBLOCK);
	a->loops = loops;
	a->listening = listening;
	a->stop = eventfd(0, EFD_CLOEXEC);
	if (a->stop >= 0 && pthread_create(&a->thread, NULL, accept_always, a) == 0)
		return a;
	log_error("acceptor_not_started", LC("why", "no thread or no file descriptor"));
	if (a->stop >= 0)
		close(a->stop);
	close(listening);
	free(a);
	return NULL;
}

void
acceptor_stop(struct acceptor *a)
{
	uint64_t one = 1;
	if (!a)
		return;
	if (write(a->stop, &one, sizeof(one)) == sizeof(one))
		pthread_join(a->thread, NULL);
	close(a->listening);
	close(a->stop);
	free(a);
}
