#include "live/clients.h"

#include "base/pack.h"
#include "live/cache.h"
#include "live/coherence.h"

#include <stdatomic.h>

/*
 * A change is heard as an id, whose version then grows; many ids share one. What was read
 * is kept with the version from before it was read, so that a change that comes meanwhile
 * is not missed.
 */
enum { VERSIONS = 4096 };
static atomic_ullong versions[VERSIONS];
static struct cache *cache;

static atomic_ullong *
version_of(struct uuid id)
{
	return &versions[uuid_hash(id) % VERSIONS];
}

void
clients_start(size_t bytes)
{
	cache = cache_new(bytes);
}

void
clients_stop(void)
{
	cache_free(cache);
	cache = NULL;
}

void
clients_forget(struct uuid id)
{
	atomic_fetch_add_explicit(version_of(id), 1, memory_order_acq_rel);
}

void
clients_forget_all(void)
{
	for (size_t i = 0; i < VERSIONS; i++)
		atomic_fetch_add_explicit(&versions[i], 1, memory_order_acq_rel);
}

static void
pack_resource(struct builder *b, const struct resource *r)
{
	pack_number(b, r != NULL);
	if (!r)
		return;
	pack_uuid(b, r->id);
	pack_text(b, r->uri);
	pack_text(b, r->name);
	pack_number(b, r->token_format);
	pack_number(b, r->token_lifetime);
	pack_number(b, r->created_at);
}

static struct resource *
unpack_resource(struct unpack *u, struct arena *a)
{
	if (!unpack_number(u))
		return NULL;
	struct resource *r = ARENA_NEW(a, struct resource);
	r->id = unpack_uuid(u);
	r->uri = unpack_text(u);
	r->name = unpack_text(u);
	r->token_format = (enum token_format)unpack_number(u);
	r->token_lifetime = unpack_number(u);
	r->created_at = unpack_number(u);
	return r;
}

static void
pack_secrets(struct builder *b, const struct client *c)
{
	pack_number(b, (int64_t)c->secret_count);
	for (size_t i = 0; i < c->secret_count; i++) {
		const struct client_secret *s = &c->secrets[i];
		pack_uuid(b, s->id);
		pack_text(b, s->hash);
		pack_text(b, s->sealed);
		pack_text(b, s->hint);
		pack_text(b, s->label);
		pack_number(b, s->created_at);
		pack_number(b, s->expires_at);
	}
}

static void
unpack_secrets(struct unpack *u, struct arena *a, struct client *c)
{
	c->secret_count = (size_t)unpack_number(u);
	struct client_secret *secrets =
	    ARENA_ARRAY(a, c->secret_count, struct client_secret);
	for (size_t i = 0; i < c->secret_count; i++) {
		secrets[i].id = unpack_uuid(u);
		secrets[i].hash = unpack_text(u);
		secrets[i].sealed = unpack_text(u);
		secrets[i].hint = unpack_text(u);
		secrets[i].label = unpack_text(u);
		secrets[i].created_at = unpack_number(u);
		secrets[i].expires_at = unpack_number(u);
	}
	c->secrets = secrets;
}

static void
pack_app_scopes(struct builder *b, const struct client *c)
{
	pack_number(b, (int64_t)c->app_scope_count);
	for (size_t i = 0; i < c->app_scope_count; i++) {
		pack_text(b, c->app_scopes[i].scope);
		pack_number(b, c->app_scopes[i].state);
	}
}

static void
unpack_app_scopes(struct unpack *u, struct arena *a, struct client *c)
{
	c->app_scope_count = (size_t)unpack_number(u);
	struct app_scope *scopes = ARENA_ARRAY(a, c->app_scope_count, struct app_scope);
	for (size_t i = 0; i < c->app_scope_count; i++) {
		scopes[i].scope = unpack_text(u);
		scopes[i].state = (enum scope_state)unpack_number(u);
	}
	c->app_scopes = scopes;
}

static struct text
packed(struct arena *a, const struct client *c)
{
	struct builder b = builder_new(a, 1024);
	const struct text texts[] = {c->client_id, c->name, c->description, c->homepage,
	    c->policy_uri, c->tos_uri, c->auth_method, c->logo};
	const int64_t numbers[] = {c->kind, c->trusted, c->reviewed_at, c->suspended_at,
	    c->created_at, c->deleted_at};
	pack_uuid(&b, c->id);
	pack_uuid(&b, c->team_id);
	pack_texts(&b, (struct texts){texts, sizeof(texts) / sizeof(*texts)});
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		pack_number(&b, numbers[i]);
	pack_texts(&b, c->grant_types);
	pack_texts(&b, c->redirect_uris);
	pack_texts(&b, c->scopes);
	pack_resource(&b, c->resource);
	pack_secrets(&b, c);
	pack_app_scopes(&b, c);
	members_pack(&b, &client_metadata_members, &c->metadata);
	return builder_text(&b);
}

static void
unpack_client(struct arena *a, struct text value, struct client *c)
{
	struct unpack u = {value, false};
	*c = (struct client){.id = unpack_uuid(&u)};
	c->team_id = unpack_uuid(&u);
	struct texts texts = unpack_texts(&u, a);
	c->client_id = texts.at[0];
	c->name = texts.at[1];
	c->description = texts.at[2];
	c->homepage = texts.at[3];
	c->policy_uri = texts.at[4];
	c->tos_uri = texts.at[5];
	c->auth_method = texts.at[6];
	c->logo = texts.at[7];
	c->kind = (enum app_kind)unpack_number(&u);
	c->trusted = unpack_number(&u) != 0;
	c->reviewed_at = unpack_number(&u);
	c->suspended_at = unpack_number(&u);
	c->created_at = unpack_number(&u);
	c->deleted_at = unpack_number(&u);
	c->grant_types = unpack_texts(&u, a);
	c->redirect_uris = unpack_texts(&u, a);
	c->scopes = unpack_texts(&u, a);
	c->resource = unpack_resource(&u, a);
	unpack_secrets(&u, a, c);
	unpack_app_scopes(&u, a, c);
	members_unpack(&u, a, &client_metadata_members, &c->metadata);
}

bool
live_client_find(struct arena *a, struct uuid id, struct client *out)
{
	struct text value;
	uint64_t stamp;
	if (!live_coherent() || !cache_get(cache, id.bytes, a, &value, &stamp) ||
	    stamp != atomic_load_explicit(version_of(id), memory_order_acquire))
		return false;
	unpack_client(a, value, out);
	return true;
}

enum store_status
live_client_read(struct db *db, struct arena *a, struct uuid id, struct client *out)
{
	uint64_t version = atomic_load_explicit(version_of(id), memory_order_acquire);
	enum store_status status = client_by_id(db, a, id, out);
	if (status == STORE_OK)
		cache_put(cache, id.bytes, packed(a, out), version);
	return status;
}
