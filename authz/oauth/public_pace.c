/* Where a request leaves a row behind, whoever proves nothing does so only so often: else
 * anybody who knows the client_id of a public app could fill the disk. */
#include "base/clock.h"
#include "identity/throttle.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "store/clients.h"

/* Of one network, far more than people behind it sign in. */
enum { PER_MINUTE = 300, MINUTE = 60 };

const struct response *
pace_public_client(struct request *rq)
{
	int64_t wait, minute = clock_now() / MINUTE;
	if (!text_eq(rq->client->auth_method, TEXT("none")))
		return NULL;
	/* A count for each minute: a steady stream below the bound is never held up. */
	struct text kind =
	    arena_printf(rq->arena, "%.*s %lld", TEXT_ARG(rq->path), (long long)minute);
	enum store_status status =
	    throttle_network(rq, kind.at, PER_MINUTE, MINUTE, &wait);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!wait)
		return NULL;
	struct response *rs = oauth_error(rq, TEMPORARILY_UNAVAILABLE,
	    "too many requests of public apps come from this network; try again later");
	rs->status = 429;
	response_header(rq, rs, TEXT("Retry-After"),
	    arena_printf(
		rq->arena, "%lld", (long long)((minute + 1) * MINUTE - clock_now() + 1)));
	return rs;
}
