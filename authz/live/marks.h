/*
 * All revocation marks in this node's memory. One thread writes (coherence.c); readers
 * take no lock.
 */
#ifndef AUTHZ_LIVE_MARKS_H
#define AUTHZ_LIVE_MARKS_H

#include "store/marks.h"

/* Grows whenever a mark was added or all were read anew: what was checked at this epoch
 * needs no other look. Read it before the check. */
uint64_t marks_epoch(void);
/* No mark on the token. Only as true as the node is coherent. */
bool marks_allow(const struct token_facts *f);

/* How many there are. */
int64_t marks_count(void);

/* For the one that writes. Reads all from the database in place of what was there. */
enum store_status marks_load(struct db *db, struct arena *a);
void marks_add(const struct mark *mark);
/* Makes everybody look again, though no mark came. */
void marks_renew_epoch(void);
/* No reader may be left. */
void marks_free(void);

#endif
