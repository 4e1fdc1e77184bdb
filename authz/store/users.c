#include "store/users.h"

#include "base/json.h"
#include "store/rows.h"

#define USER_COLUMNS                                                                     \
	"id, email, name, password_hash, locale, created_at, disabled_at, "              \
	"email_verified_at, updated_at, nullif(claims, '{}')"

static struct user
user_row(struct arena *a, const PGresult *r, int row)
{
	struct user u = {.id = cell_uuid(r, row, 0),
	    .email = cell_text(a, r, row, 1),
	    .name = cell_text(a, r, row, 2),
	    .password_hash = cell_text(a, r, row, 3),
	    .locale = cell_text(a, r, row, 4),
	    .created_at = cell_time(r, row, 5),
	    .disabled_at = cell_time(r, row, 6),
	    .email_verified_at = cell_time(r, row, 7),
	    .updated_at = cell_time(r, row, 8)};
	members_of_text(a, &user_claims_members, cell_text(a, r, row, 9), &u.claims);
	return u;
}

static enum store_status
one_user(enum store_status status, struct arena *a, const PGresult *r, struct user *out)
{
	if (status != STORE_OK)
		return status;
	if (PQntuples(r) == 0)
		return STORE_NONE;
	*out = user_row(a, r, 0);
	return STORE_OK;
}

static const char user_add_sql[] =
    "INSERT INTO users (id, email, name, password_hash, locale, email_verified_at, "
    "claims) VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::text, "
    "$6::timestamptz, coalesce($7::jsonb, '{}'))";

enum store_status
user_add(struct db *db, struct arena *a, const struct user *u)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, user_add_sql, P_UUID(u->id), P_TEXT(u->email),
	    P_TEXT(u->name), P_TEXT(u->password_hash), P_TEXT(u->locale),
	    P_TIME(u->email_verified_at),
	    P_TEXT_OR_NULL(members_text(a, &user_claims_members, &u->claims)));
}

static const char user_by_id_sql[] =
    "SELECT " USER_COLUMNS " FROM users WHERE id = $1::uuid";

enum store_status
user_by_id(struct db *db, struct arena *a, struct uuid id, struct user *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, user_by_id_sql, P_UUID(id));
	return one_user(status, a, r, out);
}

static const char user_by_email_sql[] = "SELECT " USER_COLUMNS " FROM users "
					"WHERE lower(email COLLATE \"C\") = "
					"lower($1::text COLLATE \"C\")";

enum store_status
user_by_email(struct db *db, struct arena *a, struct text email, struct user *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, user_by_email_sql, P_TEXT(email));
	return one_user(status, a, r, out);
}

static const char users_list_sql[] = "SELECT " USER_COLUMNS " FROM users "
				     "WHERE $1::uuid IS NULL OR id > $1::uuid "
				     "ORDER BY id LIMIT $2::bigint";

enum store_status
users_list(struct db *db, struct arena *a, struct uuid after, int limit,
    struct user **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, users_list_sql, P_UUID(after), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct user);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = user_row(a, r, (int)i);
	return STORE_OK;
}

/* In a statement of its own, before what came of the sessions is ended: it waits for
 * whoever redeems a code of one, and the next statement sees what they made. */
static const char user_sign_out_sql[] = "DELETE FROM sessions WHERE user_id = $1::uuid";

static enum store_status
begin_signed_out(struct db *db, struct arena *a, struct uuid id)
{
	RESULT *r = NULL;
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = DB_RUN(db, a, &r, user_sign_out_sql, P_UUID(id));
	return status == STORE_OK ? STORE_OK : db_finish(db, status);
}

/* Whoever is signed in with the old one is signed out. */
static const char user_set_password_sql[] =
    "WITH families AS (DELETE FROM token_families WHERE user_id = $1::uuid "
    "AND NOT ('offline_access' = ANY (scopes))) "
    "UPDATE users SET password_hash = $2::text WHERE id = $1::uuid";

enum store_status
user_set_password(struct db *db, struct arena *a, struct uuid id, struct text hash)
{
	enum store_status status = begin_signed_out(db, a, id);
	if (status != STORE_OK)
		return status;
	status = DB_CHANGE(db, a, user_set_password_sql, P_UUID(id), P_TEXT(hash));
	return db_finish(db, status);
}

/* Whoever had the account before may have let an app in for good: nothing stays. */
static const char user_reset_password_sql[] =
    "WITH families AS (DELETE FROM token_families WHERE user_id = $1::uuid) "
    "UPDATE users SET password_hash = $3::text, access_ended_at = now(), "
    "email_verified_at = coalesce(email_verified_at, now()) "
    "WHERE id = $1::uuid AND password_hash = $2::text";

enum store_status
user_reset_password(
    struct db *db, struct arena *a, struct uuid id, struct text old, struct text hash)
{
	enum store_status status = begin_signed_out(db, a, id);
	if (status != STORE_OK)
		return status;
	status = DB_CHANGE(
	    db, a, user_reset_password_sql, P_UUID(id), P_TEXT(old), P_TEXT(hash));
	return db_finish(db, status);
}

static const char user_set_verified_sql[] =
    "UPDATE users SET email_verified_at = coalesce(email_verified_at, now()) "
    "WHERE id = $1::uuid";

enum store_status
user_set_verified(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, user_set_verified_sql, P_UUID(id));
}

static const char user_set_name_sql[] =
    "UPDATE users SET name = $2::text WHERE id = $1::uuid";

enum store_status
user_set_name(struct db *db, struct arena *a, struct uuid id, struct text name)
{
	return DB_CHANGE(db, a, user_set_name_sql, P_UUID(id), P_TEXT(name));
}

static const char user_set_profile_sql[] =
    "UPDATE users SET name = $2::text, locale = $3::text, "
    "claims = coalesce($4::jsonb, '{}') WHERE id = $1::uuid";

enum store_status
user_set_profile(struct db *db, struct arena *a, const struct user *u)
{
	struct text json = members_text(a, &user_claims_members, &u->claims);
	return DB_CHANGE(db, a, user_set_profile_sql, P_UUID(u->id), P_TEXT(u->name),
	    P_TEXT(u->locale), P_TEXT_OR_NULL(json));
}

json_t *
user_audited(const struct user *u)
{
	json_t *all = members_json(&user_claims_members, &u->claims);
	json_object_set_new(all, "name", json_text(u->name));
	json_object_set_new(all, "locale", json_text(u->locale));
	return all;
}

static const char user_set_claims_sql[] =
    "UPDATE users SET claims = coalesce($2::jsonb, '{}') WHERE id = $1::uuid";

enum store_status
user_set_claims(
    struct db *db, struct arena *a, struct uuid id, const struct user_claims *claims)
{
	struct text json = members_text(a, &user_claims_members, claims);
	return DB_CHANGE(db, a, user_set_claims_sql, P_UUID(id), P_TEXT_OR_NULL(json));
}

/* The triggers on token_families leave the marks, in the same commit. */
static const char user_disable_sql[] =
    "WITH disabled AS (UPDATE users SET disabled_at = coalesce(disabled_at, now()), "
    "access_ended_at = now() WHERE id = $1::uuid RETURNING id), "
    "families AS (DELETE FROM token_families WHERE user_id = $1::uuid) "
    "SELECT id FROM disabled";

enum store_status
user_disable(struct db *db, struct arena *a, struct uuid id)
{
	enum store_status status = begin_signed_out(db, a, id);
	if (status != STORE_OK)
		return status;
	return db_finish(db, DB_CHANGE(db, a, user_disable_sql, P_UUID(id)));
}

static const char user_enable_sql[] =
    "UPDATE users SET disabled_at = NULL WHERE id = $1::uuid";

enum store_status
user_enable(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, user_enable_sql, P_UUID(id));
}

static const char user_forget_profile_sql[] =
    "UPDATE audit_events SET details = '{}' WHERE user_id = $1::uuid "
    "AND event = 'profile_changed'";

enum store_status
user_forget_profile(struct db *db, struct arena *a, struct uuid id)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, user_forget_profile_sql, P_UUID(id));
}

static const char user_remove_sql[] = "DELETE FROM users WHERE id = $1::uuid";

enum store_status
user_remove(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, user_remove_sql, P_UUID(id));
}
