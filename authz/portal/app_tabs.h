/* What the pages of one app share: its name and state above, and the way to the others.
 */
#ifndef AUTHZ_PORTAL_APP_TABS_H
#define AUTHZ_PORTAL_APP_TABS_H

#include "identity/signin.h"
#include "store/clients.h"

/* Answers with the template, partials/app_head.html above it. Takes over `data`. A new
 * page is a row in app_tabs.c's table, named by what stands behind the app's path. */
struct response *app_tab(struct request *rq, int status, const char *name,
    const struct client *app, json_t *data);

struct text app_path(struct arena *a, const struct client *app);
/* Back to that page of the app by a GET, so that a reload sends nothing again. */
const struct response *back_to_tab(
    struct request *rq, const struct client *app, const char *tab);

#endif
