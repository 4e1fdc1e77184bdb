#include "store/deliveries.h"

#include "jose/keyring.h"
#include "store/rows.h"

#include <stdio.h>

/* A sealed body belongs to its row: to no other address, and to no other kind. */
static struct text
context_of(struct arena *a, const struct delivery *d)
{
	return arena_printf(a, "%.*s %.*s %.*s", TEXT_ARG(uuid_text(a, d->id)),
	    TEXT_ARG(d->kind), TEXT_ARG(d->target));
}

static const char delivery_add_sql[] =
    "INSERT INTO deliveries (id, kind, target, content_type, body, expires_at) "
    "VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::timestamptz)";

enum store_status
delivery_add(struct db *db, struct arena *a, const struct delivery *d)
{
	RESULT *r = NULL;
	const struct param params[] = {P_UUID(d->id), P_TEXT(d->kind), P_TEXT(d->target),
	    P_TEXT(d->content_type),
	    P_TEXT(seal(a, FOR_DELIVERIES, context_of(a, d), d->body)),
	    P_TIME(d->expires_at)};
	return db_run_unheld(
	    db, a, delivery_add_sql, params, sizeof(params) / sizeof(params[0]), &r);
}

/* An attempt takes less than the 30 seconds that the next one is away. */
static const char delivery_claim_sql[] =
    "UPDATE deliveries SET attempts = attempts + 1, next_at = now() + "
    "make_interval(secs => least(3600, 30 * 2 ^ least(attempts, 7))) "
    "WHERE id = (SELECT id FROM deliveries WHERE next_at <= now() "
    "AND body IS NOT NULL AND expires_at > now() "
    "ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) "
    "RETURNING id, kind, target, content_type, body, attempts, expires_at, "
    "next_at >= expires_at";

enum store_status
delivery_claim(struct db *db, struct arena *a, struct delivery *out)
{
	RESULT *r = NULL;
	enum store_status status = db_run_unheld(db, a, delivery_claim_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = (struct delivery){.id = cell_uuid(r, 0, 0),
	    .kind = cell_text(a, r, 0, 1),
	    .target = cell_text(a, r, 0, 2),
	    .content_type = cell_text(a, r, 0, 3),
	    .attempts = cell_number(r, 0, 5),
	    .expires_at = cell_time(r, 0, 6),
	    .last = cell_bool(r, 0, 7)};
	/* Sealed under a keyring that is gone: nobody can ever send it. */
	if (seal_open(
		a, FOR_DELIVERIES, context_of(a, out), cell_text(a, r, 0, 4), &out->body))
		return STORE_OK;
	status = delivery_done(db, a, out->id);
	return status == STORE_OK ? STORE_NONE : status;
}

static const char delivery_done_sql[] = "DELETE FROM deliveries WHERE id = $1::uuid";

enum store_status
delivery_done(struct db *db, struct arena *a, struct uuid id)
{
	RESULT *r = NULL;
	return db_run_unheld(
	    db, a, delivery_done_sql, (const struct param[]){P_UUID(id)}, 1, &r);
}

static const char delivery_failed_sql[] =
    "UPDATE deliveries SET last_error = $2::text WHERE id = $1::uuid";

enum store_status
delivery_failed(struct db *db, struct arena *a, struct uuid id, const char *why)
{
	RESULT *r = NULL;
	return db_run_unheld(db, a, delivery_failed_sql,
	    (const struct param[]){P_UUID(id), P_TEXT(text_of(why))}, 2, &r);
}
