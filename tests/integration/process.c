/* The server under test: as a process, as an operator starts it. */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SETTINGS_MOST = 40 };

/* Ends the test, or the program where none runs. */
static void must(bool holds, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
must(bool holds, const char *format, ...)
{
	if (holds)
		return;
	va_list args;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

static const char *
binary(void)
{
	const char *path = getenv("AUTHZ");
	return path ? path : "build/asan/authz";
}

int
free_port(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(bind(fd, (struct sockaddr *)&at, size) == 0 &&
		 getsockname(fd, (struct sockaddr *)&at, &size) == 0,
	    "no free port");
	close(fd);
	return ntohs(at.sin_port);
}

static void
set_environment(const struct process *p)
{
	for (const char *const *s = p->settings; s && *s; s++)
		putenv((char *)(uintptr_t)*s);
}

static void
spawn(struct process *p)
{
	const char *log = text_format("%s/log", p->folder);
	p->pid = fork();
	must(p->pid >= 0, "no process");
	if (p->pid)
		return;
	/* A test that fails takes its process group with it: the server is not in that,
	 * and stops by itself, with its PostgreSQL. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(nothing, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	set_environment(p);
	execl(binary(), binary(), "serve", (char *)NULL);
	_exit(127);
}

bool
process_wait_ready(const struct process *p, int seconds)
{
	const char *url = text_format("%s/readyz", p->private_url);
	for (int i = 0; i < seconds * 20; i++) {
		struct answer a = ASK(.path = url, .seconds = 2);
		if (a.status == 200)
			return true;
		if (waitpid(p->pid, NULL, WNOHANG) == p->pid)
			return false;
		usleep(50000);
	}
	return false;
}

void
process_start(struct process *p, const char *const *more)
{
	char folder[] = "/tmp/authz-test-XXXXXX";
	must(mkdtemp(folder), "no folder in /tmp");
	chmod(folder, 0711); /* PostgreSQL may run as another user */
	*p = (struct process){.folder = text_format("%s", folder)};
	p->port = free_port();
	do
		p->private_port = free_port();
	while (p->private_port == p->port);
	p->url = text_format("http://localhost:%d", p->port);
	p->private_url = text_format("http://127.0.0.1:%d", p->private_port);
	const char **all = arena_alloc(arena, SETTINGS_MOST * sizeof(*all));
	size_t n = 0;
	all[n++] = text_format("AUTHZ_DATA_DIR=%s/data", folder);
	all[n++] = text_format("AUTHZ_SERVER_LISTEN=127.0.0.1:%d", p->port);
	all[n++] =
	    text_format("AUTHZ_SERVER_PRIVATE_LISTEN=127.0.0.1:%d", p->private_port);
	/* The tests' own peers are on this machine. */
	all[n++] = "AUTHZ_OUTBOUND_ALLOW_PRIVATE=true";
	for (; more && *more; more++)
		all[n++] = *more;
	all[n] = NULL;
	p->settings = all;
	process_restart(p);
}

void
process_restart(struct process *p)
{
	spawn(p);
	must(process_wait_ready(p, 60), "the server is not ready: %s", process_log(p));
}

const char *
process_log(const struct process *p)
{
	const char *path = text_format("%s/log", p->folder);
	struct builder b = builder_new(arena, 4096);
	char piece[4096];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) > 0)
		build_bytes(&b, piece, (size_t)n);
	close(fd);
	build_char(&b, '\0');
	return builder_text(&b).at;
}

void
process_check_log(const struct process *p)
{
	static const char *const bad[] = {"ERROR: AddressSanitizer",
	    "ERROR: LeakSanitizer", "WARNING: ThreadSanitizer", "runtime error:", "azs_",
	    "whsec_", "azr_", "azt_", "correct horse", "code_verifier="};
	const char *log = process_log(p);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *hit = strstr(log, bad[i]);
		must(!hit, "the log has %s: %.4000s", bad[i], hit);
	}
}

void
process_stop(struct process *p)
{
	int status = 0;
	kill(p->pid, SIGTERM);
	must(waitpid(p->pid, &status, 0) == p->pid, "it is not there to be stopped");
	p->pid = 0;
	must(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "the server ended with %x: %s", (unsigned)status, process_log(p));
	process_check_log(p);
}

void
process_kill(struct process *p)
{
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	p->pid = 0;
}

void
process_drop(struct process *p)
{
	process_stop(p);
	must(system(text_format("rm -rf '%s'", p->folder)) == 0, "the folder stays");
}

pid_t
process_database(const struct process *p)
{
	const char *path = text_format("%s/data/postgres/postmaster.pid", p->folder);
	FILE *f = fopen(path, "re");
	int pid = 0;
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

/* Writes `input` to the child, and gives all that it printed. */
static const char *
talk(int to, int from, const char *input)
{
	struct builder b = builder_new(arena, 4096);
	char piece[4096];
	ssize_t n;
	if (write(to, input, strlen(input)) < 0 && errno != EPIPE)
		ck_abort_msg("can't write to the command");
	close(to);
	while ((n = read(from, piece, sizeof(piece))) > 0)
		build_bytes(&b, piece, (size_t)n);
	close(from);
	build_char(&b, '\0');
	return builder_text(&b).at;
}

static void
be_command(const struct process *p, const char *const *arguments, int in, int out)
{
	char *all[64] = {(char *)(uintptr_t)binary()};
	size_t n = 1;
	for (; *arguments && n < 60; arguments++)
		all[n++] = (char *)(uintptr_t)*arguments;
	all[n++] = (char *)(uintptr_t) "--json";
	dup2(in, 0);
	dup2(out, 1);
	set_environment(p);
	execv(binary(), all);
	_exit(127);
}

json_t *
cli_run(
    const struct process *p, const char *input, int *status, const char *const *arguments)
{
	int in[2], out[2];
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (pid == 0)
		be_command(p, arguments, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	const char *printed = talk(in[1], out[0], input);
	int how = 0;
	waitpid(pid, &how, 0);
	*status = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
	json_t *json = json_loads(printed, JSON_DECODE_ANY, NULL);
	return keep_json(json);
}

json_t *
cli(const char *input, const char *const *arguments)
{
	int status;
	json_t *json = cli_run(server, input, &status, arguments);
	ck_assert_msg(status == 0, "authz %s %s ended with %d", arguments[0],
	    arguments[1] ? arguments[1] : "", status);
	ck_assert_ptr_nonnull(json);
	return json;
}
