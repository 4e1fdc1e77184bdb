/* Signing keys in the hands of operators, for pages and the JSON API. For this room only.
 */
#ifndef AUTHZ_ADMIN_KEY_CHANGE_H
#define AUTHZ_ADMIN_KEY_CHANGE_H

#include "http/request.h"
#include "jose/jws.h"
#include "store/signing_keys.h"

/* Makes the successor of the algorithm's key, with its audit event. It is published now
 * and signs after [keys] publish_before, or at once (a key that leaked). *out gets it,
 * but for its private half. */
enum store_status key_rotate(
    struct request *rq, enum jws_alg alg, bool at_once, struct signing_key *out);

#endif
