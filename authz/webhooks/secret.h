/* The secret that an endpoint and authz share, and signatures by it (Standard Webhooks).
 */
#ifndef AUTHZ_WEBHOOKS_SECRET_H
#define AUTHZ_WEBHOOKS_SECRET_H

#include "store/webhooks.h"

/* A new one, whsec_ and base64, for whoever runs the endpoint: shown this once. w->secret
 * and w->secret_hint are set. */
struct text webhook_secret_new(struct arena *a, struct webhook *w);

/* `webhook-signature` of a message: by the secret, and by the one before it while that is
 * good. Empty when they were sealed under a keyring that is gone. */
struct text webhook_signature(struct arena *a, const struct webhook *w, struct text id,
    int64_t timestamp, struct text body);

#endif
