#include "webhooks/event.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "oauth/subject.h"

#include <time.h>

static const struct text types[] = {TEXT_INIT("consent.given"),
    TEXT_INIT("consent.changed"), TEXT_INIT("consent.withdrawn"),
    TEXT_INIT("secret.expiring"), TEXT_INIT("secret.expired"),
    TEXT_INIT("review.decided"), TEXT_INIT("app.changed")};
const struct texts webhook_event_types = {types, COUNT_OF(types)};

static struct text
utc_text(struct arena *a, int64_t seconds)
{
	struct tm utc;
	time_t t = (time_t)seconds;
	gmtime_r(&t, &utc);
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900,
	    utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

/* The name that the rows had when the person went, in this app's sector. */
static struct text
kept_name(struct arena *a, const struct client *app, struct text subjects)
{
	CLEANUP(json) json_t *all = json_loadb(subjects.at, subjects.n, 0, NULL);
	const json_t *name = json_object_get(all, arena_cstr(a, subject_sector(app)));
	return json_is_string(name) ? arena_text(a, text_of(json_string_value(name)))
				    : NO_TEXT;
}

static enum store_status
find_subject(struct db *db, struct arena *a, const struct client *app,
    const struct webhook_event *e, struct text *out)
{
	*out = uuid_text(a, e->user_id);
	if (!subject_is_pairwise(app))
		return STORE_OK;
	if (!text_eq(e->type, TEXT("consent.withdrawn")))
		return subject_for(db, a, app, e->user_id, out);
	*out = kept_name(a, app, e->subjects);
	return out->n ? STORE_OK : STORE_NONE;
}

enum store_status
webhook_body(struct db *db, struct arena *a, const struct client *app,
    const struct webhook_event *e, struct text *out)
{
	struct builder b = builder_new(a, 256 + e->facts.n);
	build_text(&b, TEXT("{\"type\":"));
	build_json_string(&b, e->type);
	build_json_member(&b, TEXT("timestamp"), utc_text(a, e->at));
	build_text(&b, TEXT(",\"data\":{\"client_id\":"));
	build_json_string(&b, app->client_id);
	if (!uuid_is_nil(e->user_id)) {
		struct text sub;
		enum store_status status = find_subject(db, a, app, e, &sub);
		if (status != STORE_OK)
			return status;
		build_json_member(&b, TEXT("sub"), sub);
	}
	/* A JSON object as PostgreSQL prints it: its members follow those before. */
	if (e->facts.n > 2) {
		build_char(&b, ',');
		build_text(&b, text_part(e->facts, 1, e->facts.n - 2));
	}
	build_text(&b, TEXT("}}"));
	*out = builder_text(&b);
	return STORE_OK;
}
