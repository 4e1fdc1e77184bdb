#include "cli/change.h"

#include "base/encoding.h"
#include "store/audit.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

enum { NAME_MOST = 64 };

/* Whoever became root by sudo is told by their own name; nobody else can say so. */
static struct text
who_runs(struct arena *a)
{
	uid_t uid = getuid();
	const char *sudo = uid == 0 ? getenv("SUDO_USER") : NULL;
	const struct passwd *known = getpwuid(uid);
	struct text name = arena_printf(a, "uid %lu", (unsigned long)uid);
	if (known && *known->pw_name)
		name = arena_text(a, text_of(known->pw_name));
	if (sudo && *sudo)
		name = arena_text(a, text_of(sudo));
	return name.n <= NAME_MOST && utf8_valid(name) ? name : TEXT("unknown");
}

enum store_status
cli_finish(struct cli *c, enum store_status status, const struct cli_change *change)
{
	struct text changes = audit_changes(c->arena, change->before, change->after);
	if (status != STORE_OK)
		return db_finish(c->db, status);
	CLEANUP(json) json_t *details = json_object_of(changes);
	json_object_set_new(details, "by", json_text(who_runs(c->arena)));
	if (change->thing)
		json_object_set_new(details, change->thing, json_text(change->which));
	const struct audit_event e = {.event = text_of(change->event),
	    .actor = TEXT("cli"),
	    .user_id = change->user_id,
	    .client_id = change->client_id,
	    .details = json_compact(c->arena, details)};
	return db_finish(c->db, audit_add(c->db, c->arena, &e));
}

enum store_status
cli_finish_app(struct cli *c, enum store_status status, const char *event, struct uuid id,
    const struct client *before)
{
	struct client after;
	if (status == STORE_OK)
		status = client_by_id(c->db, c->arena, id, &after);
	if (status != STORE_OK)
		return db_finish(c->db, status);
	return cli_finish(c, status,
	    &(struct cli_change){.event = event,
		.client_id = id,
		.before = before ? client_audited(before) : NULL,
		.after = client_audited(&after)});
}
