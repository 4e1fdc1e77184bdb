/* Secrets of an app as the JSON API and the command line show them. */
#ifndef AUTHZ_OAUTH_SECRET_DOCUMENT_H
#define AUTHZ_OAUTH_SECRET_DOCUMENT_H

#include "store/clients.h"

/* What is chosen of it and never changes. New reference. */
json_t *secret_document(struct arena *a, const struct client_secret *s);
/* Those that are valid. New reference. */
json_t *valid_secret_documents(struct arena *a, const struct client *client);
/* Those that have expired too, and when each was used last. New reference. */
json_t *all_secret_documents(struct arena *a, const struct client *client);

#endif
