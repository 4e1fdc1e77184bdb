#include "base/builder.h"
#include "store/postgres.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OLDEST_MAJOR = 15 };

/* Where distributions put them, side by side by version. */
static const char *const patterns[] = {
    "/usr/lib/postgresql/*/bin",	  /* Debian, Ubuntu */
    "/usr/pgsql-*/bin",			  /* the PostgreSQL project's RPMs */
    "/usr/libexec/postgresql*",		  /* Alpine */
    "/opt/homebrew/opt/postgresql@*/bin", /* for development */
};

static bool
has_program(struct arena *a, const char *folder, const char *name)
{
	struct stat st;
	const char *path = arena_printf(a, "%s/%s", folder, name).at;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* The first line that a program prints. */
static struct text
first_line_of(struct arena *a, const char *program, const char *argument)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return NO_TEXT;
	const char *const argv[] = {program, argument, NULL};
	struct account us = {.other = false};
	pid_t child =
	    launch(&(struct launch){.argv = argv, .account = &us, .output = ends[1]});
	close(ends[1]);
	char line[512];
	size_t n = 0;
	for (ssize_t got; n < sizeof(line); n += (size_t)got)
		if ((got = read(ends[0], line + n, sizeof(line) - n)) <= 0)
			break;
	close(ends[0]);
	if (launch_wait(child) != 0)
		return NO_TEXT;
	struct text all = {line, n};
	return arena_text(a, text_part(all, 0, text_index(all, '\n')));
}

/* "postgres (PostgreSQL) 15.20 (Debian …)" is 15; 0 for what isn't PostgreSQL. */
static int
major_of(struct arena *a, const char *folder)
{
	if (!has_program(a, folder, "postgres") || !has_program(a, folder, "initdb"))
		return 0;
	struct text line =
	    first_line_of(a, arena_printf(a, "%s/postgres", folder).at, "--version");
	struct text lead = TEXT("postgres (PostgreSQL) ");
	struct text version = text_part(line, lead.n, line.n);
	size_t digits = 0;
	uint64_t major = 0;
	while (
	    digits < version.n && version.at[digits] >= '0' && version.at[digits] <= '9')
		digits++;
	bool known = text_starts(line, lead) &&
		     text_to_u64(text_part(version, 0, digits), &major) && major < 1000;
	return known ? (int)major : 0;
}

struct choice {
	int wanted, major; /* wanted 0: any that will do */
	const char *folder;
};

static void
consider(struct arena *a, struct choice *best, const char *folder)
{
	int major = major_of(a, folder);
	if (major < OLDEST_MAJOR || major <= best->major)
		return;
	if (best->wanted && major != best->wanted)
		return;
	best->major = major;
	best->folder = arena_cstr(a, text_of(folder));
}

static void
consider_path(struct arena *a, struct choice *best)
{
	struct text rest = text_of(getenv("PATH")), folder;
	while (!best->folder && text_next(&rest, ':', &folder))
		if (folder.n && folder.at[0] == '/')
			consider(a, best, arena_cstr(a, folder));
}

static void
consider_pg_config(struct arena *a, struct choice *best)
{
	struct text rest = text_of(getenv("PATH")), folder;
	while (!best->folder && text_next(&rest, ':', &folder)) {
		if (!folder.n || folder.at[0] != '/' ||
		    !has_program(a, arena_cstr(a, folder), "pg_config"))
			continue;
		const char *tool = arena_printf(a, "%.*s/pg_config", TEXT_ARG(folder)).at;
		struct text programs = first_line_of(a, tool, "--bindir");
		if (programs.n)
			consider(a, best, programs.at);
	}
}

const char *
programs_find(struct arena *a, int major)
{
	struct choice best = {.wanted = major};
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		glob_t found;
		if (glob(patterns[i], 0, NULL, &found) == 0) {
			for (size_t j = 0; j < found.gl_pathc; j++)
				consider(a, &best, found.gl_pathv[j]);
			globfree(&found);
		}
	}
	if (!best.folder)
		consider_path(a, &best);
	if (!best.folder)
		consider_pg_config(a, &best);
	return best.folder;
}
