/*
 * The platform's resources and scopes in this node's memory: there are few, so all of
 * them. Each function answers from memory while the node is coherent, else from the
 * database; with `db` NULL (on a loop) the latter is STORE_DEFER.
 */
#ifndef AUTHZ_LIVE_RESOURCES_H
#define AUTHZ_LIVE_RESOURCES_H

#include "store/resources.h"

/* As their namesakes of the store, approved ones only and without whose they are
 * and what teams and operators say of them. */
enum store_status live_resource_by_uri(
    struct db *db, struct arena *a, struct text uri, struct resource *out);
enum store_status live_resource_by_id(
    struct db *db, struct arena *a, struct uuid id, struct resource *out);
enum store_status live_scopes_named(
    struct db *db, struct arena *a, struct texts names, struct scope **out, size_t *n);

/* Grows whenever resources, scopes or types of authorization details were read anew. */
uint64_t live_catalogue_version(void);
/* Names of the types of authorization details, as last read: for metadata. */
struct texts live_detail_types(struct arena *a);

/* For coherence.c. */
enum store_status live_resources_load(struct db *db);
void live_resources_free(void);

#endif
