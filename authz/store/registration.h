/* Apps that register themselves, by a request or by a document of their own. */
#ifndef AUTHZ_STORE_REGISTRATION_H
#define AUTHZ_STORE_REGISTRATION_H

#include "store/clients.h"

/* Sets what authenticates the app at its registration (RFC 7592 3): SHA-256, 32 bytes. */
enum store_status client_set_registration_token(
    struct db *db, struct arena *a, struct uuid id, struct text hash);
/* The hash, the empty text when the app did not register itself; STORE_NONE without app.
 */
enum store_status client_registration_token(
    struct db *db, struct arena *a, struct uuid id, struct text *hash);
/* All that its registration says, at once: as client_set(), with its kind, its scopes
 * (`asked` as for client_add()) and its secrets, of which new ones are added; without any
 * the old ones go. */
enum store_status client_register_anew(
    struct db *db, struct arena *a, const struct client *c, struct texts asked);

/* An app whose document was read: added, or brought up to date. `good_until` in seconds.
 */
enum store_status client_put_document(
    struct db *db, struct arena *a, const struct client *c, int64_t good_until);
/* When its document must be read again; STORE_NONE when it was never read. */
enum store_status client_document_good_until(
    struct db *db, struct arena *a, struct uuid id, int64_t *out);

struct initial_access_token {
	struct uuid id, team_id; /* whose the apps are; nil: nobody's */
	struct text hash, note;
	int64_t uses_left;		/* -1: as many as wanted */
	int64_t created_at, expires_at; /* seconds; expires_at 0: never */
	bool pkce_optional;		/* its confidential apps may leave PKCE out */
};
enum store_status initial_access_token_add(
    struct db *db, struct arena *a, const struct initial_access_token *t);
enum store_status initial_access_tokens_list(
    struct db *db, struct arena *a, struct initial_access_token **out, size_t *n);
/* Removes the one of t->id and fills what else it was (note, pkce_optional). */
enum store_status initial_access_token_remove(
    struct db *db, struct arena *a, struct initial_access_token *t);
/* Takes one use; *out gets what holds for the app (team_id, pkce_optional). STORE_NONE:
 * unknown, used up, expired. */
enum store_status initial_access_token_take(
    struct db *db, struct arena *a, struct text hash, struct initial_access_token *out);
/* Gives it back: nothing came of it. */
enum store_status initial_access_token_give_back(
    struct db *db, struct arena *a, struct text hash);

#endif
