#include "base/log.h"
#include "store/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Nothing of ours: PGPORT and its like would change what PostgreSQL does. */
static char *const clean_environment[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
    "HOME=/", NULL};

/* Between fork and exec only what POSIX allows in a signal handler may be called, since
 * other threads may have held locks. */
static bool
become(const struct account *account)
{
	if (!account->other)
		return true;
	return setgroups(1, &account->gid) == 0 && setgid(account->gid) == 0 &&
	       setuid(account->uid) == 0;
}

static void
reset_signals(void)
{
	sigset_t none;
	sigemptyset(&none);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
run_child(const struct launch *l, pid_t parent)
{
	int input = open("/dev/null", O_RDONLY);
	if (input < 0 || dup2(input, 0) < 0 || dup2(l->output, 1) < 0 ||
	    dup2(l->output, 2) < 0)
		_exit(127);
	close_range(3, ~0U, 0);
	reset_signals();
	umask(077);
	if (l->own_session)
		setsid();
	if (!become(l->account) || chdir("/") != 0)
		_exit(127);
	if (!l->own_session) {
		/* After setuid, which clears it. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(127);
	}
	execve(l->argv[0], (char *const *)l->argv, clean_environment);
	_exit(127);
}

pid_t
launch(const struct launch *l)
{
	pid_t parent = getpid();
	pid_t child = fork();
	if (child == 0)
		run_child(l, parent);
	if (child < 0)
		log_error("postgres_fork", LC("why", strerror(errno)));
	return child;
}

int
launch_wait(pid_t child)
{
	int status;
	if (child < 0)
		return -1;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool
process_alive(pid_t pid)
{
	int process = pidfd_open(pid, 0);
	if (process < 0)
		return errno != ESRCH && (kill(pid, 0) == 0 || errno == EPERM);
	struct pollfd p = {.fd = process, .events = POLLIN};
	bool alive = poll(&p, 1, 0) == 0;
	close(process);
	return alive;
}

int
as_account(const struct account *account, int (*run)(const void *), const void *arg)
{
	pid_t child = fork();
	if (child == 0)
		_exit(become(account) ? run(arg) : 255);
	return launch_wait(child);
}
