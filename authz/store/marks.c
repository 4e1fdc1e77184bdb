#include "store/marks.h"

#include "base/cleanup.h"
#include "store/rows.h"

static const struct {
	enum mark_kind kind;
	struct text name;
} kinds[] = {
    {MARK_FAMILY, TEXT_INIT("family")},
    {MARK_TOKEN, TEXT_INIT("token")},
    {MARK_CLIENT, TEXT_INIT("client")},
    {MARK_USER, TEXT_INIT("user")},
};

bool
mark_kind_parse(struct text name, enum mark_kind *out)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (text_eq(kinds[i].name, name)) {
			*out = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static const char token_revoke_sql[] =
    "INSERT INTO revocation_marks (kind, subject, expires_at) "
    "VALUES ('token', $1::text, $2::timestamptz + interval '1 hour') "
    "ON CONFLICT (kind, subject) DO NOTHING";

enum store_status
token_revoke(struct db *db, struct arena *a, struct text jti, int64_t expires_at)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, token_revoke_sql, P_TEXT(jti), P_TIME(expires_at));
}

static const char token_alive_sql[] =
    "SELECT NOT EXISTS (SELECT 1 FROM revocation_marks WHERE kind = 'family' "
    "AND subject = ($1::uuid)::text) "
    "AND NOT EXISTS (SELECT 1 FROM revocation_marks WHERE kind = 'token' "
    "AND subject = $4::text) "
    "AND NOT EXISTS (SELECT 1 FROM revocation_marks WHERE kind IN ('client', 'user') "
    "AND (kind, subject) IN (('client', ($3::uuid)::text), ('user', ($2::uuid)::text)) "
    "AND before + make_interval(secs => $6::bigint) >= $5::timestamptz)";

enum store_status
token_alive(struct db *db, struct arena *a, const struct token_facts *f, bool *alive)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, token_alive_sql, P_UUID(f->family),
	    P_UUID(f->user_id), P_UUID(f->client_id), P_TEXT(f->jti),
	    P_TIME(f->issued_at), P_NUMBER(MARK_SKEW));
	*alive = status == STORE_OK && cell_bool(r, 0, 0);
	return status;
}

static const char marks_list_sql[] = "SELECT kind, subject, before FROM revocation_marks "
				     "WHERE expires_at > now()";

enum store_status
marks_list(struct db *db, struct arena *a,
    void (*each)(void *context, const struct mark *mark), void *context)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, marks_list_sql, NULL, 0, &r);
	for (int i = 0; status == STORE_OK && i < PQntuples(r); i++) {
		struct mark mark = {.subject = text_of(PQgetvalue(r, i, 1)),
		    .before = cell_time(r, i, 2)};
		if (mark_kind_parse(text_of(PQgetvalue(r, i, 0)), &mark.kind))
			each(context, &mark);
	}
	return status;
}
