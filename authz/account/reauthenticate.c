/* What can't be undone is asked of who knows the password, not of an open browser. */
#include "account/reauthenticate.h"

#include "identity/password.h"
#include "identity/signin.h"
#include "identity/throttle.h"

const struct response *
reauthenticate(struct request *rq, struct text password, struct user *user, bool *right)
{
	int64_t wait;
	enum store_status status = throttle_attempt(rq, rq->user->email, &wait);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (wait > 0)
		return refuse_for(rq, wait);
	status = user_by_id(rq->db, rq->arena, rq->user->id, user);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	*right = password_matches(rq->arena, user->password_hash, password);
	if (*right)
		status = throttle_forgive(rq, rq->user->email);
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}
