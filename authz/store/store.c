#include "store/store.h"

#include "settings/settings.h"
#include "store/postgres.h"

/* Set by store_open() before threads start. */
static struct postgres embedded;
static const char *url;
static bool is_embedded;

bool
store_open(struct arena *a)
{
	const struct settings *s = settings();
	is_embedded = s->database.url.n == 0;
	if (!is_embedded) {
		url = arena_cstr(a, s->database.url);
		return true;
	}
	if (!postgres_open(&embedded, a, s->data.dir)) {
		is_embedded = false;
		return false;
	}
	url = embedded.url;
	return true;
}

const char *
store_url(void)
{
	return url;
}

void
store_supervise(void)
{
	if (is_embedded)
		postgres_watch(&embedded);
}

void
store_close(void)
{
	if (!is_embedded)
		return;
	postgres_watch_stop();
	postgres_close(&embedded);
	is_embedded = false;
}
