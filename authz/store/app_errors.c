#include "store/app_errors.h"

#include "store/rows.h"

static const char app_errors_add_sql[] =
    "INSERT INTO app_errors AS e (client_id, kind, endpoint, code, sentence, details, "
    "proven, n, first_at, last_at, request_ids) "
    "SELECT a.id, t.kind::uuid, endpoint, code, sentence, details::jsonb, "
    "proven::boolean, "
    "n::bigint, 'epoch'::timestamptz + first_at::bigint * interval '1 us', "
    "'epoch'::timestamptz + last_at::bigint * interval '1 us', "
    "string_to_array(requests, ',')::uuid[] "
    "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], "
    "$7::text[], $8::text[], $9::text[], $10::text[], $11::text[]) AS t (client_id, "
    "kind, endpoint, code, sentence, details, proven, n, first_at, last_at, requests) "
    "JOIN apps a ON a.id = t.client_id::uuid "
    /* The same order on all nodes: no deadlocks. */
    "ORDER BY a.id, t.kind::uuid "
    "ON CONFLICT (client_id, kind) DO UPDATE SET n = e.n + excluded.n, "
    "last_at = greatest(e.last_at, excluded.last_at), details = excluded.details, "
    /* APP_ERROR_REQUESTS */
    "request_ids = (excluded.request_ids || e.request_ids)[1:50]";

static const char app_errors_forget_sql[] =
    "DELETE FROM app_errors WHERE (client_id, kind) IN ("
    "SELECT old.client_id, old.kind FROM (SELECT DISTINCT id::uuid AS id "
    "FROM unnest($1::text[]) AS t (id)) AS t, (VALUES (true), (false)) AS p (proven), "
    "LATERAL (SELECT client_id, kind FROM app_errors e WHERE e.client_id = t.id "
    "AND e.proven = p.proven ORDER BY e.last_at DESC OFFSET $2::bigint) AS old)";

enum { COLUMNS = 11 };

static struct text
number_text(struct arena *a, int64_t number)
{
	return arena_printf(a, "%lld", (long long)number);
}

static struct text
requests_text(struct arena *a, const struct app_error *e)
{
	struct builder b = builder_new(a, e->request_count * 37 + 1);
	for (size_t i = 0; i < e->request_count; i++) {
		if (i)
			build_char(&b, ',');
		build_text(&b, uuid_text(a, e->requests[i]));
	}
	return builder_text(&b);
}

static void
fill_row(
    struct arena *a, const struct app_error *e, struct text *const columns[], size_t i)
{
	const struct text cells[COLUMNS] = {uuid_text(a, e->client_id),
	    uuid_text(a, e->kind), e->endpoint, e->code, e->sentence, e->details,
	    e->proven ? TEXT("true") : TEXT("false"), number_text(a, e->n),
	    number_text(a, e->first_at), number_text(a, e->last_at), requests_text(a, e)};
	for (size_t c = 0; c < COLUMNS; c++)
		columns[c][i] = cells[c];
}

enum store_status
app_errors_add(struct db *db, struct arena *a, const struct app_error *errors, size_t n)
{
	struct text *columns[COLUMNS];
	struct param params[COLUMNS];
	RESULT *added = NULL;
	RESULT *forgotten = NULL;
	for (size_t c = 0; c < COLUMNS; c++)
		columns[c] = ARENA_ARRAY(a, n, struct text);
	for (size_t i = 0; i < n; i++)
		fill_row(a, &errors[i], columns, i);
	for (size_t c = 0; c < COLUMNS; c++)
		params[c] = P_TEXTS(((struct texts){columns[c], n}));
	enum store_status status =
	    db_run_unheld(db, a, app_errors_add_sql, params, COLUMNS, &added);
	const struct param kept[] = {params[0], P_NUMBER(APP_ERRORS_KEPT)};
	return status == STORE_OK
		   ? db_run_unheld(db, a, app_errors_forget_sql, kept, 2, &forgotten)
		   : status;
}

static const char app_errors_list_sql[] =
    "SELECT kind, endpoint, code, sentence, details, proven, n, "
    "(extract(epoch FROM first_at) * 1000000)::bigint, "
    "(extract(epoch FROM last_at) * 1000000)::bigint, request_ids::text[] "
    "FROM app_errors WHERE client_id = $1::uuid "
    "AND (last_at, kind) < (coalesce('epoch'::timestamptz + $2::bigint * interval '1 us',"
    " (SELECT last_at FROM app_errors WHERE client_id = $1::uuid AND kind = $3::uuid),"
    " 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) "
    "AND ($4::text IS NULL OR endpoint = $4::text) "
    "AND ($5::text IS NULL OR code = $5::text) "
    "AND ($6::uuid IS NULL OR $6::uuid = ANY (request_ids)) "
    "ORDER BY last_at DESC, kind DESC LIMIT $7::bigint";

static void
read_requests(
    struct arena *a, const PGresult *r, int row, int column, struct app_error *out)
{
	struct texts ids = cell_texts(a, r, row, column);
	struct uuid *requests = ARENA_ARRAY(a, ids.n, struct uuid);
	for (size_t i = 0; i < ids.n; i++)
		uuid_parse(ids.at[i], &requests[i]);
	out->requests = requests;
	out->request_count = ids.n;
}

enum store_status
app_errors_list(struct db *db, struct arena *a, const struct app_error_filter *f,
    int limit, struct app_error **out, size_t *n)
{
	RESULT *r = NULL;
	struct param before = {.kind = PARAM_NULL};
	if (f->before_at)
		before = P_NUMBER(f->before_at);
	enum store_status status =
	    DB_RUN(db, a, &r, app_errors_list_sql, P_UUID(f->client_id), before,
		P_UUID(f->before_kind), P_TEXT_OR_NULL(f->endpoint),
		P_TEXT_OR_NULL(f->code), P_UUID(f->request), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct app_error);
	for (int i = 0; i < (int)*n; i++) {
		(*out)[i] = (struct app_error){.client_id = f->client_id,
		    .kind = cell_uuid(r, i, 0),
		    .endpoint = cell_text(a, r, i, 1),
		    .code = cell_text(a, r, i, 2),
		    .sentence = cell_text(a, r, i, 3),
		    .details = cell_text(a, r, i, 4),
		    .proven = cell_bool(r, i, 5),
		    .n = cell_number(r, i, 6),
		    .first_at = cell_number(r, i, 7),
		    .last_at = cell_number(r, i, 8)};
		read_requests(a, r, i, 9, &(*out)[i]);
	}
	return STORE_OK;
}
