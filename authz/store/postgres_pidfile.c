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
open_in(const char *folder, const char *name, int flags)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (n < 0 || (size_t)n >= sizeof(path))
		return -1;
	return open(path, flags | O_CLOEXEC | O_NOFOLLOW);
}

/* The number that stands first in the file, or 0. */
static pid_t
read_pid(int fd)
{
	char text[32] = {0};
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	long pid = n > 0 ? strtol(text, NULL, 10) : 0;
	return pid > 1 ? (pid_t)pid : 0;
}

pid_t
postgres_pid(const struct postgres *pg)
{
	int fd = open_in(pg->folder, "postmaster.pid", O_RDONLY);
	if (fd < 0)
		return 0;
	pid_t pid = read_pid(fd);
	close(fd);
	return pid;
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

static void
disown(const struct postgres *pg, const char *folder, const char *name)
{
	int fd = open_in(folder, name, O_RDWR);
	if (fd < 0)
		return;
	pid_t pid = read_pid(fd);
	bool exists = pid && (kill(pid, 0) == 0 || errno != ESRCH);
	/* It is dead too when only its parent hasn't noticed yet. */
	if (exists && (!process_alive(pid) || works_elsewhere(pg, pid)))
		log_info("postgres_stale_pid", LC("file", name), LN("pid", pid),
		    LN("done", replace_pid(fd)));
	close(fd);
}

void
pidfile_disown(const struct postgres *pg)
{
	disown(pg, pg->folder, "postmaster.pid");
	disown(pg, pg->run_dir, ".s.PGSQL.5432.lock");
}
