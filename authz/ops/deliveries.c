/*
 * Threads that send what others left in the tables of deliveries, logout notices and
 * webhooks. A peer that is slow holds up one of them and nothing else: neither requests
 * nor the chores. Webhooks go to URLs that anybody may register, so they have threads of
 * their own, and those whose endpoints are slow again others.
 */
#include "store/deliveries.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "oidc/backchannel_logout.h"
#include "ops/ops.h"
#include "outbound/fetch.h"
#include "outbound/mail.h"
#include "settings/settings.h"
#include "store/store.h"
#include "webhooks/sending.h"

#include <pthread.h>
#include <time.h>

enum { TURN = 100 };

/* `lock` guards `stop`, which `wake` announces. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static bool stop;

/* False when it is time to stop. */
static bool
rest(int seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&lock);
	while (!stop && seconds && pthread_cond_timedwait(&wake, &lock, &until) == 0)
		;
	bool go_on = !stop;
	pthread_mutex_unlock(&lock);
	return go_on;
}

static const char *
send_mail(struct arena *a, const struct delivery *d)
{
	return settings()->mail.url.n ? mail_send(a, d->target, d->body)
				      : mail_keep(a, d->id, d->body);
}

static const char *
send_post(struct arena *a, const struct delivery *d)
{
	struct fetched answer;
	struct fetch f = {.method = FETCH_POST,
	    .url = d->target,
	    .content_type = d->content_type,
	    .body = d->body};
	const char *why = fetch_run(a, &f, &answer);
	if (!why && (answer.status < 200 || answer.status > 299))
		why = arena_printf(a, "the server answered %d", answer.status).at;
	return why;
}

static const char *
send_nothing(struct arena *a, const struct delivery *d)
{
	(void)a;
	(void)d;
	return NULL;
}

static const struct {
	struct text kind;
	const char *(*send)(struct arena *a, const struct delivery *d);
} kinds[] = {
    {TEXT_INIT("mail"), send_mail},
    {TEXT_INIT("post"), send_post},
    {TEXT_INIT("nothing"), send_nothing},
};

/* NULL, or why it did not arrive. */
static const char *
attempt(struct arena *a, const struct delivery *d)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (text_eq(kinds[i].kind, d->kind))
			return kinds[i].send(a, d);
	return "there is no such kind of delivery";
}

static void
settle(struct db *db, struct arena *a, const struct delivery *d, const char *why)
{
	struct text id = uuid_text(a, d->id);
	if (!why) {
		/* When this is lost with the database, it is sent once more. */
		delivery_done(db, a, d->id);
		log_debug("delivered", LT("delivery", id), LT("kind", d->kind));
		return;
	}
	delivery_failed(db, a, d->id, why);
	log_warn(d->last ? "delivery_given_up" : "delivery_failed", LT("delivery", id),
	    LT("kind", d->kind), LN("attempts", d->attempts), LC("why", why));
}

/* Sends what is due; false when there is nothing more for now. */
static bool
send_one(struct db *db)
{
	struct arena *a = arena_new();
	struct delivery d;
	bool claimed = db_ready(db) == STORE_OK && delivery_claim(db, a, &d) == STORE_OK;
	if (claimed)
		settle(db, a, &d, attempt(a, &d));
	arena_free(a);
	return claimed;
}

/* Neither waits behind the other. */
static bool
send_any(struct db *db)
{
	bool sent = send_one(db);
	return backchannel_logout_send(db) || sent;
}

static bool
send_quick_webhook(struct db *db)
{
	bool taken = webhooks_distribute(db);
	return webhooks_send(db, false) || taken;
}

static bool
send_slow_webhook(struct db *db)
{
	return webhooks_send(db, true);
}

/* What each thread does while there is something to do. */
static bool (*const work[])(struct db *db) = {send_any, send_any, send_quick_webhook,
    send_quick_webhook, send_slow_webhook, send_slow_webhook};
static pthread_t threads[COUNT_OF(work)];
static size_t started;

static void *
sender(void *of)
{
	bool (*const *send)(struct db * db) = of;
	struct db *db = db_new(store_url());
	while (rest(1))
		for (int i = 0; i < TURN && (*send)(db) && rest(0); i++)
			;
	db_free(db);
	return NULL;
}

bool
deliveries_start(void)
{
	stop = false;
	for (started = 0; started < COUNT_OF(work); started++)
		if (pthread_create(&threads[started], NULL, sender,
			(void *)(uintptr_t)&work[started]) != 0) {
			deliveries_stop();
			return false;
		}
	return true;
}

void
deliveries_stop(void)
{
	pthread_mutex_lock(&lock);
	stop = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
	while (started)
		pthread_join(threads[--started], NULL);
}
