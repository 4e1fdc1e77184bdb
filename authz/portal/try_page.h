/* The page where a developer tries an app. */
#ifndef AUTHZ_PORTAL_TRY_PAGE_H
#define AUTHZ_PORTAL_TRY_PAGE_H

#include "http/request.h"
#include "store/clients.h"

#include <jansson.h>

/* The page with `more` on it, such as tokens or a made-up URL; takes over `more`. */
const struct response *try_page(
    struct request *rq, const struct client *app, json_t *more);

#endif
