/*
 * The app that a request names: one that is registered, or one whose client_id is the
 * address of a document that says who it is
 * (draft-ietf-oauth-client-id-metadata-document), which is fetched when it is not known
 * or has grown old.
 */
#ifndef AUTHZ_OAUTH_CLIENT_DOCUMENT_H
#define AUTHZ_OAUTH_CLIENT_DOCUMENT_H

#include "http/request.h"
#include "store/clients.h"

/* For workers. STORE_NONE: there is no such app; *why is set when its document is at
 * fault: an ASCII sentence for its developer. */
enum store_status client_named(
    struct request *rq, struct text client_id, struct client *out, const char **why);

#endif
