/* Many connections at once: none is forgotten by the loop that it is on. */
#include "flow.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* libmicrohttpd takes so many events at a time. */
enum { BATCH = 128, PATIENCE = 8 /* seconds, where a connection's timeout is 30 */ };

static int
connect_to(const struct process *p)
{
	const struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)p->port),
	    .sin_addr = {htonl(INADDR_LOOPBACK)}};
	const struct timeval most = {PATIENCE, 0};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(fd, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static void
send_request(int fd)
{
	static const char request[] = "GET /oauth2/jwks HTTP/1.1\r\nHost: a\r\n\r\n";
	ck_assert_int_eq(
	    write(fd, request, sizeof(request) - 1), (ssize_t)sizeof(request) - 1);
}

static void
take_answer(int fd)
{
	char answer[8192];
	ssize_t n = read(fd, answer, sizeof(answer) - 1);
	ck_assert_msg(n > 0, "no answer in time");
	answer[n] = '\0';
	ck_contains(answer, "HTTP/1.1 200");
}

START_TEST(a_full_batch_of_requests_is_answered_at_once)
{
	struct process p;
	const char *settings[] = {"AUTHZ_SERVER_LOOPS=1", NULL};
	int fds[2 * BATCH];
	process_start(&p, settings);
	for (int n = BATCH; n <= 2 * BATCH; n += BATCH) {
		for (int i = 0; i < n; i++) {
			fds[i] = connect_to(&p);
			send_request(fds[i]);
			take_answer(fds[i]);
		}
		/* The loop finds all of them waiting, and nothing else. */
		kill(p.pid, SIGSTOP);
		for (int i = 0; i < n; i++)
			send_request(fds[i]);
		kill(p.pid, SIGCONT);
		for (int i = 0; i < n; i++)
			take_answer(fds[i]);
		for (int i = 0; i < n; i++)
			close(fds[i]);
	}
	process_drop(&p);
}
END_TEST

static Suite *
loops(void)
{
	return SUITE_OF("loops", 60, a_full_batch_of_requests_is_answered_at_once);
}
SUITE(loops);
