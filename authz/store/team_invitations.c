#include "store/team_invitations.h"

#include "store/rows.h"

#define INVITATION_SELECT                                                                \
	"SELECT i.id, i.team_id, i.email, i.role, i.invited_by, "                        \
	"coalesce(nullif(u.name, "                                                       \
	"''), u.email, ''), i.created_at, i.expires_at FROM team_invitations i "         \
	"LEFT JOIN users u ON u.id = i.invited_by "

static struct team_invitation
invitation_row(struct arena *a, const PGresult *r, int row)
{
	struct team_invitation i = {.id = cell_uuid(r, row, 0),
	    .team_id = cell_uuid(r, row, 1),
	    .email = cell_text(a, r, row, 2),
	    .invited_by = cell_uuid(r, row, 4),
	    .inviter = cell_text(a, r, row, 5),
	    .created_at = cell_time(r, row, 6),
	    .expires_at = cell_time(r, row, 7)};
	team_role_parse(cell_text(a, r, row, 3), &i.role);
	return i;
}

static const char team_invitation_add_sql[] =
    "INSERT INTO team_invitations AS i (id, team_id, email, role, hash, invited_by, "
    "expires_at) SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::bytea, $6::uuid, "
    "$7::timestamptz WHERE (SELECT count(*) FROM team_invitations o "
    "WHERE o.team_id = $2::uuid AND o.expires_at > now()) < $8::bigint "
    "ON CONFLICT (team_id, lower(email COLLATE \"C\")) DO UPDATE SET id = excluded.id, "
    "email = excluded.email, role = excluded.role, hash = excluded.hash, "
    "invited_by = excluded.invited_by, created_at = now(), "
    "expires_at = excluded.expires_at";

enum store_status
team_invitation_add(struct db *db, struct arena *a, const struct team_invitation *i)
{
	enum store_status status = DB_CHANGE(db, a, team_invitation_add_sql,
	    P_UUID(i->id), P_UUID(i->team_id), P_TEXT(i->email),
	    P_TEXT(team_role_name(i->role)), P_BYTES(i->hash), P_UUID(i->invited_by),
	    P_TIME(i->expires_at), P_NUMBER(TEAM_INVITATIONS_MOST));
	return status == STORE_NONE ? STORE_CONFLICT : status;
}

static const char team_invitations_list_sql[] =
    INVITATION_SELECT "WHERE i.team_id = $1::uuid AND i.expires_at > now() "
		      "ORDER BY i.id DESC LIMIT $2::bigint";

enum store_status
team_invitations_list(struct db *db, struct arena *a, struct uuid team_id,
    struct team_invitation **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, team_invitations_list_sql,
	    P_UUID(team_id), P_NUMBER(TEAM_INVITATIONS_MOST));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct team_invitation);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = invitation_row(a, r, (int)i);
	return STORE_OK;
}

static const char team_invitation_find_sql[] =
    INVITATION_SELECT "WHERE i.hash = $1::bytea AND i.expires_at > now()";

enum store_status
team_invitation_find(
    struct db *db, struct arena *a, struct text hash, struct team_invitation *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, team_invitation_find_sql, P_BYTES(hash));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = invitation_row(a, r, 0);
	return STORE_OK;
}

static const char team_invitation_take_sql[] =
    "DELETE FROM team_invitations WHERE team_id = $1::uuid AND id = $2::uuid "
    "AND expires_at > now()";

enum store_status
team_invitation_take(struct db *db, struct arena *a, struct uuid team_id, struct uuid id)
{
	return DB_CHANGE(db, a, team_invitation_take_sql, P_UUID(team_id), P_UUID(id));
}

static const char team_invitation_remove_sql[] =
    "DELETE FROM team_invitations WHERE team_id = $1::uuid AND id = $2::uuid "
    "RETURNING email";

enum store_status
team_invitation_remove(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid id, struct text *email)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, team_invitation_remove_sql, P_UUID(team_id), P_UUID(id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*email = cell_text(a, r, 0, 0);
	return STORE_OK;
}

static const char team_invitations_remove_of_sql[] =
    "DELETE FROM team_invitations WHERE team_id = $1::uuid AND invited_by = $2::uuid";

enum store_status
team_invitations_remove_of(
    struct db *db, struct arena *a, struct uuid team_id, struct uuid invited_by)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, team_invitations_remove_of_sql, P_UUID(team_id),
	    P_UUID(invited_by));
}
