/*
 * A sketch hardly ever grows once its app's people of the day are in it. So this node
 * keeps what it has written today, and a person who comes again costs no statement.
 */
#include "live/people.h"

#include "base/clock.h"

#include <stdlib.h>

enum { ROOM = 4096, PROBES = 8, WRITTEN_MOST = 200 };

struct served {
	struct uuid client_id;
	bool grown;
	struct sketch sketch;
};

static struct served *all;
static int64_t today; /* days since 1970, UTC */

/* The place of an app: its own, an empty one, or that of one with nothing to write. */
static struct served *
place_of(struct uuid client_id)
{
	struct served *free_place = NULL;
	uint64_t hash = uuid_hash(client_id);
	for (size_t i = 0; i < PROBES; i++) {
		struct served *s = &all[(hash + i) % ROOM];
		if (uuid_eq(s->client_id, client_id))
			return s;
		if (!free_place && !s->grown)
			free_place = s;
	}
	if (free_place)
		*free_place = (struct served){.client_id = client_id};
	return free_place;
}

/* What is left of yesterday when the first of a day comes is a second's, and lost. */
static void
begin_day(void)
{
	int64_t day = clock_now() / 86400;
	if (!all)
		all = calloc(ROOM, sizeof(*all));
	if (!all)
		abort();
	if (day != today)
		memset(all, 0, ROOM * sizeof(*all));
	today = day;
}

bool
people_note(struct uuid client_id, uint64_t person)
{
	begin_day();
	struct served *s = place_of(client_id);
	if (s)
		s->grown |= sketch_add(&s->sketch, person);
	return s != NULL;
}

void
people_write(struct db *db, struct arena *a)
{
	struct usage_people grown[WRITTEN_MOST];
	struct served *from[WRITTEN_MOST];
	size_t n = 0;
	for (size_t i = 0; all && i < ROOM && n < WRITTEN_MOST; i++) {
		if (!all[i].grown)
			continue;
		grown[n] = (struct usage_people){all[i].client_id, &all[i].sketch};
		from[n++] = &all[i];
	}
	if (n && usage_people_add(db, a, today, grown, n) == STORE_OK)
		for (size_t i = 0; i < n; i++)
			from[i]->grown = false;
}
