#ifndef AUTHZ_STORE_RESOURCES_H
#define AUTHZ_STORE_RESOURCES_H

#include "store/db.h"

enum token_format { TOKEN_JWT, TOKEN_SEALED };

/* One platform API (RFC 8707): the audience of its tokens. */
struct resource {
	struct uuid id;
	struct text uri, name;
	enum token_format token_format;
	int64_t token_lifetime; /* seconds; 0: the settings' */
	int64_t created_at;
	bool status_list; /* its JWTs say where they stand in one (status_list.h) */
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
enum store_status resources_list(
    struct db *db, struct arena *a, struct resource **out, size_t *n);
/* Sets name, token_format, token_lifetime, status_list. */
enum store_status resource_set(struct db *db, struct arena *a, const struct resource *r);
/* Takes its scopes, its resource servers and its token families with it. */
enum store_status resource_remove(struct db *db, struct arena *a, struct uuid id);

enum store_status scope_add(struct db *db, struct arena *a, const struct scope *s);
enum store_status scope_by_name(
    struct db *db, struct arena *a, struct text name, struct scope *out);
/* Of one resource, or (nil) the whole catalogue, authz's own among it. */
enum store_status scopes_list(struct db *db, struct arena *a, struct uuid resource_id,
    struct scope **out, size_t *n);
/* Those of `names` that exist. */
enum store_status scopes_named(
    struct db *db, struct arena *a, struct texts names, struct scope **out, size_t *n);
enum store_status scope_set(struct db *db, struct arena *a, const struct scope *s);
enum store_status scope_remove(struct db *db, struct arena *a, struct text name);

/* The text of a JSON object by language: `language`'s, else English, else the first. */
struct text by_language(struct arena *a, struct text json, struct text language);
/* That object with one language set (removed when `value` is empty). */
struct text by_language_set(
    struct arena *a, struct text json, struct text language, struct text value);

struct text token_format_name(enum token_format f);
bool token_format_parse(struct text t, enum token_format *out);
struct text sensitivity_name(enum sensitivity s);
bool sensitivity_parse(struct text t, enum sensitivity *out);

#endif
