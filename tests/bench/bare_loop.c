/*
 * The reference: what libmicrohttpd itself can do on this machine. It reads the POST and
 * answers 300 bytes from a response made once, with as many loops as asked for.
 */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct MHD_Response *answer;

static enum MHD_Result
handle(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **state)
{
	(void)cls, (void)url, (void)method, (void)version, (void)data;
	if (!*state) {
		*state = connection;
		return MHD_YES;
	}
	if (*size) {
		*size = 0;
		return MHD_YES;
	}
	return MHD_queue_response(connection, 200, answer);
}

int
main(int argc, char **argv)
{
	static char body[300];
	sigset_t waited;
	int signal_number;
	if (argc != 3)
		return 2;
	sigemptyset(&waited);
	sigaddset(&waited, SIGTERM);
	sigaddset(&waited, SIGINT);
	pthread_sigmask(SIG_BLOCK, &waited, NULL);
	memset(body, 'x', sizeof(body));
	answer =
	    MHD_create_response_from_buffer(sizeof(body), body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(answer, "Content-Type", "application/json");
	unsigned loops = (unsigned)strtoul(argv[2], NULL, 10);
	struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD,
	    (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL, handle, NULL,
	    MHD_OPTION_THREAD_POOL_SIZE, loops > 1 ? loops : 0,
	    MHD_OPTION_CONNECTION_LIMIT, 60000, MHD_OPTION_END);
	if (!d)
		return 1;
	sigwait(&waited, &signal_number);
	MHD_stop_daemon(d);
	MHD_destroy_response(answer);
	return 0;
}
