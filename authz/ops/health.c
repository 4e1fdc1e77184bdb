#include "live/coherence.h"
#include "ops/ops.h"
#include "store/store.h"

#include <stdatomic.h>

static atomic_bool stopping;

void
ops_stopping(void)
{
	stopping = true;
}

/* The process runs and answers; says nothing of the database. */
const struct response *
answer_healthz(struct request *rq)
{
	return respond_json(rq, 200, TEXT("{\"status\":\"ok\"}"));
}

/* Would a request sent here now be served? An incoherent node serves, by asking the
 * database for everything. */
const struct response *
answer_readyz(struct request *rq)
{
	if (stopping)
		return respond_json(rq, 503, TEXT("{\"status\":\"stopping\"}"));
	if (db_ready(rq->db) != STORE_OK)
		return respond_json(rq, 503, TEXT("{\"status\":\"no database\"}"));
	int pending = store_pending_migrations(rq->db);
	if (pending < 0)
		return respond_json(rq, 503, TEXT("{\"status\":\"no database\"}"));
	if (pending > 0)
		return respond_json(rq, 503, TEXT("{\"status\":\"migrations pending\"}"));
	return respond_json(rq, 200,
	    live_coherent() ? TEXT("{\"status\":\"ok\",\"coherent\":true}")
			    : TEXT("{\"status\":\"ok\",\"coherent\":false}"));
}
