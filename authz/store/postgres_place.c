#include "base/encoding.h"
#include "base/log.h"
#include "jose/digest.h"
#include "store/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { LOG_MOST = 10 * 1024 * 1024 };

static bool
refuse(const char *event, const char *path)
{
	log_error(event, LC("path", path), LC("why", strerror(errno)));
	return false;
}

/* Like mkdir -p; the last one for us alone. */
static bool
make_data_dir(struct arena *a, const char *path)
{
	char *copy = (char *)arena_cstr(a, text_of(path));
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(copy, 0755) != 0 && errno != EEXIST && errno != EROFS &&
		    errno != EACCES)
			return false;
		*slash = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool
account_of(struct arena *a, uid_t uid, struct account *out)
{
	const struct passwd *pw = getpwuid(uid);
	if (!pw) {
		log_error("postgres_user", LN("uid", uid),
		    LC("what",
			"PostgreSQL needs a user with a name in /etc/passwd; or set "
			"[database] url"));
		return false;
	}
	*out = (struct account){
	    uid, pw->pw_gid, arena_cstr(a, text_of(pw->pw_name)), geteuid() == 0};
	return true;
}

/* Root steps down to whoever owns the folders already, else to `postgres` or `nobody`. */
static bool
choose_account(struct postgres *pg, struct arena *a)
{
	struct stat st;
	if (geteuid() != 0)
		return account_of(a, geteuid(), &pg->account);
	if (stat(pg->folder, &st) == 0 && st.st_uid != 0)
		return account_of(a, st.st_uid, &pg->account);
	if (pg->owner != 0)
		return account_of(a, pg->owner, &pg->account);
	const struct passwd *pw = getpwnam("postgres");
	if (!pw)
		pw = getpwnam("nobody");
	if (!pw) {
		log_error("postgres_user",
		    LC("what", "PostgreSQL doesn't run as root: add a user `postgres`"));
		return false;
	}
	return account_of(a, pw->pw_uid, &pg->account);
}

/* How many folders of the path can be entered; 0: all of them. Runs as PostgreSQL's
 * user. */
static int
first_closed_folder(const void *path)
{
	char part[PATH_MAX];
	const char *all = path;
	int depth = 0;
	for (size_t i = 1; all[i - 1] && i < sizeof(part) && depth < 200; i++) {
		if (all[i] && all[i] != '/')
			continue;
		depth++;
		memcpy(part, all, i);
		part[i] = 0;
		if (access(part, X_OK) != 0)
			return depth;
	}
	return 0;
}

static const char *
path_to_depth(struct arena *a, const char *path, int depth)
{
	const char *end = path;
	while (depth-- > 0)
		end += 1 + strcspn(end + 1, "/");
	return arena_cstr(a, (struct text){path, (size_t)(end - path)});
}

/* Root's data folder lets PostgreSQL's group pass through, and no more. */
static bool
open_the_way(struct postgres *pg, struct arena *a)
{
	struct stat st;
	if (!pg->account.other)
		return true;
	if (stat(pg->data_dir, &st) != 0)
		return refuse("data_folder", pg->data_dir);
	if (st.st_uid == 0 && !(st.st_mode & S_IXOTH) &&
	    (chown(pg->data_dir, (uid_t)-1, pg->account.gid) != 0 ||
		chmod(pg->data_dir, (st.st_mode & 0700) | S_IXGRP) != 0))
		return refuse("data_folder", pg->data_dir);
	int closed = as_account(&pg->account, first_closed_folder, pg->data_dir);
	if (closed == 0)
		return true;
	const char *folder = path_to_depth(a, pg->data_dir, closed < 0 ? 0 : closed);
	log_error("data_folder_closed", LC("path", folder), LC("user", pg->account.name),
	    LC("what", "PostgreSQL runs as this user, who cannot enter this folder: set "
		       "[data] dir "
		       "(AUTHZ_DATA_DIR) to a folder elsewhere, like /var/lib/authz, or "
		       "allow it "
		       "with chmod o+x"));
	return false;
}

/* A folder of PostgreSQL's user alone; one that somebody else made is refused. */
static bool
make_private(const struct account *account, const char *path)
{
	struct stat st;
	bool made = mkdir(path, 0700) == 0;
	if (!made && errno != EEXIST)
		return false;
	if (made && account->other && chown(path, account->uid, account->gid) != 0)
		return false;
	if (lstat(path, &st) != 0)
		return false;
	if (S_ISDIR(st.st_mode) && st.st_uid == account->uid && !(st.st_mode & 077))
		return true;
	errno = EPERM;
	return false;
}

/* A socket's path has 107 bytes at most, so a deep data folder keeps it elsewhere, under
 * a name that follows from its path. */
static bool
make_run_dir(struct postgres *pg, struct arena *a)
{
	size_t most =
	    sizeof(((struct sockaddr_un *)0)->sun_path) - sizeof("/.s.PGSQL.5432.lock");
	pg->run_dir = arena_printf(a, "%s/run", pg->data_dir).at;
	if (strlen(pg->run_dir) <= most)
		return make_private(&pg->account, pg->run_dir) ||
		       refuse("run_folder", pg->run_dir);
	unsigned char digest[SHA256_SIZE];
	sha256(text_of(pg->data_dir), digest);
	struct text name = hex_encode(a, digest, 10);
	pg->run_dir = arena_printf(a, "/run/authz-%.*s", TEXT_ARG(name)).at;
	if (geteuid() == 0 && make_private(&pg->account, pg->run_dir))
		return true;
	pg->run_dir = arena_printf(a, "/tmp/authz-%.*s", TEXT_ARG(name)).at;
	return make_private(&pg->account, pg->run_dir) ||
	       refuse("run_folder", pg->run_dir);
}

/* Files that root makes belong to who owns the data folder; PostgreSQL's group reads. */
static bool
hand_over(const struct postgres *pg, int fd, mode_t mode)
{
	return !pg->account.other ||
	       (fchown(fd, pg->owner, pg->account.gid) == 0 && fchmod(fd, mode) == 0);
}

static bool
says(const char *path, struct text t)
{
	char now[1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, now, sizeof(now));
	close(fd);
	return n == (ssize_t)t.n && memcmp(now, t.at, t.n) == 0;
}

/* Writes the file anew when it says something else, so that a reader never sees half. */
static bool
write_file(const struct postgres *pg, struct arena *a, const char *path, struct text t)
{
	if (says(path, t))
		return true;
	const char *fresh = arena_printf(a, "%s.new", path).at;
	unlink(fresh);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return refuse("postgres_file", fresh);
	bool done = write(fd, t.at, t.n) == (ssize_t)t.n && fsync(fd) == 0 &&
		    hand_over(pg, fd, 0640);
	close(fd);
	if (done && rename(fresh, path) == 0)
		return true;
	unlink(fresh);
	return refuse("postgres_file", path);
}

/* Who may connect: the socket's folder lets in root and PostgreSQL's user only, and the
 * kernel says who a peer is. */
bool
place_write_rules(const struct postgres *pg, struct arena *a)
{
	struct text hba = TEXT("local all authz,postgres peer map=authz\n");
	struct text ident = arena_printf(a,
	    "authz \"root\" authz\nauthz \"root\" postgres\n"
	    "authz \"%s\" authz\nauthz \"%s\" postgres\n",
	    pg->account.name, pg->account.name);
	return write_file(pg, a, pg->hba_file, hba) &&
	       write_file(pg, a, pg->ident_file, ident);
}

/* libpq's quoting: ' and \ behind a \. */
static const char *
conninfo(struct arena *a, const char *run_dir, const char *user, const char *database)
{
	char *quoted = arena_alloc(a, strlen(run_dir) * 2 + 1), *to = quoted;
	for (const char *from = run_dir; *from; from++) {
		if (*from == '\'' || *from == '\\')
			*to++ = '\\';
		*to++ = *from;
	}
	return arena_printf(
	    a, "host='%s' port=5432 user=%s dbname=%s", quoted, user, database)
	    .at;
}

static int
open_file(const struct postgres *pg, const char *path, int flags)
{
	int fd = open(path, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || !hand_over(pg, fd, 0600)) {
		refuse("data_folder", path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

int
place_open_log(const struct postgres *pg, struct arena *a)
{
	struct stat st;
	if (stat(pg->log_file, &st) == 0 && st.st_size > LOG_MOST)
		rename(pg->log_file, arena_printf(a, "%s.old", pg->log_file).at);
	return open_file(pg, pg->log_file, O_WRONLY | O_APPEND);
}

bool
place_prepare(struct postgres *pg, struct arena *a, struct text data_dir)
{
	const char *given = arena_cstr(a, data_dir);
	char real[PATH_MAX];
	*pg = (struct postgres){.users_lock = -1, .start_lock = -1};
	if (!make_data_dir(a, given) || !realpath(given, real))
		return refuse("data_folder", given);
	struct stat st;
	if (stat(real, &st) != 0)
		return refuse("data_folder", real);
	pg->owner = st.st_uid;
	pg->data_dir = arena_cstr(a, text_of(real));
	pg->folder = arena_printf(a, "%s/postgres", real).at;
	pg->log_file = arena_printf(a, "%s/postgres.log", real).at;
	pg->hba_file = arena_printf(a, "%s/pg_hba.conf", real).at;
	pg->ident_file = arena_printf(a, "%s/pg_ident.conf", real).at;
	if (!choose_account(pg, a) || !open_the_way(pg, a) || !make_run_dir(pg, a))
		return false;
	pg->url = conninfo(a, pg->run_dir, "authz", "authz");
	pg->admin_url = conninfo(a, pg->run_dir, "postgres", "postgres");
	pg->start_lock = open_file(pg, arena_printf(a, "%s/lock.start", real).at, O_RDWR);
	pg->users_lock = open_file(pg, arena_printf(a, "%s/lock", real).at, O_RDWR);
	return pg->start_lock >= 0 && pg->users_lock >= 0;
}
