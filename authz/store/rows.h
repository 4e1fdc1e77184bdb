/* What the files of this room share about results. */
#ifndef AUTHZ_STORE_ROWS_H
#define AUTHZ_STORE_ROWS_H

#include "store/db.h"

/* STORE_NONE when the statement changed, or found, no row. */
static inline enum store_status
row_changed(enum store_status status, PGresult *r)
{
	if (status == STORE_OK && text_eq(text_of(PQcmdTuples(r)), TEXT("0")))
		return STORE_NONE;
	return status;
}

static inline size_t
row_count(const PGresult *r)
{
	return (size_t)PQntuples(r);
}

#endif
