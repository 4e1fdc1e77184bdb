/*
 * RFC 9396: what an app asks for beyond scopes, such as one payment. Each type is
 * registered for a resource, with the fields that it may have and a sentence for people.
 */
#ifndef AUTHZ_OAUTH_AUTHORIZATION_DETAILS_H
#define AUTHZ_OAUTH_AUTHORIZATION_DETAILS_H

#include "store/clients.h"
#include "store/detail_types.h"

#include <jansson.h>

/* NULL when an object with these fields is of this type, or a sentence. Pure. */
const char *detail_fault(const json_t *fields, const json_t *detail);
/* The type's sentence with the values of `detail` in it, for people. Pure. */
struct text detail_sentence(struct arena *a, struct text sentence, const json_t *detail);

struct authorization_details {
	struct text json;	  /* as they are granted; the empty text: none */
	struct text resource_uri; /* the first one's */
};

/*
 * Checks what a request sent; blocks. STORE_OK and *fault NULL, or *fault a sentence for
 * invalid_authorization_details (RFC 9396 5). The app must be registered for each type.
 */
enum store_status authorization_details_read(struct db *db, struct arena *a,
    const struct client *client, struct text sent, struct authorization_details *out,
    const char **fault);

/* Of `granted`, those of resources among `uris`; the empty text when there are none. */
enum store_status authorization_details_for(struct db *db, struct arena *a,
    struct text granted, struct texts uris, struct text *out);
/* `asked` when each of it is among `granted`, as it was granted (RFC 9396 6.1); else the
 * empty text. */
struct text authorization_details_within(
    struct arena *a, struct text asked, struct text granted);

/* What the consent page shows: [{"resource", "text"}, …]. New reference. */
enum store_status authorization_details_view(struct db *db, struct arena *a,
    struct text granted, struct text language, json_t **out);

/* What is told when details are for a resource that the request is not for. */
extern const char details_elsewhere[];

#endif
