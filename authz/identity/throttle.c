#include "identity/throttle.h"

#include "base/clock.h"
#include "jose/keyring.h"
#include "settings/settings.h"

enum { LONGEST_WAIT = 300 };

/* ASCII letters count alike; that is all that e-mail providers agree on. */
static struct text
lower(struct arena *a, struct text t)
{
	char *at = arena_alloc(a, t.n + 1);
	for (size_t i = 0; i < t.n; i++)
		at[i] = (char)(t.at[i] >= 'A' && t.at[i] <= 'Z' ? t.at[i] + 32 : t.at[i]);
	return (struct text){at, t.n};
}

static struct text
key_of(struct request *rq, const char *kind, struct text name)
{
	unsigned char *mac = arena_alloc(rq->arena, MAC_SIZE);
	uint32_t key_id;
	struct text data = arena_printf(rq->arena, "%s:%.*s", kind,
	    TEXT_ARG(lower(rq->arena, text_part(name, 0, 300))));
	keyring_mac(FOR_LOGIN_THROTTLE, data, &key_id, mac);
	return (struct text){(const char *)mac, MAC_SIZE};
}

/* 2, 4, 8 … seconds after the last failure, once there are more than `allowed`. */
static enum store_status
wait_of(struct request *rq, struct text key, int64_t allowed, int64_t *seconds)
{
	int64_t failures, last_at;
	enum store_status status = login_failures(
	    rq->db, rq->arena, key, settings()->login.window, &failures, &last_at);
	if (status != STORE_OK || failures < allowed)
		return status;
	int64_t over = failures - allowed, pause = 2;
	while (over-- > 0 && pause < LONGEST_WAIT)
		pause *= 2;
	if (pause > LONGEST_WAIT)
		pause = LONGEST_WAIT;
	int64_t left = last_at + pause - clock_now();
	if (left > *seconds)
		*seconds = left;
	return STORE_OK;
}

enum store_status
throttle_wait(struct request *rq, struct text account, int64_t *seconds)
{
	*seconds = 0;
	enum store_status status = wait_of(rq, key_of(rq, "account", account),
	    settings()->login.account_failures, seconds);
	if (status != STORE_OK)
		return status;
	return wait_of(rq, key_of(rq, "address", rq->peer),
	    settings()->login.address_failures, seconds);
}

enum store_status
throttle_failed(struct request *rq, struct text account)
{
	int64_t failures, window = settings()->login.window;
	enum store_status status = login_failed(
	    rq->db, rq->arena, key_of(rq, "account", account), window, &failures);
	if (status != STORE_OK)
		return status;
	return login_failed(
	    rq->db, rq->arena, key_of(rq, "address", rq->peer), window, &failures);
}

enum store_status
throttle_forgive(struct request *rq, struct text account)
{
	return login_failures_forget(rq->db, rq->arena, key_of(rq, "account", account));
}
