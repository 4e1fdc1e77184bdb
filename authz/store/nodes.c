#include "store/nodes.h"

#include "store/rows.h"

static const char node_beat_sql[] =
    "INSERT INTO nodes (id, host, address, version, coherent, marks, token_bytes, "
    "token_room) VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::bool, $6::bigint, "
    "$7::bigint, $8::bigint) ON CONFLICT (id) DO UPDATE SET beat_at = now(), "
    "coherent = excluded.coherent, marks = excluded.marks, "
    "token_bytes = excluded.token_bytes, token_room = excluded.token_room";

enum store_status
node_beat(struct db *db, struct arena *a, const struct node *n)
{
	RESULT *r = NULL;
	const struct param params[] = {P_UUID(n->id), P_TEXT(n->host), P_TEXT(n->address),
	    P_TEXT(n->version), P_BOOL(n->coherent), P_NUMBER(n->marks),
	    P_NUMBER(n->token_bytes), P_NUMBER(n->token_room)};
	return db_run_unheld(
	    db, a, node_beat_sql, params, sizeof(params) / sizeof(params[0]), &r);
}

static const char node_leave_sql[] = "DELETE FROM nodes WHERE id = $1::uuid";

enum store_status
node_leave(struct db *db, struct arena *a, struct uuid id)
{
	RESULT *r = NULL;
	return db_run_unheld(
	    db, a, node_leave_sql, (const struct param[]){P_UUID(id)}, 1, &r);
}

static const char nodes_list_sql[] =
    "SELECT id, host, address, version, coherent, marks, token_bytes, token_room, "
    "started_at, beat_at, beat_at < now() - make_interval(secs => $1::bigint) AS gone "
    "FROM nodes ORDER BY gone, host, started_at, id";

enum store_status
nodes_list(struct db *db, struct arena *a, struct node **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, nodes_list_sql, P_NUMBER(NODE_GONE));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct node);
	for (int i = 0; i < (int)*n; i++)
		(*out)[i] = (struct node){.id = cell_uuid(r, i, 0),
		    .host = cell_text(a, r, i, 1),
		    .address = cell_text(a, r, i, 2),
		    .version = cell_text(a, r, i, 3),
		    .coherent = cell_bool(r, i, 4),
		    .marks = cell_number(r, i, 5),
		    .token_bytes = cell_number(r, i, 6),
		    .token_room = cell_number(r, i, 7),
		    .started_at = cell_time(r, i, 8),
		    .beat_at = cell_time(r, i, 9),
		    .gone = cell_bool(r, i, 10)};
	return STORE_OK;
}
