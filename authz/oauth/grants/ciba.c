/* OpenID CIBA Core 10.1. */
#include "oauth/grants/grant.h"
#include "oauth/grants/pending.h"

static const struct response *
run(struct request *rq, struct issued *out)
{
	return redeem_pending(rq, DOOR_BACKCHANNEL, "auth_req_id", out);
}

const struct grant grant_ciba = {
    TEXT_INIT("urn:openid:params:grant-type:ciba"), run, .by_operator = true};
