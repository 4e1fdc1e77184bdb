#include "identity/throttle.h"

#include "base/encoding.h"
#include "identity/signin.h"
#include "jose/keyring.h"
#include "settings/settings.h"
#include "store/clients.h"

#include <arpa/inet.h>

/* ASCII letters count alike, as where accounts are looked up. */
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

/* One subscriber has a whole IPv6 /64, and could come from a new address each time. */
static struct text
network_of(struct request *rq)
{
	struct in6_addr address;
	if (inet_pton(AF_INET6, arena_cstr(rq->arena, rq->peer), &address) != 1 ||
	    IN6_IS_ADDR_V4MAPPED(&address))
		return rq->peer;
	return hex_encode(rq->arena, &address, sizeof(address) / 2);
}

enum store_status
throttle_network(struct request *rq, const char *kind, int64_t allowed, int64_t window,
    int64_t *seconds)
{
	return login_attempt(rq->db, rq->arena, key_of(rq, kind, network_of(rq)), allowed,
	    window, seconds);
}

enum store_status
throttle_attempt(struct request *rq, struct text account, int64_t *seconds)
{
	const struct settings *s = settings();
	int64_t window = s->login.window;
	enum store_status status =
	    throttle_network(rq, "address", s->login.address_failures, window, seconds);
	if (status != STORE_OK || *seconds > 0)
		return status;
	return login_attempt(rq->db, rq->arena, key_of(rq, "account", account),
	    s->login.account_failures, window, seconds);
}

enum store_status
throttle_forgive(struct request *rq, struct text account)
{
	enum store_status status =
	    login_attempts_forget(rq->db, rq->arena, key_of(rq, "account", account));
	if (status != STORE_OK)
		return status;
	return login_attempt_undo(
	    rq->db, rq->arena, key_of(rq, "address", network_of(rq)));
}

/* A hundred times what one address may: high enough that nobody alone stops the rest. */
enum { OF_EVERYBODY = 100, COUNTERS = 3 };

struct counter {
	struct text key;
	int64_t allowed;
};

static void
counters_of_guess(struct request *rq, const char *kind, struct counter out[COUNTERS])
{
	const struct settings *s = settings();
	struct text person = uuid_text(rq->arena, rq->user->id);
	out[0] = (struct counter){
	    key_of(rq, kind, arena_printf(rq->arena, "user %.*s", TEXT_ARG(person))),
	    s->login.account_failures};
	out[1] = (struct counter){
	    key_of(rq, kind,
		arena_printf(rq->arena, "address %.*s", TEXT_ARG(network_of(rq)))),
	    s->login.address_failures};
	out[2] = (struct counter){
	    key_of(rq, kind, TEXT("all")), s->login.address_failures * OF_EVERYBODY};
}

enum store_status
throttle_guess(struct request *rq, const char *kind, int64_t *seconds)
{
	struct counter counters[COUNTERS];
	enum store_status status = STORE_OK;
	counters_of_guess(rq, kind, counters);
	*seconds = 0;
	for (size_t i = 0; i < COUNTERS && status == STORE_OK && *seconds == 0; i++)
		status = login_attempt(rq->db, rq->arena, counters[i].key,
		    counters[i].allowed, settings()->login.window, seconds);
	return status;
}

enum store_status
throttle_guess_right(struct request *rq, const char *kind)
{
	struct counter counters[COUNTERS];
	enum store_status status = STORE_OK;
	counters_of_guess(rq, kind, counters);
	for (size_t i = 0; i < COUNTERS && status == STORE_OK; i++)
		status = login_attempt_undo(rq->db, rq->arena, counters[i].key);
	return status;
}

enum { MAILS_AT_ONCE = 3 };

enum store_status
throttle_mail(struct request *rq, struct text address, int64_t *seconds)
{
	const struct settings *s = settings();
	enum store_status status =
	    login_attempt(rq->db, rq->arena, key_of(rq, "mails by", network_of(rq)),
		s->login.address_failures, s->login.window, seconds);
	if (status != STORE_OK || *seconds > 0)
		return status;
	return login_attempt(rq->db, rq->arena, key_of(rq, "mails to", address),
	    MAILS_AT_ONCE, s->login.window, seconds);
}

const struct response *
refuse_for(struct request *rq, int64_t seconds)
{
	struct response *rs = respond_error_page(rq, 429, "errors.wait");
	response_header(rq, rs, TEXT("Retry-After"),
	    arena_printf(rq->arena, "%lld", (long long)seconds));
	return rs;
}

enum store_status
throttle_client(struct request *rq, const char *kind, int64_t *seconds)
{
	const struct settings *s = settings();
	return login_attempt(rq->db, rq->arena, key_of(rq, kind, rq->client->client_id),
	    s->login.address_failures, s->login.window, seconds);
}

enum store_status
throttle_client_right(struct request *rq, const char *kind)
{
	return login_attempt_undo(
	    rq->db, rq->arena, key_of(rq, kind, rq->client->client_id));
}
