/*
 * What a person is called (OIDC Core 8): by their id, or, to apps that are registered as
 * pairwise, by a name that only the apps of one sector share. Tokens carry that name, as
 * introspection and logout tokens do; authz alone can tell whose it is.
 */
#ifndef AUTHZ_OAUTH_SUBJECT_H
#define AUTHZ_OAUTH_SUBJECT_H

#include "store/clients.h"
#include "store/families.h"

/* The host whose apps share their names for people (8.1): of sector_identifier_uri, else
 * of the redirect URIs. Empty when these have several, or none. */
struct text sector_of(const struct client *app);
/* Fetches sector_identifier_uri, if the app has one: it must list all redirect URIs (OIDC
 * Registration 5). For when an app is registered or changed; blocks. NULL, or a sentence
 * of ASCII for its developer, in `a`. */
const char *sector_fault(struct arena *a, const struct client *app);

bool subject_is_pairwise(const struct client *app);
/* Where a pairwise app's names for people are kept. */
struct text subject_sector(const struct client *app);
/* What goes into grant_extras.subject: the empty text for a public subject. */
enum store_status subject_for(struct db *db, struct arena *a, const struct client *app,
    struct uuid user_id, struct text *out);
/* `sub` of a family's tokens. */
struct text family_subject(struct arena *a, const struct family *f);
/* Whom `sub` means to this app; NULL: to any (one that we vouched for before). */
enum store_status subject_find(struct db *db, struct arena *a, const struct client *app,
    struct text sub, struct uuid *user_id);

#endif
