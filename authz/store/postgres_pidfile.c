#include "base/log.h"
#include "store/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST = 8192 };

static int
open_pidfile(const struct postgres *pg, int flags)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/postmaster.pid", pg->folder);
	if (n < 0 || (size_t)n >= sizeof(path))
		return -1;
	return open(path, flags | O_CLOEXEC | O_NOFOLLOW);
}

pid_t
postgres_pid(const struct postgres *pg)
{
	char text[32] = {0};
	int fd = open_pidfile(pg, O_RDONLY);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof(text) - 1);
	close(fd);
	long pid = n > 0 ? strtol(text, NULL, 10) : 0;
	return pid > 1 ? (pid_t)pid : 0;
}

/* A postmaster works in its folder from before it writes the file until it ends. */
static bool
works_elsewhere(const struct postgres *pg, pid_t pid)
{
	char link[64], cwd[PATH_MAX];
	snprintf(link, sizeof(link), "/proc/%ld/cwd", (long)pid);
	ssize_t n = readlink(link, cwd, sizeof(cwd));
	return n > 0 && !text_eq((struct text){cwd, (size_t)n}, text_of(pg->folder));
}

/* Puts in a process id above every kernel's limit. The other lines stay, since by them
 * PostgreSQL finds out whether orphans of the dead postmaster still use its memory. */
static bool
replace_pid(int fd)
{
	char old[LONGEST], fresh[LONGEST + 16];
	ssize_t n = read(fd, old, sizeof(old));
	if (n <= 0 || n == sizeof(old))
		return false;
	struct text all = {old, (size_t)n};
	struct text rest = text_part(all, text_index(all, '\n'), all.n);
	int length = snprintf(fresh, sizeof(fresh), "%d%.*s", INT_MAX, TEXT_ARG(rest));
	return pwrite(fd, fresh, (size_t)length, 0) == length &&
	       ftruncate(fd, length) == 0;
}

void
pidfile_disown(const struct postgres *pg)
{
	pid_t pid = postgres_pid(pg);
	if (pid == 0 || (kill(pid, 0) != 0 && errno == ESRCH))
		return;
	/* It is dead too when only its parent hasn't noticed yet. */
	if (process_alive(pid) && !works_elsewhere(pg, pid))
		return;
	int fd = open_pidfile(pg, O_RDWR);
	if (fd < 0)
		return;
	log_info("postgres_stale_pid", LN("pid", pid), LN("done", replace_pid(fd)));
	close(fd);
}
