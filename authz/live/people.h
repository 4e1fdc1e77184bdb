/* For this room only: today's sketches of the people that apps served. */
#ifndef AUTHZ_LIVE_PEOPLE_H
#define AUTHZ_LIVE_PEOPLE_H

#include "store/usage.h"

/* Who was seen; the writer's thread alone. False when there is no room now: whoever comes
 * again is counted then. */
bool people_note(struct uuid client_id, uint64_t person);
/* Writes the sketches that grew. */
void people_write(struct db *db, struct arena *a);

#endif
