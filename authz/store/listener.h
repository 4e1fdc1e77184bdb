/*
 * A connection of its own that hears what other connections changed (PostgreSQL's LISTEN
 * and NOTIFY; db/migrations/0003_coherence.sql tells the payloads), and that can notify
 * itself: what was committed before such a beat was sent is heard before it. Used by one
 * thread.
 */
#ifndef AUTHZ_STORE_LISTENER_H
#define AUTHZ_STORE_LISTENER_H

#include "base/arena.h"

struct listener;

/* Never NULL; not connected yet. `url` must outlive it. */
struct listener *listener_new(const char *url);
void listener_free(struct listener *l);
/* Connects and listens, in at most 2 seconds each. False after logging why. */
bool listener_open(struct listener *l);
void listener_close(struct listener *l);

/* True when a beat can be sent: the last one has left the server. */
bool listener_may_beat(struct listener *l);
/* Notifies itself of `number`. False when the connection is lost. */
bool listener_beat(struct listener *l, uint64_t number);
/* Waits until something may have come, the file descriptor `wake` is readable, or the
 * time (clock_monotonic_us) has come. False when the connection is lost. */
bool listener_wait(struct listener *l, int wake, int64_t until);

/* The next that was heard; false when there is nothing more. `payload` lives in `a`; it
 * is empty for an own beat, whose `beat` then is its number. */
struct news {
	struct text payload;
	uint64_t beat;
};
bool listener_next(struct listener *l, struct arena *a, struct news *out);

#endif
