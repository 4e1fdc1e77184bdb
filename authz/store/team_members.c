#include "store/rows.h"
#include "store/teams.h"

#define MEMBER_SELECT                                                                    \
	"SELECT m.user_id, u.name, u.email, m.role, m.created_at FROM team_members m "   \
	"JOIN users u ON u.id = m.user_id WHERE m.team_id = $1::uuid "

static struct team_member
member_row(struct arena *a, const PGresult *r, int row)
{
	struct team_member m = {.user_id = cell_uuid(r, row, 0),
	    .name = cell_text(a, r, row, 1),
	    .email = cell_text(a, r, row, 2),
	    .since = cell_time(r, row, 4)};
	team_role_parse(cell_text(a, r, row, 3), &m.role);
	return m;
}

static const char team_members_list_sql[] =
    MEMBER_SELECT "ORDER BY m.role <> 'owner', m.created_at, m.user_id";

enum store_status
team_members_list(struct db *db, struct arena *a, struct uuid team_id,
    struct team_member **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, team_members_list_sql, P_UUID(team_id));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct team_member);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = member_row(a, r, (int)i);
	return STORE_OK;
}

static const char team_member_find_sql[] = MEMBER_SELECT "AND m.user_id = $2::uuid";

enum store_status
team_member_find(struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id,
    struct team_member *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, team_member_find_sql, P_UUID(team_id), P_UUID(user_id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = member_row(a, r, 0);
	return STORE_OK;
}

static const char team_member_add_sql[] =
    "INSERT INTO team_members (team_id, user_id, role) "
    "VALUES ($1::uuid, $2::uuid, $3::text) ON CONFLICT (team_id, user_id) DO NOTHING";

enum store_status
team_member_add(struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id,
    enum team_role role)
{
	return DB_CHANGE(db, a, team_member_add_sql, P_UUID(team_id), P_UUID(user_id),
	    P_TEXT(team_role_name(role)));
}

static const char other_owners_sql[] =
    "SELECT FROM team_members WHERE team_id = $1::uuid AND user_id <> $2::uuid "
    "AND role = 'owner' LIMIT 1";

static enum store_status
keeps_an_owner(struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, other_owners_sql, P_UUID(team_id), P_UUID(user_id));
	return status == STORE_OK && row_count(r) == 0 ? STORE_CONFLICT : status;
}

static const char team_member_set_sql[] =
    "UPDATE team_members SET role = $3::text "
    "WHERE team_id = $1::uuid AND user_id = $2::uuid";

enum store_status
team_member_set(struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id,
    enum team_role role)
{
	enum store_status status = STORE_OK;
	if (role != TEAM_OWNER)
		status = keeps_an_owner(db, a, team_id, user_id);
	return status == STORE_OK ? DB_CHANGE(db, a, team_member_set_sql, P_UUID(team_id),
					P_UUID(user_id), P_TEXT(team_role_name(role)))
				  : status;
}

static const char team_member_remove_sql[] =
    "DELETE FROM team_members WHERE team_id = $1::uuid AND user_id = $2::uuid";

enum store_status
team_member_remove(
    struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id)
{
	enum store_status status = keeps_an_owner(db, a, team_id, user_id);
	return status == STORE_OK ? DB_CHANGE(db, a, team_member_remove_sql,
					P_UUID(team_id), P_UUID(user_id))
				  : status;
}
