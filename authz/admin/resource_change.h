/*
 * What operators do to APIs and scopes, for pages and the JSON API: each is one
 * transaction with its audit event. For this room only.
 */
#ifndef AUTHZ_ADMIN_RESOURCE_CHANGE_H
#define AUTHZ_ADMIN_RESOURCE_CHANGE_H

#include "portal/outcome.h"
#include "store/resources.h"

/* An API of the platform's own, or a team's, that apps may use at once. */
struct outcome resource_create(struct request *rq, const struct resource *draft);
/* Sets name, token_format, token_lifetime, status_list and team_id. */
struct outcome resource_change(
    struct request *rq, const struct resource *before, const struct resource *draft);
/* `typed` must be its name. All its scopes and tokens end. */
struct outcome resource_delete(
    struct request *rq, const struct resource *api, struct text typed);

/* Of one that waits, else STORE_NONE. Nobody reviews what is their own team's, but an
 * operator answers for the server anyway. */
struct outcome resource_review(
    struct request *rq, const struct resource *api, bool approve, struct text words);

struct outcome scope_create(
    struct request *rq, const struct resource *api, const struct scope *s);
/* Sets title, description and sensitivity, of authz's own scopes too. */
struct outcome scope_change(struct request *rq, const struct scope *s);
/* `typed` must be its name. authz's own stay: refused. */
struct outcome scope_delete(struct request *rq, struct text name, struct text typed);

/* Whose an API is, as it was typed: nobody's (the platform's own) when empty, a person's
 * address, or the id of a team. STORE_NONE: there is no such. */
enum store_status owner_find(struct request *rq, struct text typed, struct uuid *team);

#endif
