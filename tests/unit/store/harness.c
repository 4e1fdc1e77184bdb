#include "harness.h"

#include "store/connection.h"

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

struct arena *arena;
struct db *db;

void
run_script(const char *sql)
{
	ck_ok(db_script(db, sql));
}

int64_t
ask_number(const char *sql)
{
	RESULT *r = NULL;
	ck_ok(db_run(db, arena, sql, NULL, 0, &r));
	ck_assert_int_eq(PQntuples(r), 1);
	return cell_number(r, 0, 0);
}

/* Not TRUNCATE: with CASCADE it would take authz's own scopes. */
static const char empty_sql[] =
    "DELETE FROM token_families; DELETE FROM consents; DELETE FROM sessions;"
    "DELETE FROM apps; DELETE FROM users;"
    "DELETE FROM scopes"
    " WHERE name NOT IN ('openid', 'profile', 'email', 'offline_access');"
    "DELETE FROM resources; DELETE FROM revocation_marks; DELETE FROM signing_keys;"
    "DELETE FROM login_failures; DELETE FROM audit_events; DELETE FROM deliveries";

static void
set_up(void)
{
	arena = arena_new();
	db = db_new(store_url());
	run_script(empty_sql);
}

static void
tear_down(void)
{
	db_free(db);
	arena_free(arena);
}

Suite *
suite_with(const char *name, TCase **tc)
{
	Suite *suite = suite_create(name);
	*tc = tcase_create(name);
	tcase_set_timeout(*tc, 30);
	tcase_add_checked_fixture(*tc, set_up, tear_down);
	suite_add_tcase(suite, *tc);
	return suite;
}

void
ck_text(struct text got, struct text want)
{
	if (!text_eq(got, want))
		ck_abort_msg("got \"%.*s\" (%zu), want \"%.*s\" (%zu)", TEXT_ARG(got),
		    got.n, TEXT_ARG(want), want.n);
}

const char *
make_folder(void)
{
	char *path = strdup("/tmp/authz-test-XXXXXX");
	if (!path || !mkdtemp(path))
		abort();
	return path;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

void
drop_folder(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free((char *)path);
}
