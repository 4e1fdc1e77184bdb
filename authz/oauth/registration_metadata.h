/* Between an app as it registers itself (RFC 7591 2) and as it is kept. */
#ifndef AUTHZ_OAUTH_REGISTRATION_METADATA_H
#define AUTHZ_OAUTH_REGISTRATION_METADATA_H

#include "oauth/errors.h"
#include "store/clients.h"

#include <jansson.h>

/*
 * All but id, secrets and scopes of `out` from what an app says of itself; what is left
 * out gets its default, and what is not understood is passed over. What only an operator
 * may say stays as it is in `now`, and the rules are those that it brings. NULL, or what
 * is wrong as an ASCII sentence in `a`, with its error in *code. *scope gets what was
 * asked for, separated by spaces; empty: nothing was said.
 */
const char *registration_read(struct arena *a, const json_t *metadata,
    const struct client_metadata *now, struct client *out, struct text *scope,
    enum oauth_error_code *code);

/* Redirect URIs and their list prove a sector only to whom codes are sent there: else
 * anybody could learn the names that people have in another's sector (OIDC Core 8.1).
 * NULL, or what is wrong. */
const char *registration_sector_fault(const struct client *app);
/* What only an operator may say of an app becomes what it is in `from`. */
void registration_keep_operators(
    const struct client_metadata *from, struct client_metadata *to);

/*
 * The scopes of it: open ones are approved, those that need a review are asked for,
 * internal and unknown ones are left out. An empty `scope` means all open ones.
 */
enum store_status registration_scopes(struct db *db, struct arena *a, struct text scope,
    struct texts *approved, struct texts *asked);

/* What holds for the app now (RFC 7591 3.2.1), without secrets. New reference. */
json_t *registration_json(struct arena *a, const struct client *app);

#endif
