/* Who a person is to the apps of one sector (OIDC Core 8.1). */
#ifndef AUTHZ_STORE_PAIRWISE_SUBJECTS_H
#define AUTHZ_STORE_PAIRWISE_SUBJECTS_H

#include "store/db.h"

/* The one of this person and sector; `fresh` becomes it when there was none. */
enum store_status pairwise_subject_of(struct db *db, struct arena *a, struct uuid user_id,
    struct text sector, struct text fresh, struct text *out);
/* Whose it is. `sector` empty: of any. */
enum store_status pairwise_subject_find(struct db *db, struct arena *a,
    struct text subject, struct text sector, struct uuid *user_id);

#endif
