/* What keeps a node healthy and lets others see that it is. */
#ifndef AUTHZ_OPS_OPS_H
#define AUTHZ_OPS_OPS_H

#include "http/server.h"

/* Endpoints, on the private listener. */
const struct response *answer_healthz(struct request *rq);
const struct response *answer_readyz(struct request *rq);
const struct response *answer_metrics(struct request *rq);
/* Whose numbers answer_metrics tells; NULL: nobody's any more. */
void ops_serving(struct server *s);

/* A thread with a connection of its own: writes what was counted, makes signing keys'
 * successors in time and deletes what has expired. False when the thread can't be made.
 */
bool chores_start(void);
void chores_stop(void);

/* Threads with connections of their own: send what is in store/deliveries.h, mails and
 * requests to apps, when it is due, and tell apps of logouts. False when they can't be
 * made. */
bool deliveries_start(void);
/* Waits for what is being sent right now. */
void deliveries_stop(void);

/* Tells answer_readyz that the server is stopping. */
void ops_stopping(void);

#endif
