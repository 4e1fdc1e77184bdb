#include "store/store.h"

static const char facts_sql[] = "SELECT extract(epoch FROM clock_timestamp())::bigint, "
				"current_setting('server_version_num')::int, "
				"current_setting('server_version')";

enum store_status
store_facts(struct db *db, struct arena *a, struct store_facts *out)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, facts_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	*out = (struct store_facts){.now = cell_number(r, 0, 0),
	    .version = cell_number(r, 0, 1),
	    .version_text = cell_text(a, r, 0, 2)};
	return STORE_OK;
}
