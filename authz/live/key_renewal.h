/* Keys that are missing or old get their successors. For this room only. */
#ifndef AUTHZ_LIVE_KEY_RENEWAL_H
#define AUTHZ_LIVE_KEY_RENEWAL_H

#include "live/keys.h"

/* Makes the first key of each of these algorithms, which signs at once, and successors of
 * those older than [keys] rotate_after, published before they do. One node wins. False
 * when a key could not be made, or the database is away. */
bool keys_renew(struct db *db, const enum jws_alg *algs, size_t n);

#endif
