/* Inside the store: the private PostgreSQL that authz runs in its data folder. */
#ifndef AUTHZ_STORE_POSTGRES_H
#define AUTHZ_STORE_POSTGRES_H

#include "base/arena.h"

#include <sys/types.h>

/* Who PostgreSQL runs as: it refuses to run as root. */
struct account {
	uid_t uid;
	gid_t gid;
	const char *name;
	bool other; /* not us: we are root and step down */
};

/* Paths are absolute and live in the arena given to postgres_locate(). */
struct postgres {
	const char *data_dir; /* authz's */
	const char *folder;   /* PostgreSQL's, below it */
	const char *run_dir;  /* where the socket is */
	const char *log_file, *hba_file, *ident_file;
	const char *programs; /* the folder of initdb and postgres */
	const char *url, *admin_url;
	struct account account;
	uid_t owner; /* of the data folder */
	int users_lock, start_lock;
	pid_t child; /* the postmaster when this process started it; else 0 */
};

/*
 * Takes part in the private PostgreSQL below `data_dir`: makes what is missing, starts it
 * unless it runs. False after logging why. postgres_close() ends what a successful call
 * began; the last process stops the server.
 */
bool postgres_open(struct postgres *pg, struct arena *a, struct text data_dir);
void postgres_close(struct postgres *pg);
/* Makes sure that it runs; safe against other processes that try the same. */
bool postgres_ensure(struct postgres *pg);
/* The postmaster's process id as its folder tells it, or 0. */
pid_t postgres_pid(const struct postgres *pg);

/* Starts it again whenever it dies, until postgres_watch_stop(); one at a time. */
void postgres_watch(struct postgres *pg);
void postgres_watch_stop(void);

/* postgres_place.c: folders, files and who owns them. */
bool place_prepare(struct postgres *pg, struct arena *a, struct text data_dir);
/* pg_hba.conf and pg_ident.conf; under the start lock. */
bool place_write_rules(const struct postgres *pg, struct arena *a);
/* The log, opened to append; what is longer than 10 MB is set aside first. -1 after
 * logging. */
int place_open_log(const struct postgres *pg, struct arena *a);

/* postgres_programs.c: the folder with PostgreSQL's programs of that major version (0:
 * the newest that will do), or NULL. */
const char *programs_find(struct arena *a, int major);

/* postgres_init.c: initdb, unless it has been run. */
bool init_folder(struct postgres *pg, struct arena *a);

/* postgres_pidfile.c: after a crash, PostgreSQL takes a postmaster.pid, and the lock of
 * its socket, for valid when the number in it belongs to another process of the same user
 * by now, or to a dead one that nobody has waited for. Undoes that; under the start lock,
 * when no server answers. */
void pidfile_disown(const struct postgres *pg);

/* postgres_launch.c: runs a program as that account in a clean environment. */
struct launch {
	const char *const *argv; /* argv[0] is its path */
	const struct account *account;
	int output; /* standard output and error go there; standard input is empty */
	bool own_session; /* Ctrl-C on the terminal doesn't reach it, our death neither */
};
/* -1 after logging. */
pid_t launch(const struct launch *l);
/* Waits for it to end; its exit code, or -1. */
int launch_wait(pid_t child);
/* False when it has ended, though nobody has waited for it yet. */
bool process_alive(pid_t pid);
/* Runs a function as that account in a child: its result, 0 to 254. */
int as_account(const struct account *account, int (*run)(const void *), const void *arg);

#endif
