#include "base/encoding.h"
#include "base/log.h"
#include "base/random.h"
#include "store/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { REMOVE_ATTEMPTS = 20 };

/* The major version that made the folder; 0 when there is none. */
static int
major_of_folder(struct postgres *pg, struct arena *a)
{
	char text[16] = {0};
	int fd =
	    open(arena_printf(a, "%s/PG_VERSION", pg->folder).at, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n > 0 ? (int)strtol(text, NULL, 10) : 0;
}

/* As the user who owns what is in there: root doesn't delete in a folder of others. What
 * initdb had started may live on and write for a moment after us; what cannot be removed
 * now does no harm, since every attempt has a folder of its own. */
static void
remove_one(const struct postgres *pg, int log, const char *path)
{
	const char *const argv[] = {"/bin/rm", "-rf", "--", path, NULL};
	for (int i = 0; i < REMOVE_ATTEMPTS; i++) {
		launch_wait(launch(&(struct launch){
		    .argv = argv, .account = &pg->account, .output = log}));
		if (rmdir(path) == 0 || errno == ENOENT)
			return;
		nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	}
}

static void
remove_half_made(const struct postgres *pg, struct arena *a)
{
	glob_t found;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null < 0)
		return;
	if (glob(arena_printf(a, "%s.new-*", pg->folder).at, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			remove_one(pg, null, found.gl_pathv[i]);
		globfree(&found);
	}
	close(null);
}

static bool
make_empty(const struct postgres *pg, const char *path)
{
	return mkdir(path, 0700) == 0 &&
	       (!pg->account.other || chown(path, pg->account.uid, pg->account.gid) == 0);
}

static bool
run_initdb(const struct postgres *pg, struct arena *a, int log, const char *path)
{
	const char *const argv[] = {arena_printf(a, "%s/initdb", pg->programs).at,
	    "--pgdata", path, "--username=postgres", "--auth=peer", "--encoding=UTF8",
	    "--locale=C.UTF-8", "--data-checksums", "--no-instructions", NULL};
	return launch_wait(launch(&(struct launch){
		   .argv = argv, .account = &pg->account, .output = log})) == 0;
}

/* Into place, whole and for good, or not at all. */
static bool
rename_for_good(const struct postgres *pg, const char *from)
{
	if (rename(from, pg->folder) != 0)
		return false;
	int fd = open(pg->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return done;
}

static bool
make_folder(struct postgres *pg, struct arena *a)
{
	unsigned char name[8];
	random_bytes(name, sizeof(name));
	const char *fresh = arena_printf(
	    a, "%s.new-%.*s", pg->folder, TEXT_ARG(hex_encode(a, name, sizeof(name))))
				.at;
	remove_half_made(pg, a);
	int log = place_open_log(pg, a);
	if (log < 0)
		return false;
	log_info("postgres_init", LC("path", pg->folder), LC("user", pg->account.name));
	bool done = make_empty(pg, fresh) && run_initdb(pg, a, log, fresh) &&
		    rename_for_good(pg, fresh);
	if (!done)
		remove_half_made(pg, a);
	close(log);
	if (!done)
		log_error("postgres_init_failed", LC("path", pg->folder),
		    LC("log", pg->log_file), LC("what", "the log says why"));
	return done;
}

bool
init_folder(struct postgres *pg, struct arena *a)
{
	int major = major_of_folder(pg, a);
	pg->programs = programs_find(a, major);
	if (!pg->programs) {
		log_error("postgres_missing", LN("version", major ? major : 15),
		    LC("what", major ? "the data folder was made by this version of "
				       "PostgreSQL, which is not installed"
				     : "PostgreSQL 15 or newer is not installed: apt-get "
				       "install postgresql, or set [database] url"));
		return false;
	}
	return major || make_folder(pg, a);
}
