/* What operators look for, for the pages and for the JSON API. For this room only. */
#ifndef AUTHZ_ADMIN_LOOKUP_H
#define AUTHZ_ADMIN_LOOKUP_H

#include "http/request.h"
#include "settings/listing.h"
#include "store/resources.h"
#include "store/search.h"

/* The parameter `q`: trimmed, not long, UTF-8. */
struct text lookup_words(struct request *rq);

/*
 * `limit` rows behind the one with the id `after` (nil, or one that is gone: from the
 * start). Apps by what the words look like: an id, an owner's address or a name; people
 * by their address, APIs by what stands in them or their scopes.
 */
enum store_status lookup_apps(struct request *rq, struct text q, struct uuid after,
    int limit, struct app_found **out, size_t *n);
enum store_status lookup_people(struct request *rq, struct text q, struct uuid after,
    int limit, struct user **out, size_t *n);
enum store_status lookup_resources(struct request *rq, struct text q, struct uuid after,
    int limit, struct resource **out, size_t *n);
/* "server listen" finds [server] listen, and "proxy" what a sentence says of it. */
bool lookup_fits_setting(
    struct request *rq, const struct setting_shown *s, struct text q);

#endif
