#include "ops/presence.h"

#include "live/coherence.h"
#include "settings/settings.h"
#include "store/nodes.h"

#include <unistd.h>

/* The chores' thread alone uses it. */
static struct uuid own_id;

static struct node
describe(struct arena *a)
{
	char host[256] = "";
	struct live_counts live = live_counts();
	gethostname(host, sizeof(host) - 1);
	return (struct node){.id = own_id,
	    .host = arena_text(a, text_of(host)),
	    .address = settings()->server.listen,
	    .version = TEXT(AUTHZ_VERSION),
	    .coherent = live_coherent(),
	    .marks = live.marks,
	    .token_bytes = live.token_bytes,
	    .token_room = live.token_room};
}

void
presence_beat(struct db *db, int second)
{
	if (!uuid_is_nil(own_id) && second % NODE_BEATS_EVERY)
		return;
	if (uuid_is_nil(own_id))
		own_id = uuid_new();
	struct arena *a = arena_new();
	struct node self = describe(a);
	node_beat(db, a, &self);
	arena_free(a);
}

void
presence_end(struct db *db)
{
	struct arena *a = arena_new();
	node_leave(db, a, own_id);
	arena_free(a);
}
