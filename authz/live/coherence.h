/*
 * How this node's memory stays true. One thread listens to the database for what other
 * connections changed, and sends itself a beat every second. A beat that arrives proves
 * that all that was committed before it was sent has been heard; three seconds after the
 * last such moment, or when the connection is lost, the node is incoherent: memory is not
 * believed until it has been read anew.
 */
#ifndef AUTHZ_LIVE_COHERENCE_H
#define AUTHZ_LIVE_COHERENCE_H

#include "store/db.h"

/* Reads everything and starts the thread; after it, memory is believed as soon as the
 * first beat is heard. Signing keys are started before (live/keys.h). False after
 * logging. */
bool live_start(const char *url);
void live_stop(void);

/* May answers lean on memory now? */
bool live_coherent(void);
/*
 * After a commit that changed what nodes hold in memory, before it is acknowledged:
 * returns when this node's memory has it, or is not believed until it has.
 */
void live_settle(void);

/* For metrics and the table of nodes. */
struct live_counts {
	int64_t beats, losses; /* beats heard; connections lost */
	int64_t beat_us;       /* how long the last beat took, in microseconds */
	int64_t marks;	       /* revocation marks in memory */
	int64_t token_bytes, token_room; /* memory for verified tokens: used, of */
};
struct live_counts live_counts(void);

#endif
