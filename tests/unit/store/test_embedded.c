#include "harness.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/postgres.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MS = 1000 };

/* A data folder of the test's own, and the server in it. */
static const char *folder;
static struct postgres server;

static void
make_place(void)
{
	arena = arena_new();
	folder = make_folder();
	server = (struct postgres){.users_lock = -1, .start_lock = -1};
}

static void
drop_place(void)
{
	postgres_close(&server);
	drop_folder(folder);
	arena_free(arena);
}

static bool
open_server(void)
{
	return postgres_open(&server, arena, text_of(folder));
}

static bool
answers(void)
{
	struct db *own = db_new(server.url);
	enum store_status status = db_script(own, "SELECT 1");
	db_free(own);
	return status == STORE_OK;
}

static bool
ends_within(pid_t pid, int ms)
{
	for (int i = 0; i < ms / 10 && process_alive(pid); i++)
		usleep(10 * MS);
	return !process_alive(pid);
}

/* In a child: opens the server, then runs until killed (`how` SIGKILL) or closes. */
static pid_t
other_process(bool close_it)
{
	pid_t child = fork();
	if (child == 0) {
		struct postgres own;
		bool done = postgres_open(&own, arena, text_of(folder));
		if (close_it)
			postgres_close(&own);
		_exit(done ? 0 : 1);
	}
	return child;
}

static int
exit_of(pid_t child)
{
	int status = -1;
	waitpid(child, &status, 0);
	return status;
}

START_TEST(it_starts_and_stops)
{
	int64_t began = clock_monotonic_us();
	ck_assert(open_server());
	int64_t cold = clock_monotonic_us() - began;
	pid_t pid = postgres_pid(&server);
	ck_assert(answers());
	postgres_close(&server);
	ck_assert(!process_alive(pid));
	began = clock_monotonic_us();
	ck_assert(open_server());
	int64_t warm = clock_monotonic_us() - began;
	ck_assert(answers());
	log_info("measured", LN("cold_ms", cold / MS), LN("warm_ms", warm / MS));
	ck_assert_int_lt(cold, 10000 * MS);
	ck_assert_int_lt(warm, 3000 * MS);
}
END_TEST

START_TEST(authz_is_no_superuser_there)
{
	ck_assert(open_server());
	struct db *own = db_new(server.url);
	RESULT *r = NULL;
	ck_ok(db_run(own, arena,
	    "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", NULL, 0, &r));
	ck_assert(!cell_bool(r, 0, 0));
	db_free(own);
}
END_TEST

START_TEST(nobody_else_reaches_its_files)
{
	ck_assert(open_server());
	struct stat st;
	ck_assert_int_eq(stat(server.run_dir, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert_int_eq(stat(server.folder, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert_int_eq(stat(folder, &st), 0);
	ck_assert_int_eq(st.st_mode & 07, 0);
	ck_assert_int_eq(stat(server.log_file, &st), 0);
	ck_assert_int_eq(st.st_mode & 077, 0);
}
END_TEST

START_TEST(the_last_process_stops_it)
{
	ck_assert(open_server());
	pid_t pid = postgres_pid(&server);
	ck_assert_int_eq(exit_of(other_process(true)), 0);
	ck_assert_int_eq(postgres_pid(&server), pid);
	ck_assert(answers());
	postgres_close(&server);
	ck_assert(!process_alive(pid));
}
END_TEST

START_TEST(one_left_behind_is_adopted)
{
	ck_assert_int_eq(exit_of(other_process(false)), 0);
	ck_assert(open_server());
	pid_t pid = postgres_pid(&server);
	ck_assert_int_eq(server.child, 0);
	ck_assert(answers());
	postgres_close(&server);
	ck_assert(!process_alive(pid));
}
END_TEST

START_TEST(many_processes_start_one_server)
{
	pid_t others[4];
	for (int i = 0; i < 4; i++)
		others[i] = other_process(true);
	ck_assert(open_server());
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(exit_of(others[i]), 0);
	ck_assert(answers());
}
END_TEST

START_TEST(a_killed_server_is_started_again)
{
	ck_assert(open_server());
	postgres_watch(&server);
	struct db *own = db_new(server.url);
	for (int round = 0; round < 3; round++) {
		ck_ok(db_script(own, "SELECT 1"));
		pid_t pid = postgres_pid(&server);
		kill(pid, SIGKILL);
		int64_t began = clock_monotonic_us();
		/* Its children may answer for a moment after it. */
		while (postgres_pid(&server) == pid || db_script(own, "SELECT 1")) {
			ck_assert_int_lt(clock_monotonic_us() - began, 10000 * MS);
			usleep(20 * MS);
		}
		ck_assert(!process_alive(pid));
		log_info("measured", LN("again_ms", (clock_monotonic_us() - began) / MS));
	}
	db_free(own);
	postgres_watch_stop();
	pid_t pid = postgres_pid(&server);
	postgres_close(&server);
	ck_assert(!process_alive(pid));
}
END_TEST

START_TEST(an_adopted_server_is_watched_too)
{
	ck_assert_int_eq(exit_of(other_process(false)), 0);
	ck_assert(open_server());
	postgres_watch(&server);
	pid_t pid = postgres_pid(&server);
	kill(pid, SIGKILL);
	ck_assert(ends_within(pid, 5000));
	bool again = false;
	for (int i = 0; i < 500 && !again; i++) {
		usleep(20 * MS);
		again = answers();
	}
	ck_assert(again);
	postgres_watch_stop();
}
END_TEST

/* Its parent may be a process 1 that takes its time to wait, or never does. */
START_TEST(a_dead_server_that_nobody_waited_for_is_seen_through)
{
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ck_assert_int_eq(exit_of(other_process(false)), 0);
	ck_assert(open_server());
	pid_t pid = postgres_pid(&server);
	kill(pid, SIGKILL);
	ck_assert(ends_within(pid, 5000));
	ck_assert(postgres_ensure(&server));
	ck_assert_int_eq(kill(pid, 0), 0); /* still there, as a zombie */
	ck_assert(answers());
}
END_TEST

/* Overwrites what stands in a lock file before the first line end. */
static void
write_pid(const char *path, pid_t pid)
{
	char rest[4096] = {0};
	int fd = open(path, O_RDWR);
	ck_assert_int_gt(read(fd, rest, sizeof(rest) - 1), 0);
	struct text fresh = arena_printf(arena, "%ld%s", (long)pid, strchr(rest, '\n'));
	ck_assert_int_eq(pwrite(fd, fresh.at, fresh.n, 0), fresh.n);
	ck_assert_int_eq(ftruncate(fd, fresh.n), 0);
	close(fd);
}

START_TEST(lock_files_whose_number_went_to_another_process_are_seen_through)
{
	ck_assert(open_server());
	pid_t pid = postgres_pid(&server);
	kill(pid, SIGKILL);
	ck_assert(ends_within(pid, 5000));
	usleep(200 * MS);
	const char *const argv[] = {"/bin/sleep", "30", NULL};
	int null = open("/dev/null", O_WRONLY);
	pid_t stranger = launch(&(struct launch){.argv = argv,
	    .account = &server.account,
	    .output = null,
	    .own_session = true});
	close(null);
	usleep(100 * MS);
	write_pid(arena_printf(arena, "%s/postmaster.pid", server.folder).at, stranger);
	write_pid(
	    arena_printf(arena, "%s/.s.PGSQL.5432.lock", server.run_dir).at, stranger);
	bool runs = postgres_ensure(&server);
	bool spared = process_alive(stranger);
	kill(stranger, SIGKILL);
	waitpid(stranger, NULL, 0);
	ck_assert(runs);
	ck_assert(spared);
	ck_assert(answers());
}
END_TEST

START_TEST(a_pid_file_of_a_dead_process_is_seen_through)
{
	ck_assert(open_server());
	pid_t pid = postgres_pid(&server);
	kill(pid, SIGKILL);
	ck_assert(postgres_ensure(&server));
	ck_assert_int_ne(postgres_pid(&server), pid);
	ck_assert(answers());
}
END_TEST

START_TEST(death_while_it_is_made_leaves_nothing_half_made)
{
	for (int ms = 30; ms <= 480; ms *= 2) {
		pid_t child = other_process(false);
		usleep((useconds_t)ms * MS);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	ck_assert(open_server());
	ck_assert(answers());
	glob_t left;
	ck_assert_int_eq(
	    glob(arena_printf(arena, "%s/postgres.new*", folder).at, 0, NULL, &left),
	    GLOB_NOMATCH);
}
END_TEST

START_TEST(a_long_path_keeps_its_socket_elsewhere)
{
	struct text deep = arena_printf(arena, "%s/%0100d", folder, 1);
	chmod(folder, 0711);
	ck_assert(postgres_open(&server, arena, deep));
	ck_assert(!text_starts(text_of(server.run_dir), text_of(folder)));
	ck_assert(answers());
	const char *run_dir = server.run_dir;
	postgres_close(&server);
	rmdir(run_dir);
}
END_TEST

START_TEST(a_folder_that_postgres_cannot_enter_is_refused)
{
	if (geteuid() != 0)
		return;
	chmod(folder, 0700);
	ck_assert(
	    !postgres_open(&server, arena, arena_printf(arena, "%s/inner", folder)));
}
END_TEST

START_TEST(a_log_that_grew_is_set_aside)
{
	int fd = open(
	    arena_printf(arena, "%s/postgres.log", folder).at, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(ftruncate(fd, 11 << 20), 0);
	close(fd);
	ck_assert(open_server());
	struct stat st;
	ck_assert_int_eq(stat(server.log_file, &st), 0);
	ck_assert_int_lt(st.st_size, 1 << 20);
	ck_assert_int_eq(
	    stat(arena_printf(arena, "%s/postgres.log.old", folder).at, &st), 0);
}
END_TEST

START_TEST(a_stopped_server_costs_bounded_time)
{
	ck_assert(open_server());
	pid_t pid = postgres_pid(&server);
	struct db *own = db_new(server.url);
	kill(pid, SIGSTOP);
	int64_t began = clock_monotonic_us();
	enum store_status status = db_ready(own);
	int64_t took = clock_monotonic_us() - began;
	kill(pid, SIGCONT);
	ck_assert_int_eq(status, STORE_AWAY);
	ck_assert_int_lt(took, 2500 * MS);
	db_free(own);
}
END_TEST

static Suite *
embedded_suite(void)
{
	Suite *suite = suite_create("embedded");
	TCase *tc = tcase_create("embedded");
	tcase_set_timeout(tc, 40);
	tcase_add_checked_fixture(tc, make_place, drop_place);
	suite_add_tcase(suite, tc);
	tcase_add_test(tc, it_starts_and_stops);
	tcase_add_test(tc, authz_is_no_superuser_there);
	tcase_add_test(tc, nobody_else_reaches_its_files);
	tcase_add_test(tc, the_last_process_stops_it);
	tcase_add_test(tc, one_left_behind_is_adopted);
	tcase_add_test(tc, many_processes_start_one_server);
	tcase_add_test(tc, a_killed_server_is_started_again);
	tcase_add_test(tc, an_adopted_server_is_watched_too);
	tcase_add_test(
	    tc, lock_files_whose_number_went_to_another_process_are_seen_through);
	tcase_add_test(tc, a_dead_server_that_nobody_waited_for_is_seen_through);
	tcase_add_test(tc, a_pid_file_of_a_dead_process_is_seen_through);
	tcase_add_test(tc, death_while_it_is_made_leaves_nothing_half_made);
	tcase_add_test(tc, a_long_path_keeps_its_socket_elsewhere);
	tcase_add_test(tc, a_folder_that_postgres_cannot_enter_is_refused);
	tcase_add_test(tc, a_log_that_grew_is_set_aside);
	tcase_add_test(tc, a_stopped_server_costs_bounded_time);
	return suite;
}
HARNESS_SUITE(embedded_suite);
