/* The pages of an app's webhooks, which every form on them comes back to. */
#ifndef AUTHZ_PORTAL_WEBHOOK_PAGE_H
#define AUTHZ_PORTAL_WEBHOOK_PAGE_H

#include "webhooks/change.h"

/* What a form was sent with and why it was refused; all may be empty. */
struct webhook_page {
	const struct webhook_wish *typed;
	struct webhook_fault fault;
	struct text new_secret; /* shown this once: no link leads away from it */
	int status;		/* 0: 200 */
};

/* All endpoints of the app, and a form for one more. */
const struct response *webhooks_page(
    struct request *rq, const struct client *app, const struct webhook_page *p);
/* One endpoint, and what was sent there lately. */
const struct response *webhook_page(struct request *rq, const struct client *app,
    const struct webhook *w, const struct webhook_page *p);

struct text webhooks_path(struct arena *a, const struct client *app);
struct text webhook_path(
    struct arena *a, const struct client *app, const struct webhook *w);

#endif
