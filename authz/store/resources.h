#ifndef AUTHZ_STORE_RESOURCES_H
#define AUTHZ_STORE_RESOURCES_H

#include "store/db.h"

enum token_format { TOKEN_JWT, TOKEN_SEALED };
enum resource_state { RESOURCE_APPROVED, RESOURCE_ASKED, RESOURCE_REFUSED };

/* One platform API (RFC 8707): the audience of its tokens. */
struct resource {
	struct uuid id;
	struct text uri, name;
	enum token_format token_format;
	int64_t token_lifetime; /* seconds; 0: the settings' */
	int64_t created_at;
	bool status_list;    /* its JWTs say where they stand in one (status_list.h) */
	struct uuid team_id; /* nil: the operators' own */
	struct text owner_name;
	struct text scope_prefix; /* what its team's scopes begin with; or empty */
	/* Unless approved, apps don't see it and get no tokens for it. */
	enum resource_state state;
	struct text purpose;  /* what the team says of it to who reviews it */
	struct text decision; /* what they answered */
	int64_t decided_at;   /* 0: nobody has decided */
};

enum sensitivity { SCOPE_OPEN, SCOPE_REVIEW, SCOPE_INTERNAL };

struct scope {
	struct text name;
	struct uuid resource_id; /* nil: authz's own (openid, profile, …) */
	struct text resource_uri, resource_name;
	struct text title,
	    description; /* JSON objects by language: {"en": "…", "zh": "…"} */
	enum sensitivity sensitivity;
};

enum store_status resource_add(struct db *db, struct arena *a, const struct resource *r);
enum store_status resource_by_uri(
    struct db *db, struct arena *a, struct text uri, struct resource *out);
enum store_status resource_by_id(
    struct db *db, struct arena *a, struct uuid id, struct resource *out);
/* In a transaction: as it is, which nobody else changes until it ends. */
enum store_status resource_hold(
    struct db *db, struct arena *a, struct uuid id, struct resource *out);
enum store_status resources_list(
    struct db *db, struct arena *a, struct resource **out, size_t *n);
/* Those in which, or in whose scopes, `words` stand (empty: all), by URI, `limit` after
 * the URI `after` (empty: from the start). */
enum store_status resources_search(struct db *db, struct arena *a, struct text words,
    struct text after, int limit, struct resource **out, size_t *n);
/* Likewise those that apps may use, in order of creation. */
enum store_status resources_in_catalogue(struct db *db, struct arena *a,
    struct text words, struct uuid after, int limit, struct resource **out, size_t *n);
/* Those of one team, `limit` after `after` (nil: from the start). */
enum store_status resources_of_team(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid after, int limit, struct resource **out, size_t *n);
/* Those of the teams that a person is in, or of one of these (nil: all), likewise. */
enum store_status resources_of_user(struct db *db, struct arena *a, struct uuid user,
    struct uuid team, struct uuid after, int limit, struct resource **out, size_t *n);
/* Those that wait for an operator, likewise. */
enum store_status resources_asked(struct db *db, struct arena *a, struct uuid after,
    int limit, struct resource **out, size_t *n);
/* Sets name, token_format, token_lifetime, status_list. */
enum store_status resource_set(struct db *db, struct arena *a, const struct resource *r);
/* Sets the team, the prefix of its scopes, and the state. */
enum store_status resource_set_owner(
    struct db *db, struct arena *a, const struct resource *r);
/* Decides while it is in the state `was`, else STORE_NONE. */
enum store_status resource_decide(struct db *db, struct arena *a, struct uuid id,
    enum resource_state was, enum resource_state now, struct text words);
/* Waits for a decision (again), with the team's words. */
enum store_status resource_ask(
    struct db *db, struct arena *a, struct uuid id, struct text purpose);
/* Takes its scopes, its resource servers and its token families with it. */
enum store_status resource_remove(struct db *db, struct arena *a, struct uuid id);

enum store_status scope_add(struct db *db, struct arena *a, const struct scope *s);
enum store_status scope_by_name(
    struct db *db, struct arena *a, struct text name, struct scope *out);
/* In a transaction: as it is, which nobody else changes until it ends. */
enum store_status scope_hold(
    struct db *db, struct arena *a, struct text name, struct scope *out);
/* The whole catalogue of what apps may ask for: authz's own and those of approved
 * resources. */
enum store_status scopes_list(
    struct db *db, struct arena *a, struct scope **out, size_t *n);
/* Those of one resource. */
enum store_status scopes_of(struct db *db, struct arena *a, struct uuid resource_id,
    struct scope **out, size_t *n);
/* Those of `count` resources. */
enum store_status scopes_of_all(struct db *db, struct arena *a,
    const struct resource *resources, size_t count, struct scope **out, size_t *n);
/* A choice for an app of what is in the catalogue: authz's own, all of the APIs of which
 * it has something, and those of the first `apis` by name. */
enum store_status scopes_for_app(struct db *db, struct arena *a, struct uuid client_id,
    int apis, struct scope **out, size_t *n);
/* authz's own. */
enum store_status scopes_own(
    struct db *db, struct arena *a, struct scope **out, size_t *n);
/* Those of `names` that are in the catalogue. */
enum store_status scopes_named(
    struct db *db, struct arena *a, struct texts names, struct scope **out, size_t *n);
enum store_status scope_set(struct db *db, struct arena *a, const struct scope *s);
enum store_status scope_remove(struct db *db, struct arena *a, struct text name);

/* What is kept of them in the audit log, for audit_changes(). New references. */
json_t *resource_audited(const struct resource *r);
json_t *scope_audited(const struct scope *s);

/* The text of a JSON object by language: `language`'s, else English, else the first. */
struct text by_language(struct arena *a, struct text json, struct text language);
/* That language's alone, or empty. */
struct text in_language(struct arena *a, struct text json, struct text language);
/* That object with one language set (removed when `value` is empty). */
struct text by_language_set(
    struct arena *a, struct text json, struct text language, struct text value);

/* Whether another resource has this prefix, or a scope that begins with it and a colon.
 */
enum store_status scope_prefix_taken(
    struct db *db, struct arena *a, struct text prefix, struct uuid except, bool *taken);

struct text resource_state_name(enum resource_state s);
bool resource_state_parse(struct text t, enum resource_state *out);
struct text token_format_name(enum token_format f);
bool token_format_parse(struct text t, enum token_format *out);
struct text sensitivity_name(enum sensitivity s);
bool sensitivity_parse(struct text t, enum sensitivity *out);

#endif
