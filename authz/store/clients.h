#ifndef AUTHZ_STORE_CLIENTS_H
#define AUTHZ_STORE_CLIENTS_H

#include "store/audit.h"
#include "store/client_metadata.h"
#include "store/resources.h"

enum app_kind {
	APP_WEB,
	APP_BROWSER,
	APP_NATIVE,
	APP_DEVICE, /* has no browser: a television, a terminal */
	APP_SERVICE,
	APP_RESOURCE_SERVER
};
enum scope_state { SCOPE_ASKED, SCOPE_APPROVED, SCOPE_REFUSED };

struct app_scope {
	struct text scope;
	enum scope_state state;
};

struct client_secret {
	struct uuid id;
	struct text hash;   /* SHA-256, 32 bytes */
	struct text sealed; /* the secret itself, for client_secret_jwt alone */
	struct text hint;  /* the last four characters of the secret, to tell two apart */
	struct text label; /* what its team calls it; may be empty */
	int64_t created_at, expires_at; /* seconds; expires_at 0: never */
	int64_t last_used_at; /* the beginning of that hour; 0: never, or not noted */
};

/* An app as OAuth sees it, with its secrets' hashes and scopes. client_id is the uuid's
 * text, or the address of the document that says who the app is. */
struct client {
	struct uuid id;
	struct text client_id, name, description, homepage, policy_uri, tos_uri;
	enum app_kind kind;
	struct uuid team_id;	   /* nil: nobody's */
	struct text owner_name;	   /* the team, or the person whose own team it is */
	struct resource *resource; /* NULL unless it is a resource server */
	struct text auth_method;   /* one of oauth/client_auth.c's table */
	struct texts grant_types, redirect_uris;
	struct texts scopes;		    /* the approved ones */
	const struct app_scope *app_scopes; /* all, with their states */
	size_t app_scope_count;
	/* Those that are valid, and behind them the latest of those that have expired:
	 * nobody authenticates by these, their team sees them a while. */
	const struct client_secret *secrets;
	size_t secret_count, expired_secret_count;
	bool trusted;
	struct client_metadata metadata;
	struct text logo; /* logo_set()'s hash; empty: it has none */
	int64_t reviewed_at, suspended_at, created_at;
	int64_t deleted_at; /* may be restored until APP_GRACE later */
};

enum { APP_GRACE = 14 * 86400, CLIENT_SECRETS_MOST = 2 };

/* Suspended or deleted: it gets nothing, and nobody is sent to it. */
static inline bool
client_is_stopped(const struct client *c)
{
	return c->suspended_at || c->deleted_at;
}

static inline bool
client_secret_has_expired(const struct client_secret *s, int64_t now)
{
	return s->expires_at && s->expires_at <= now;
}

/* What of an app is kept in the audit log, by the names of RFC 7591 2 where it has one:
 * no secrets but their last characters. For audit_changes(). New reference. */
json_t *client_audited(const struct client *c);
/* Its secrets alone, likewise. New reference. */
json_t *client_secrets_audited(const struct client *c);

/* `c->scopes` become approved; those in `asked` wait for a review. */
enum store_status client_add(
    struct db *db, struct arena *a, const struct client *c, struct texts asked);
enum store_status client_by_id(
    struct db *db, struct arena *a, struct uuid id, struct client *out);
/* All, in order of creation, `limit` after `after` (nil: from the start). */
enum store_status clients_list(struct db *db, struct arena *a, struct uuid after,
    int limit, struct client **out, size_t *n);
/* Likewise those of one team. */
enum store_status clients_of_team(struct db *db, struct arena *a, struct uuid team,
    struct uuid after, int limit, struct client **out, size_t *n);
/* Those of the person's teams, or of one of them, in order of creation. */
enum store_status clients_of_user(struct db *db, struct arena *a, struct uuid user,
    struct uuid team, struct uuid after, int limit, struct client **out, size_t *n);
/* In a transaction: the app as it is, which nobody else changes until it ends. */
enum store_status client_hold(
    struct db *db, struct arena *a, struct uuid id, struct client *out);
/* A team's resource servers of one resource, by age, at most `limit`. */
enum store_status clients_of_resource(struct db *db, struct arena *a,
    struct uuid resource_id, struct uuid team, int limit, struct client **out, size_t *n);
/* Sets name, description, links, redirect_uris, grant_types, auth_method, trusted and
 * metadata. */
enum store_status client_set(struct db *db, struct arena *a, const struct client *c);
enum store_status client_set_scope(struct db *db, struct arena *a, struct uuid id,
    struct text scope, enum scope_state state);
enum store_status client_remove_scope(
    struct db *db, struct arena *a, struct uuid id, struct text scope);
/* Suspending kills all its tokens at once (a mark that covers everything issued so far).
 */
enum store_status client_suspend(struct db *db, struct arena *a, struct uuid id);
enum store_status client_resume(struct db *db, struct arena *a, struct uuid id);
enum store_status client_set_reviewed(
    struct db *db, struct arena *a, struct uuid id, bool reviewed);
/* Kills all its tokens at once, and keeps it for APP_GRACE seconds: then housekeeping
 * removes it. */
enum store_status client_delete(struct db *db, struct arena *a, struct uuid id);
/* STORE_NONE when it is not deleted, or was too long ago. */
enum store_status client_restore(struct db *db, struct arena *a, struct uuid id);
/* For good: takes its secrets, consents and token families with it, and kills all its
 * tokens. */
enum store_status client_remove(struct db *db, struct arena *a, struct uuid id);

/* STORE_CONFLICT when CLIENT_SECRETS_MOST are valid already. */
enum store_status client_secret_add(
    struct db *db, struct arena *a, struct uuid client_id, const struct client_secret *s);
/* The same without a look at the others; one that is there already stays as it is. */
enum store_status client_secret_insert(
    struct db *db, struct arena *a, struct uuid client_id, const struct client_secret *s);
/* STORE_CONFLICT when it is the last valid one, unless `even_last`. */
enum store_status client_secret_remove(struct db *db, struct arena *a,
    struct uuid client_id, struct uuid id, bool even_last);

/* These were used in this hour, by their ids; such as have gone are passed over. */
enum store_status client_secrets_used(struct db *db, struct arena *a, struct texts ids);

struct text app_kind_name(enum app_kind kind);
bool app_kind_parse(struct text t, enum app_kind *out);
/* NULL when the app has not asked for it. */
const struct app_scope *app_scope_find(const struct client *app, struct text scope);
struct text scope_state_name(enum scope_state state);
/* False for what is no state. */
bool scope_state_parse(struct text t, enum scope_state *out);

#endif
