#include "live/coherence.h"

#include "base/clock.h"
#include "base/log.h"
#include "live/clients.h"
#include "live/key_sets.h"
#include "live/keys.h"
#include "live/marks.h"
#include "live/resources.h"
#include "live/verified.h"
#include "settings/settings.h"
#include "store/listener.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	SECOND = 1000000, /* microseconds */
	BELIEVED = 3 * SECOND,
	RETRY = SECOND / 5,
	MEGABYTE = 1024 * 1024
};

/* Until when memory is believed (clock_monotonic_us); 0: not. */
static atomic_llong believed_until;

/* `lock` guards these; `heard` announces changes of `received` and `believed_until`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t heard;
static uint64_t sent, received; /* numbers of beats */
static uint64_t least;		/* beats before this one prove too little */
static bool hurry;		/* somebody waits for the next beat */

static atomic_bool stopping;
static atomic_llong beats, losses, beat_us;
static int wake = -1; /* an eventfd: stop, or hurry */
static pthread_t thread;

bool
live_coherent(void)
{
	int64_t until = atomic_load_explicit(&believed_until, memory_order_acquire);
	return until && clock_monotonic_us() < until;
}

static void
wake_up(void)
{
	uint64_t one = 1;
	ssize_t done = write(wake, &one, sizeof(one));
	(void)done; /* fails only when it is awake already */
}

static void
disbelieve(void)
{
	pthread_mutex_lock(&lock);
	atomic_store_explicit(&believed_until, 0, memory_order_release);
	pthread_cond_broadcast(&heard);
	pthread_mutex_unlock(&lock);
}

void
live_settle(void)
{
	struct timespec until;
	pthread_mutex_lock(&lock);
	/* A beat that is under way may have been sent before our commit. */
	uint64_t needed = sent + 1;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += BELIEVED / SECOND;
	hurry = true;
	wake_up();
	while (received < needed && live_coherent() &&
	       pthread_cond_timedwait(&heard, &lock, &until) == 0)
		;
	if (received < needed) {
		least = needed > least ? needed : least;
		atomic_store_explicit(&believed_until, 0, memory_order_release);
	}
	pthread_mutex_unlock(&lock);
}

/* What a beat needs to know when it comes back. */
struct beating {
	struct listener *listener;
	struct arena *arena;
	struct db *db;
	int64_t sent_at, next_at; /* clock_monotonic_us */
};

static bool
beat(struct beating *b)
{
	pthread_mutex_lock(&lock);
	uint64_t number = ++sent;
	hurry = false;
	pthread_mutex_unlock(&lock);
	b->sent_at = clock_monotonic_us();
	b->next_at = b->sent_at + SECOND;
	return listener_beat(b->listener, number);
}

static void
beat_heard(struct beating *b, uint64_t number)
{
	bool regained = false;
	pthread_mutex_lock(&lock);
	if (number == sent) {
		bool was = live_coherent();
		received = number;
		beats++;
		beat_us = clock_monotonic_us() - b->sent_at;
		if (number >= least)
			atomic_store_explicit(
			    &believed_until, b->sent_at + BELIEVED, memory_order_release);
		regained = !was && live_coherent();
		pthread_cond_broadcast(&heard);
	}
	pthread_mutex_unlock(&lock);
	if (regained)
		log_info("node_coherent", LN("beat_us", beat_us));
}

static bool
mark_heard(struct text rest)
{
	struct mark mark;
	struct text kind;
	uint64_t before;
	if (!text_next(&rest, ' ', &kind) || !mark_kind_parse(kind, &mark.kind) ||
	    !text_next(&rest, ' ', &mark.subject) || !text_to_u64(rest, &before))
		return false;
	mark.before = (int64_t)before;
	marks_add(&mark);
	return true;
}

static bool
catalogue_heard(struct db *db)
{
	/* Apps carry the resource that they serve, and lose scopes that go. */
	clients_forget_all();
	return live_resources_load(db) == STORE_OK;
}

static bool
keys_heard(struct db *db)
{
	bool read = live_keys_refresh(db);
	/* What a key vouched for that is gone now must be looked at again. */
	verified_forget_all();
	return read;
}

/* False when memory could not follow. */
static bool
news_heard(struct db *db, struct text payload)
{
	struct text rest = payload, word;
	struct uuid id;
	if (!text_next(&rest, ' ', &word))
		return true;
	if (text_eq(word, TEXT("mark")) && mark_heard(rest))
		return true;
	if (text_eq(word, TEXT("catalogue")))
		return catalogue_heard(db);
	if (text_eq(word, TEXT("keys")))
		return keys_heard(db);
	if (text_eq(word, TEXT("client")) && uuid_parse(rest, &id)) {
		clients_forget(id);
		return true;
	}
	log_warn("notification_not_understood", LT("payload", payload));
	return true;
}

/* Everything, while the listener hears already what changes meanwhile. */
static bool
load(struct db *db)
{
	struct arena *a = arena_new();
	bool done = marks_load(db, a) == STORE_OK && live_resources_load(db) == STORE_OK;
	arena_free(a);
	clients_forget_all();
	return done && keys_heard(db);
}

static bool
hear_all(struct beating *b)
{
	struct news news;
	while (listener_next(b->listener, b->arena, &news)) {
		if (news.beat)
			beat_heard(b, news.beat);
		else if (!news_heard(b->db, news.payload))
			return false;
	}
	arena_reset(b->arena);
	return true;
}

static bool
is_hurried(void)
{
	pthread_mutex_lock(&lock);
	bool is = hurry;
	pthread_mutex_unlock(&lock);
	return is;
}

static void
sleep_until_awake(int64_t microseconds)
{
	struct timespec t = {microseconds / SECOND, microseconds % SECOND * 1000};
	if (!stopping)
		nanosleep(&t, NULL);
}

static void
drain_wake(void)
{
	uint64_t count;
	ssize_t done = read(wake, &count, sizeof(count));
	(void)done; /* nothing to drain is fine */
}

/* Until the connection is lost, or it is time to stop. */
static void
follow(struct beating *b)
{
	b->next_at = 0;
	while (!stopping) {
		int64_t now = clock_monotonic_us();
		bool may = listener_may_beat(b->listener);
		if (may && (now >= b->next_at || is_hurried()) && !beat(b))
			return;
		/* A server that says nothing for so long is as good as gone. */
		if (!may && now > b->sent_at + BELIEVED)
			return;
		if (!listener_wait(b->listener, wake, clock_monotonic_us() + SECOND / 4))
			return;
		drain_wake();
		if (!hear_all(b))
			return;
	}
}

static void *
listen_always(void *url)
{
	struct beating b = {
	    .listener = listener_new(url), .arena = arena_new(), .db = db_new(url)};
	while (!stopping) {
		if (listener_open(b.listener) && load(b.db)) {
			follow(&b);
			losses++;
			if (!stopping)
				log_warn("node_incoherent", LN("losses", losses));
		}
		listener_close(b.listener);
		disbelieve();
		sleep_until_awake(RETRY);
	}
	db_free(b.db);
	arena_free(b.arena);
	listener_free(b.listener);
	return NULL;
}

bool
live_start(const char *url)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&heard, &attributes);
	pthread_condattr_destroy(&attributes);
	clients_start((size_t)settings()->memory.clients * MEGABYTE);
	verified_start((size_t)settings()->memory.tokens * MEGABYTE);
	key_sets_start();
	wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	stopping = false;
	if (wake >= 0 &&
	    pthread_create(&thread, NULL, listen_always, (void *)(uintptr_t)url) == 0)
		return true;
	log_error("listener_not_started", LC("why", "no thread or no file descriptor"));
	return false;
}

void
live_stop(void)
{
	stopping = true;
	wake_up();
	pthread_join(thread, NULL);
	close(wake);
	clients_stop();
	verified_stop();
	key_sets_stop();
	live_resources_free();
	marks_free();
	pthread_cond_destroy(&heard);
}

struct live_counts
live_counts(void)
{
	return (struct live_counts){.beats = beats,
	    .losses = losses,
	    .beat_us = beat_us,
	    .marks = marks_count(),
	    .token_bytes = verified_bytes(),
	    .token_room = settings()->memory.tokens * MEGABYTE};
}
