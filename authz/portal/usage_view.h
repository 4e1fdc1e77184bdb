/* What an app's usage looks like: for its developer's page, and for the operator's. */
#ifndef AUTHZ_PORTAL_USAGE_VIEW_H
#define AUTHZ_PORTAL_USAGE_VIEW_H

#include "identity/signin.h"
#include "store/clients.h"
#include "store/usage.h"

/* 7, 30 or 90, as the parameter `days` says; 30 when it says none of these. */
int usage_days_wanted(struct request *rq);

/* Adds `usage` for templates/partials/usage.html: plots, the same as a table, errors by
 * code, and links for other ranges at `path`, and to the CSV file at `csv` (may be NULL:
 * none). */
enum store_status usage_view(struct request *rq, const struct client *app, json_t *data,
    const char *path, const char *csv);
/* Adds `usage_line`: the tokens of the last 30 days as one small plot. */
enum store_status usage_line(struct request *rq, const struct client *app, json_t *data);

#endif
