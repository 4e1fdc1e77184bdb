#include "harness.h"

#include "store/connection.h"

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
    "DELETE FROM login_failures; DELETE FROM audit_events; DELETE FROM deliveries;"
    "DELETE FROM webhook_events";

static void
set_up(void)
{
	db = db_new(store_url());
	run_script(empty_sql);
}

static void
tear_down(void)
{
	db_free(db);
}

const struct room room = {set_up, tear_down, 30};
