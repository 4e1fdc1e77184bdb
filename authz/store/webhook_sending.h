/* From what happened to messages, and from messages to attempts: for who sends them. */
#ifndef AUTHZ_STORE_WEBHOOK_SENDING_H
#define AUTHZ_STORE_WEBHOOK_SENDING_H

#include "store/webhooks.h"

struct webhook_event {
	struct uuid id, client_id;
	struct text type;
	int64_t at;		/* seconds */
	struct uuid user_id;	/* nil: nobody */
	struct text subjects;	/* JSON: what they were called by sector; or empty */
	struct text facts;	/* a JSON object */
	struct uuid webhook_id; /* nil: all endpoints of the app that want it */
};
/* Takes the oldest, so that no other node does until the transaction ends. */
enum store_status webhook_event_take(
    struct db *db, struct arena *a, struct webhook_event *out);
/* For one endpoint alone, whatever it wants. */
enum store_status webhook_event_add(
    struct db *db, struct arena *a, const struct webhook_event *e);
/* A message for each endpoint that wants the event. */
enum store_status webhook_event_distribute(
    struct db *db, struct arena *a, const struct webhook_event *e, struct text body);
/* Events of secrets that expire within seven days, within one, and that have expired;
 * each once. */
enum store_status webhook_events_of_secrets(struct db *db, struct arena *a);

struct webhook_attempt {
	struct webhook webhook; /* id, client_id, url, secrets, failing_since */
	struct uuid message_id; /* nil: nothing was due after all */
	struct text body;
	int64_t attempts; /* before this one */
};
/* Takes the endpoint whose message is due longest among the slow ones, or among the
 * others, for `lease` seconds. STORE_NONE: none is due. */
enum store_status webhook_claim(struct db *db, struct arena *a, bool slow, int64_t lease,
    struct webhook_attempt *out);

struct webhook_outcome {
	bool delivered, slow;
	int64_t again_in; /* seconds; 0: not any more */
	int64_t pause;	  /* seconds until the endpoint gets anything */
	/* Seconds until it is tried by itself: by a message that is sent again or to test
	 * it, sooner. */
	int64_t rest;
	struct text off_because; /* not empty: the endpoint is switched off */
	int64_t status, took_ms;
	struct text answer, error;
};
/* Within a transaction. */
enum store_status webhook_settle(struct db *db, struct arena *a,
    const struct webhook_attempt *t, const struct webhook_outcome *o);

/* Who is told when an endpoint is switched off. */
struct webhook_contact {
	struct text email, locale;
};
enum store_status webhook_contacts(struct db *db, struct arena *a, struct uuid client_id,
    struct webhook_contact **out, size_t *n);

#endif
