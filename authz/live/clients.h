/*
 * Apps in this node's memory: there may be millions, so those that were asked for lately.
 */
#ifndef AUTHZ_LIVE_CLIENTS_H
#define AUTHZ_LIVE_CLIENTS_H

#include "store/clients.h"

/* True when the node is coherent and has it in memory; all but owner_name and what is
 * only for pages of its secrets: the expired ones, and when one was used. */
bool live_client_find(struct arena *a, struct uuid id, struct client *out);
/* As client_by_id(): asks the database, and keeps what it says. */
enum store_status live_client_read(
    struct db *db, struct arena *a, struct uuid id, struct client *out);

/* For coherence.c. */
void clients_start(size_t bytes);
void clients_forget(struct uuid id);
void clients_forget_all(void);
void clients_stop(void);

#endif
