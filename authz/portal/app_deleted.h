/* What is left of a deleted app for its team: until when it may come back. */
#ifndef AUTHZ_PORTAL_APP_DELETED_H
#define AUTHZ_PORTAL_APP_DELETED_H

#include "portal/own.h"

/* 410, in the place of every page of the app. */
const struct response *deleted_app_page(struct request *rq, const struct own_app *own);

#endif
