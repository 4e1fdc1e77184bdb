/* This node in the table of nodes. For this room only. */
#ifndef AUTHZ_OPS_PRESENCE_H
#define AUTHZ_OPS_PRESENCE_H

#include "store/db.h"

/* Says that this process is there, every few of the calls, which come once a second. */
void presence_beat(struct db *db, int second);
/* It stops. */
void presence_end(struct db *db);

#endif
