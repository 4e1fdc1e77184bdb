#include "live/resources.h"

#include "base/builder.h"
#include "live/coherence.h"
#include "live/retired.h"
#include "store/detail_types.h"

#include <stdatomic.h>
#include <stdlib.h>

/* Never changes once published; lives in its arena. */
struct snapshot {
	struct arena *arena;
	struct resource *resources;
	struct scope *scopes;
	size_t resource_count, scope_count;
	struct texts detail_types;
	uint64_t version; /* grows with each */
};

static _Atomic(struct snapshot *) current;
static struct retired_list retired; /* the loader's */

static void
free_snapshot(void *snapshot)
{
	struct snapshot *c = snapshot;
	if (c)
		arena_free(c->arena);
}

static enum store_status
load_detail_types(struct db *db, struct snapshot *c)
{
	struct detail_type *types = NULL;
	size_t n = 0;
	struct texts_builder names = texts_builder_new(c->arena);
	enum store_status status = detail_types_list(db, c->arena, &types, &n);
	for (size_t i = 0; status == STORE_OK && i < n; i++)
		texts_add(&names, types[i].name);
	c->detail_types = texts_done(&names);
	return status;
}

/* Until an operator has said yes, there is nothing for apps. */
static void
keep_approved(struct snapshot *c)
{
	size_t kept = 0;
	for (size_t i = 0; i < c->resource_count; i++)
		if (c->resources[i].state == RESOURCE_APPROVED)
			c->resources[kept++] = c->resources[i];
	c->resource_count = kept;
}

static enum store_status
if_approved(enum store_status status, const struct resource *found)
{
	return status == STORE_OK && found->state != RESOURCE_APPROVED ? STORE_NONE
								       : status;
}

enum store_status
live_resources_load(struct db *db)
{
	struct arena *a = arena_new();
	struct snapshot *c = ARENA_NEW(a, struct snapshot);
	c->arena = a;
	enum store_status status =
	    resources_list(db, a, &c->resources, &c->resource_count);
	if (status == STORE_OK)
		keep_approved(c);
	if (status == STORE_OK)
		status = scopes_list(db, a, &c->scopes, &c->scope_count);
	if (status == STORE_OK)
		status = load_detail_types(db, c);
	if (status != STORE_OK) {
		arena_free(a);
		return status;
	}
	struct snapshot *old = current;
	c->version = old ? old->version + 1 : 1;
	atomic_store_explicit(&current, c, memory_order_release);
	retire(&retired, old, free_snapshot);
	return STORE_OK;
}

void
live_resources_free(void)
{
	free_snapshot(current);
	current = NULL;
	retired_free(&retired);
}

/* NULL while memory is not to be believed. */
static const struct snapshot *
believed(void)
{
	return live_coherent() ? atomic_load_explicit(&current, memory_order_acquire)
			       : NULL;
}

/* What leaves this room must outlive the snapshot. */
static enum store_status
copy_resource(struct arena *a, const struct resource *found, struct resource *out)
{
	if (!found)
		return STORE_NONE;
	*out = *found;
	out->uri = arena_text(a, found->uri);
	out->name = arena_text(a, found->name);
	out->owner_name = NO_TEXT;
	out->scope_prefix = NO_TEXT;
	out->purpose = NO_TEXT;
	out->decision = NO_TEXT;
	return STORE_OK;
}

enum store_status
live_resource_by_uri(
    struct db *db, struct arena *a, struct text uri, struct resource *out)
{
	const struct snapshot *c = believed();
	if (!c)
		return db ? if_approved(resource_by_uri(db, a, uri, out), out)
			  : STORE_DEFER;
	for (size_t i = 0; i < c->resource_count; i++)
		if (text_eq(c->resources[i].uri, uri))
			return copy_resource(a, &c->resources[i], out);
	return STORE_NONE;
}

enum store_status
live_resource_by_id(struct db *db, struct arena *a, struct uuid id, struct resource *out)
{
	const struct snapshot *c = believed();
	if (!c)
		return db ? if_approved(resource_by_id(db, a, id, out), out)
			  : STORE_DEFER;
	for (size_t i = 0; i < c->resource_count; i++)
		if (uuid_eq(c->resources[i].id, id))
			return copy_resource(a, &c->resources[i], out);
	return STORE_NONE;
}

static struct scope
copy_scope(struct arena *a, const struct scope *s)
{
	struct scope copy = *s;
	copy.name = arena_text(a, s->name);
	copy.resource_uri = arena_text(a, s->resource_uri);
	copy.resource_name = arena_text(a, s->resource_name);
	copy.title = arena_text(a, s->title);
	copy.description = arena_text(a, s->description);
	return copy;
}

enum store_status
live_scopes_named(
    struct db *db, struct arena *a, struct texts names, struct scope **out, size_t *n)
{
	const struct snapshot *c = believed();
	if (!c)
		return db ? scopes_named(db, a, names, out, n) : STORE_DEFER;
	*out = ARENA_ARRAY(a, names.n, struct scope);
	*n = 0;
	/* In the order, as the database gives them. */
	for (size_t i = 0; i < c->scope_count && *n < names.n; i++)
		if (texts_have(names, c->scopes[i].name))
			(*out)[(*n)++] = copy_scope(a, &c->scopes[i]);
	return STORE_OK;
}

uint64_t
live_catalogue_version(void)
{
	const struct snapshot *c = atomic_load_explicit(&current, memory_order_acquire);
	return c ? c->version : 0;
}

struct texts
live_detail_types(struct arena *a)
{
	const struct snapshot *c = atomic_load_explicit(&current, memory_order_acquire);
	return c ? arena_texts(a, c->detail_types) : (struct texts){NULL, 0};
}
