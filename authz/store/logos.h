/* The pictures of apps, as image/image.h writes them. */
#ifndef AUTHZ_STORE_LOGOS_H
#define AUTHZ_STORE_LOGOS_H

#include "store/db.h"

/* In a transaction, or alone: the app has this picture, and its hash. STORE_NONE when it
 * had the same, or there is no such app. */
enum store_status logo_set(
    struct db *db, struct arena *a, struct uuid client_id, struct text png);
/* STORE_NONE when it had none. */
enum store_status logo_remove(struct db *db, struct arena *a, struct uuid client_id);
/* The picture with this hash, of an app that is not stopped; STORE_NONE when there is
 * none. */
enum store_status logo_find(
    struct db *db, struct arena *a, struct text hash, struct text *png);
/* That of an app, stopped or not. */
enum store_status logo_of(
    struct db *db, struct arena *a, struct uuid client_id, struct text *png);

#endif
