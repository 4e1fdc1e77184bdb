/* How a grant that a person gave becomes tokens: of a code, of a device code, of a CIBA
 * request. */
#ifndef AUTHZ_OAUTH_GRANTS_REDEMPTION_H
#define AUTHZ_OAUTH_GRANTS_REDEMPTION_H

#include "oauth/issued.h"

/*
 * Makes the family that `out->family` describes (its lifetimes are set here) and issues
 * its first tokens, for those of its resources that the request chooses. The family's id
 * is good once: the second time it is revoked. NULL, or the answer.
 */
const struct response *redeem_family(struct request *rq, struct issued *out);

#endif
