/*
 * A loop is a thread with a libmicrohttpd daemon that has none of its own, so that we say
 * when it looks at its sockets and for how long it may wait: its own thread takes 128
 * events at a time and, behind a full batch, waits before it serves them. Connections are
 * dealt to the loop that has the fewest, and what workers give back comes as one piece.
 */
#include "http/loop.h"

#include "base/log.h"
#include "settings/settings.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { CONNECTIONS_MOST = 60000, ACCEPT_AT_ONCE = 16, PAUSE = 100 /* ms */ };

/* What the poller tells of. */
enum { SOCKETS, LISTENER, WOKEN };

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

/* Its address as text is made once for all of its requests. */
static void
connection_changes(void *loop, struct MHD_Connection *connection, void **socket,
    enum MHD_ConnectionNotificationCode what)
{
	struct loop *l = loop;
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*socket = peer_of(connection);
		ask_for_certificate(connection);
		l->connections++;
	} else {
		free(*socket);
		l->connections--;
	}
}

static struct MHD_Daemon *
start_library(struct loop *l, const struct tls *tls)
{
	const struct settings *s = settings();
	struct MHD_OptionItem items[16];
	size_t n = 0;
#define OPTION(name, number, pointer)                                                    \
	items[n++] =                                                                     \
	    (struct MHD_OptionItem){(name), (intptr_t)(number), (void *)(pointer)}
	OPTION(MHD_OPTION_CONNECTION_TIMEOUT, s->server.timeout, NULL);
	/* Wiped by the library between two requests: no more than is needed. */
	OPTION(MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->server.head_limit + 12288, NULL);
	OPTION(MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MOST / l->all->count, NULL);
	OPTION(MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)exchange_completed, NULL);
	OPTION(MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connection_changes, l);
	OPTION(MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)exchange_begin, l);
	OPTION(MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escaped, NULL);
	OPTION(MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL);
	/* Only the loop itself resumes, and then looks: nothing needs to wake it. */
	unsigned flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET |
			 (MHD_ALLOW_SUSPEND_RESUME & ~MHD_USE_ITC) | MHD_USE_ERROR_LOG;
	if (tls) {
		flags |= MHD_USE_TLS;
		OPTION(MHD_OPTION_HTTPS_MEM_CERT, 0, tls->certificate);
		OPTION(MHD_OPTION_HTTPS_MEM_KEY, 0, tls->key);
		/* RFC 9325 4.2, which FAPI 2.0 holds servers to: with TLS 1.2, nothing
		 * but AES-GCM after an exchange by ECDHE. */
		OPTION(MHD_OPTION_HTTPS_PRIORITIES, 0,
		    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:"
		    "-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM");
	}
	OPTION(MHD_OPTION_END, 0, NULL);
#undef OPTION
	/* The logger must come first to hear of faults in the options behind it. */
	return MHD_start_daemon(flags, 0, NULL, NULL, exchange_handle, NULL,
	    MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL, MHD_OPTION_ARRAY, items,
	    MHD_OPTION_END);
}

static bool
watch(struct loop *l, int fd, uint32_t events, uint32_t what)
{
	struct epoll_event e = {.events = events, .data.u32 = what};
	return epoll_ctl(l->poller, EPOLL_CTL_ADD, fd, &e) == 0;
}

void
loop_free(struct loop *l)
{
	if (l->library)
		MHD_stop_daemon(l->library);
	if (l->poller >= 0)
		close(l->poller);
	if (l->bell >= 0)
		close(l->bell);
	pthread_mutex_destroy(&l->lock);
}

bool
loop_init(struct loop *l, struct loops *all, const struct tls *tls)
{
	l->all = all;
	l->last_back = &l->back;
	l->poller = epoll_create1(EPOLL_CLOEXEC);
	l->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	pthread_mutex_init(&l->lock, NULL);
	l->library = start_library(l, tls);
	if (!l->library) {
		log_error("http_not_started",
		    LC("why", tls ? "check the certificate and its key"
				  : "libmicrohttpd refused"));
		return false;
	}
	const union MHD_DaemonInfo *sockets =
	    MHD_get_daemon_info(l->library, MHD_DAEMON_INFO_EPOLL_FD);
	return sockets && watch(l, sockets->epoll_fd, EPOLLIN, SOCKETS) &&
	       watch(l, l->bell, EPOLLIN, WOKEN);
}

void
loop_ring(struct loop *l)
{
	const uint64_t one = 1;
	/* Rung already: it has not looked yet. */
	if (!atomic_exchange(&l->rung, true) && write(l->bell, &one, sizeof(one)) < 0)
		log_error("loop_not_woken", LC("why", strerror(errno)));
}

static void
adopt(struct loop *l, const struct arrival *c)
{
	MHD_add_connection(
	    l->library, c->fd, (const struct sockaddr *)&c->address, c->address_size);
	l->arriving--;
}

/* To the loop that has the fewest. */
static void
deal(struct loop *l, const struct arrival *c)
{
	struct loop *to = l;
	for (unsigned i = 0; i < l->all->count; i++) {
		struct loop *other = &l->all->at[i];
		if (other->connections + other->arriving < to->connections + to->arriving)
			to = other;
	}
	to->arriving++;
	if (to == l) {
		adopt(l, c);
		return;
	}
	struct arrival *kept = malloc(sizeof(*kept));
	if (!kept) {
		to->arriving--;
		close(c->fd);
		return;
	}
	*kept = *c;
	pthread_mutex_lock(&to->lock);
	kept->next = to->arrivals;
	to->arrivals = kept;
	pthread_mutex_unlock(&to->lock);
	loop_ring(to);
}

/* Listens, or not: out of descriptors, it would be told of the same connection again and
 * again, so it looks away for a moment. */
static void
listen_or_not(struct loop *l)
{
	bool refuse = l->all->refuse, want = !refuse && !l->pause;
	if (want && !l->listening)
		l->listening =
		    watch(l, l->all->listener, EPOLLIN | EPOLLEXCLUSIVE, LISTENER);
	if (!want && l->listening) {
		epoll_ctl(l->poller, EPOLL_CTL_DEL, l->all->listener, NULL);
		l->listening = false;
	}
	l->refused = refuse;
}

static void
accept_some(struct loop *l)
{
	for (int i = 0; i < ACCEPT_AT_ONCE; i++) {
		struct arrival c = {.address_size = sizeof(c.address)};
		c.fd = accept4(l->all->listener, (struct sockaddr *)&c.address,
		    &c.address_size, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (c.fd >= 0) {
			deal(l, &c);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM) {
			log_warn("cannot_accept", LC("why", strerror(errno)));
			l->pause = true;
		}
		return;
	}
}

void
loop_go_on(struct exchange *x)
{
	MHD_resume_connection(x->connection);
	x->loop->look_again = true;
}

/* What others left for it. */
static void
answer_bell(struct loop *l)
{
	uint64_t rings;
	if (read(l->bell, &rings, sizeof(rings)) < 0 && errno != EAGAIN)
		log_error("loop_not_woken", LC("why", strerror(errno)));
	l->rung = false; /* before it looks: who comes behind it rings again */
	pthread_mutex_lock(&l->lock);
	struct arrival *arrival = l->arrivals;
	struct exchange *x = l->back;
	l->arrivals = NULL;
	l->back = NULL;
	l->last_back = &l->back;
	pthread_mutex_unlock(&l->lock);
	for (struct arrival *next; arrival; arrival = next) {
		next = arrival->next;
		adopt(l, arrival);
		free(arrival);
	}
	for (struct exchange *next; x; x = next) {
		next = x->next;
		loop_go_on(x);
	}
}

static void
run_library(struct loop *l)
{
	do {
		l->look_again = false;
		MHD_run(l->library);
	} while (l->look_again);
}

/* For how long there is nothing to do unless something comes, in milliseconds. */
static int
patience(const struct loop *l)
{
	MHD_UNSIGNED_LONG_LONG most;
	int until = l->pause ? PAUSE : -1;
	if (MHD_get_timeout(l->library, &most) != MHD_YES)
		return until;
	if (most > INT_MAX)
		most = INT_MAX;
	return until < 0 || (int)most < until ? (int)most : until;
}

static void
turn(struct loop *l)
{
	struct epoll_event events[3];
	listen_or_not(l);
	int n = epoll_wait(l->poller, events, 3, patience(l));
	l->pause = false;
	for (int i = 0; i < n; i++)
		if (events[i].data.u32 == WOKEN)
			answer_bell(l);
		else if (events[i].data.u32 == LISTENER)
			accept_some(l);
	run_library(l);
}

void *
loop_run(void *loop)
{
	struct loop *l = loop;
	while (!l->stop)
		turn(l);
	/* What came back last is still answered. */
	answer_bell(l);
	run_library(l);
	return NULL;
}
