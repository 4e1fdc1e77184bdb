/* Types of authorization details (RFC 9396 2): registered for a resource, few. */
#ifndef AUTHZ_STORE_DETAIL_TYPES_H
#define AUTHZ_STORE_DETAIL_TYPES_H

#include "store/db.h"

struct detail_type {
	struct text name;
	struct uuid resource_id;
	struct text resource_uri, resource_name;
	struct text title;  /* JSON by language; {field} stands for a value */
	struct text fields; /* JSON: [{"name", "type", "required"}, …] */
};

/* STORE_CONFLICT: the name is taken. */
enum store_status detail_type_add(
    struct db *db, struct arena *a, const struct detail_type *t);
/* Sets title and fields. */
enum store_status detail_type_set(
    struct db *db, struct arena *a, const struct detail_type *t);
enum store_status detail_type_by_name(
    struct db *db, struct arena *a, struct text name, struct detail_type *out);
enum store_status detail_types_list(
    struct db *db, struct arena *a, struct detail_type **out, size_t *n);
enum store_status detail_type_remove(struct db *db, struct arena *a, struct text name);

#endif
