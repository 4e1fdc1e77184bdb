#include "base/log.h"
#include "http/exchange.h"

#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

static int
bind_to(const struct addrinfo *to)
{
	int on = 1;
	int fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, to->ai_addr, to->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
	int kept = errno;
	close(fd);
	errno = kept;
	return -1;
}

int
listen_on(struct text where)
{
	struct arena *a = arena_new();
	size_t colon = where.n;
	while (colon && where.at[colon - 1] != ':')
		colon--;
	struct text host = text_part(where, 0, colon ? colon - 1 : 0);
	if (host.n > 2 && host.at[0] == '[')
		host = text_part(host, 1, host.n - 2);
	struct addrinfo hints = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	const char *port = arena_cstr(a, text_part(where, colon, where.n));
	int fd = -1;
	int failed =
	    getaddrinfo(host.n ? arena_cstr(a, host) : NULL, port, &hints, &found);
	if (!failed)
		fd = bind_to(found);
	if (fd < 0)
		log_error("cannot_listen", LT("where", where),
		    LC("why", failed ? gai_strerror(failed) : strerror(errno)));
	if (found)
		freeaddrinfo(found);
	arena_free(a);
	return fd;
}
