/* RFC 8628 3.4. */
#include "oauth/grants/grant.h"
#include "oauth/grants/pending.h"

static const struct response *
run(struct request *rq, struct issued *out)
{
	return redeem_pending(rq, DOOR_DEVICE, "device_code", out);
}

const struct grant grant_device_code = {
    TEXT_INIT("urn:ietf:params:oauth:grant-type:device_code"), run};
