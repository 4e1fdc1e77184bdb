/* What the files about token families share. */
#ifndef AUTHZ_STORE_FAMILIES_ROWS_H
#define AUTHZ_STORE_FAMILIES_ROWS_H

#include "store/families.h"
#include "store/rows.h"

#define FAMILY_COLUMNS(f)                                                                \
	f ".user_id, " f ".id, " f ".client_id, " f ".session_id, " f ".resource_id, " f \
	  ".scopes, " f ".amr, " f ".nonce, " f ".auth_time, " f ".access_until, " f     \
	  ".expires_at, " f ".generation, " f ".extras"
enum { FAMILY_COLUMN_COUNT = 13 };
struct family family_row(struct arena *a, const PGresult *r, int row);

/*
 * Runs a statement for all rows. One that fails for several is run again for each alone,
 * so that none fails for another's fault; but not when the connection went, since nobody
 * knows then what took effect.
 */
typedef enum store_status (*families_statement)(
    struct db *db, struct arena *a, void *const rows[], size_t n);
void families_run(struct db *db, families_statement run, void *const rows[],
    enum store_status *statuses, size_t n);

/* A time or a duration as an element of a text[]. */
struct text seconds_text(struct arena *a, int64_t seconds);

#endif
