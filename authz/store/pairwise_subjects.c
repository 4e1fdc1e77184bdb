#include "store/pairwise_subjects.h"

#include "store/rows.h"

static const char subject_sql[] = "SELECT subject FROM pairwise_subjects WHERE user_id = "
				  "$1::uuid AND sector = $2::text";

/* Of two at once, both get the one that was first. */
static const char subject_add_sql[] =
    "INSERT INTO pairwise_subjects AS p (user_id, sector, subject) "
    "VALUES ($1::uuid, $2::text, $3::text) "
    "ON CONFLICT (user_id, sector) DO UPDATE SET sector = p.sector RETURNING subject";

enum store_status
pairwise_subject_of(struct db *db, struct arena *a, struct uuid user_id,
    struct text sector, struct text fresh, struct text *out)
{
	RESULT *found = NULL, *made = NULL;
	enum store_status status =
	    DB_RUN(db, a, &found, subject_sql, P_UUID(user_id), P_TEXT(sector));
	if (status != STORE_OK)
		return status;
	if (row_count(found)) {
		*out = cell_text(a, found, 0, 0);
		return STORE_OK;
	}
	status = DB_RUN(db, a, &made, subject_add_sql, P_UUID(user_id), P_TEXT(sector),
	    P_TEXT(fresh));
	if (status == STORE_OK)
		*out = cell_text(a, made, 0, 0);
	return status;
}

static const char subject_find_sql[] =
    "SELECT user_id FROM pairwise_subjects WHERE subject = $1::text "
    "AND ($2::text = '' OR sector = $2::text)";

enum store_status
pairwise_subject_find(struct db *db, struct arena *a, struct text subject,
    struct text sector, struct uuid *user_id)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, subject_find_sql, P_TEXT(subject), P_TEXT(sector));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*user_id = cell_uuid(r, 0, 0);
	return STORE_OK;
}
