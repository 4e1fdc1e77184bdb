/* What trying an app does in the app's place. For this room only. */
#ifndef AUTHZ_PORTAL_TRY_RUN_H
#define AUTHZ_PORTAL_TRY_RUN_H

#include "http/request.h"
#include "store/clients.h"

#include <jansson.h>

/* Runs steps of an endpoint in the app's place with these parameters. Their answer, as
 * JSON or as text; a new reference. */
json_t *try_as_app(struct request *rq, const struct client *app,
    const struct field *fields, size_t n, const step *steps);
/* Those of the token endpoint behind the app's authentication. */
extern const step try_token_steps[];
/* The page with what an endpoint answered, under the words of "try.result.WHAT"; with
 * `tokens`, the answer has them. Takes over `answer`. */
const struct response *try_show_answer(struct request *rq, const struct client *app,
    const char *what, json_t *answer, bool tokens);

/* RFC 8628 as on a device, and its person's page as the next step: starts, and asks what
 * came of it. */
const struct response *start_device_try(struct request *rq, const struct client *app);
const struct response *poll_device_try(struct request *rq, const struct client *app);

#endif
