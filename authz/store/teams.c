#include "store/teams.h"

#include "base/cleanup.h"
#include "store/rows.h"

static const struct text role_names[] = {[TEAM_NONE] = TEXT_INIT("none"),
    [TEAM_MEMBER] = TEXT_INIT("member"),
    [TEAM_OWNER] = TEXT_INIT("owner")};

struct text
team_role_name(enum team_role role)
{
	return role_names[role];
}

bool
team_role_parse(struct text t, enum team_role *out)
{
	for (size_t i = TEAM_MEMBER; i < COUNT_OF(role_names); i++) {
		if (text_eq(role_names[i], t)) {
			*out = (enum team_role)i;
			return true;
		}
	}
	return false;
}

/* A personal team goes by its person. */
#define TEAM_COLUMNS                                                                     \
	"t.id, coalesce(nullif(t.name, ''), nullif(u.name, ''), u.email, ''), "          \
	"t.personal_of IS NOT NULL, t.created_at"
#define TEAM_FROM " FROM teams t LEFT JOIN users u ON u.id = t.personal_of "

static struct team
team_row(struct arena *a, const PGresult *r, int row)
{
	struct team t = {.id = cell_uuid(r, row, 0),
	    .name = cell_text(a, r, row, 1),
	    .personal = cell_bool(r, row, 2),
	    .created_at = cell_time(r, row, 3)};
	team_role_parse(cell_text(a, r, row, 4), &t.role);
	return t;
}

static enum store_status
one_team(enum store_status status, struct arena *a, const PGresult *r, struct team *out)
{
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = team_row(a, r, 0);
	return STORE_OK;
}

static const char team_of_member_sql[] =
    "SELECT " TEAM_COLUMNS ", m.role" TEAM_FROM
    "JOIN team_members m ON m.team_id = t.id AND m.user_id = $2::uuid "
    "WHERE t.id = $1::uuid";

enum store_status
team_of_member(struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id,
    struct team *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, team_of_member_sql, P_UUID(team_id), P_UUID(user_id));
	return one_team(status, a, r, out);
}

static const char team_role_of_sql[] =
    "SELECT role FROM team_members WHERE team_id = $1::uuid AND user_id = $2::uuid";

enum store_status
team_role_of(struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id,
    enum team_role *out)
{
	RESULT *r = NULL;
	*out = TEAM_NONE;
	if (uuid_is_nil(team_id))
		return STORE_OK;
	enum store_status status =
	    DB_RUN(db, a, &r, team_role_of_sql, P_UUID(team_id), P_UUID(user_id));
	if (status == STORE_OK && row_count(r))
		team_role_parse(cell_text(a, r, 0, 0), out);
	return status;
}

static const char team_by_id_sql[] =
    "SELECT " TEAM_COLUMNS ", ''" TEAM_FROM "WHERE t.id = $1::uuid";

enum store_status
team_by_id(struct db *db, struct arena *a, struct uuid id, struct team *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, team_by_id_sql, P_UUID(id));
	return one_team(status, a, r, out);
}

static enum store_status
many_teams(struct db *db, struct arena *a, const char *sql, struct uuid user_id,
    struct team **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, sql, P_UUID(user_id));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct team);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = team_row(a, r, (int)i);
	return STORE_OK;
}

static const char teams_of_user_sql[] =
    "SELECT " TEAM_COLUMNS ", m.role" TEAM_FROM
    "JOIN team_members m ON m.team_id = t.id WHERE m.user_id = $1::uuid "
    "ORDER BY t.personal_of IS NULL, t.created_at, t.id";

enum store_status
teams_of_user(
    struct db *db, struct arena *a, struct uuid user_id, struct team **out, size_t *n)
{
	return many_teams(db, a, teams_of_user_sql, user_id, out, n);
}

static const char team_personal_sql[] =
    "SELECT id FROM teams WHERE personal_of = $1::uuid";
/* Who makes it at the same time waits here, and then finds the other's. */
static const char team_personal_add_sql[] =
    "WITH team AS (INSERT INTO teams (id, personal_of) VALUES ($2::uuid, $1::uuid) "
    "ON CONFLICT (personal_of) DO NOTHING RETURNING id) "
    "INSERT INTO team_members (team_id, user_id, role) "
    "SELECT id, $1::uuid, 'owner' FROM team";

enum store_status
team_personal(struct db *db, struct arena *a, struct uuid user_id, struct uuid *out)
{
	for (int turn = 0;; turn++) {
		RESULT *found = NULL, *added = NULL;
		enum store_status status =
		    DB_RUN(db, a, &found, team_personal_sql, P_UUID(user_id));
		if (status != STORE_OK)
			return status;
		if (row_count(found)) {
			*out = cell_uuid(found, 0, 0);
			return STORE_OK;
		}
		if (turn)
			return STORE_NONE;
		status = DB_RUN(db, a, &added, team_personal_add_sql, P_UUID(user_id),
		    P_UUID(uuid_new()));
		if (status != STORE_OK)
			return status;
	}
}

/* Leaves in peace who only refers to it: a new app, say. */
static const char team_lock_sql[] =
    "SELECT FROM teams WHERE id = $1::uuid FOR NO KEY UPDATE";

enum store_status
team_hold(struct db *db, struct arena *a, struct uuid team_id)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, team_lock_sql, P_UUID(team_id));
}

enum store_status
team_lock(struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id,
    enum team_role *role)
{
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = team_hold(db, a, team_id);
	/* A statement of its own: it sees what those before in the turn have left. */
	if (status == STORE_OK)
		status = team_role_of(db, a, team_id, user_id, role);
	if (status == STORE_OK && *role == TEAM_NONE)
		status = STORE_NONE;
	if (status != STORE_OK)
		db_rollback(db);
	return status;
}

static const char team_add_sql[] =
    "WITH team AS (INSERT INTO teams (id, name) VALUES ($1::uuid, $2::text) "
    "RETURNING id) INSERT INTO team_members (team_id, user_id, role) "
    "SELECT id, $3::uuid, 'owner' FROM team";

enum store_status
team_add(
    struct db *db, struct arena *a, struct uuid id, struct text name, struct uuid owner)
{
	return DB_CHANGE(db, a, team_add_sql, P_UUID(id), P_TEXT(name), P_UUID(owner));
}

static const char team_rename_sql[] =
    "UPDATE teams SET name = $2::text, personal_of = NULL WHERE id = $1::uuid";

enum store_status
team_rename(struct db *db, struct arena *a, struct uuid id, struct text name)
{
	return DB_CHANGE(db, a, team_rename_sql, P_UUID(id), P_TEXT(name));
}

/* Waits for whoever gives it an app, so that the next statement sees that. */
static const char team_hold_sql[] = "SELECT FROM teams WHERE id = $1::uuid FOR UPDATE";

static const char team_remove_empty_sql[] =
    "DELETE FROM teams WHERE id = $1::uuid "
    "AND NOT EXISTS (SELECT FROM apps WHERE team_id = $1::uuid AND deleted_at IS NULL) "
    "AND NOT EXISTS (SELECT FROM resources WHERE team_id = $1::uuid) "
    "AND NOT EXISTS (SELECT FROM team_members WHERE team_id = $1::uuid "
    "AND user_id <> $2::uuid)";

enum store_status
team_remove_empty(struct db *db, struct arena *a, struct uuid id, struct uuid last)
{
	RESULT *held = NULL;
	enum store_status status = DB_RUN(db, a, &held, team_hold_sql, P_UUID(id));
	if (status == STORE_OK)
		status =
		    DB_CHANGE(db, a, team_remove_empty_sql, P_UUID(id), P_UUID(last));
	return status == STORE_NONE ? STORE_CONFLICT : status;
}

/* `m` is the membership of an only owner whom others or apps rely on. */
#define NEEDED                                                                           \
	"m.user_id = $1::uuid AND m.role = 'owner' "                                     \
	"AND NOT EXISTS (SELECT FROM team_members o WHERE o.team_id = m.team_id "        \
	"AND o.user_id <> m.user_id AND o.role = 'owner') "                              \
	"AND (EXISTS (SELECT FROM team_members o WHERE o.team_id = m.team_id "           \
	"AND o.user_id <> m.user_id) "                                                   \
	"OR EXISTS (SELECT FROM apps WHERE team_id = m.team_id "                         \
	"AND deleted_at IS NULL) "                                                       \
	"OR EXISTS (SELECT FROM resources WHERE team_id = m.team_id))"

static const char teams_needing_sql[] =
    "SELECT " TEAM_COLUMNS ", m.role" TEAM_FROM
    "JOIN team_members m ON m.team_id = t.id WHERE " NEEDED
    " ORDER BY t.personal_of IS NULL, t.created_at, t.id";

enum store_status
teams_needing(
    struct db *db, struct arena *a, struct uuid user_id, struct team **out, size_t *n)
{
	return many_teams(db, a, teams_needing_sql, user_id, out, n);
}

/* Waits for whoever joins or leaves their teams, or gives these an app, so that the next
 * statement sees it. */
static const char user_hold_sql[] = "SELECT FROM users WHERE id = $1::uuid FOR UPDATE";
static const char user_hold_teams_sql[] =
    "SELECT FROM teams WHERE id IN (SELECT team_id FROM team_members "
    "WHERE user_id = $1::uuid) ORDER BY id FOR UPDATE";

static const char user_remove_unneeded_sql[] =
    "DELETE FROM users WHERE id = $1::uuid "
    "AND NOT EXISTS (SELECT FROM team_members m WHERE " NEEDED ")";

enum store_status
user_remove_unneeded(struct db *db, struct arena *a, struct uuid id)
{
	RESULT *held = NULL, *teams = NULL;
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = DB_RUN(db, a, &held, user_hold_sql, P_UUID(id));
	if (status == STORE_OK)
		status = DB_RUN(db, a, &teams, user_hold_teams_sql, P_UUID(id));
	if (status == STORE_OK)
		status = DB_CHANGE(db, a, user_remove_unneeded_sql, P_UUID(id));
	return db_finish(db, status);
}

static const char client_set_team_sql[] =
    "UPDATE apps SET team_id = $3::uuid, updated_at = now() "
    "WHERE id = $1::uuid AND team_id = $2::uuid";

enum store_status
client_set_team(struct db *db, struct arena *a, struct uuid client_id, struct uuid from,
    struct uuid to)
{
	return DB_CHANGE(
	    db, a, client_set_team_sql, P_UUID(client_id), P_UUID(from), P_UUID(to));
}
