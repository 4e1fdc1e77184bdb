/* What of the audit log is asked for, by a page, a file or the JSON API. For this room
 * only. */
#ifndef AUTHZ_ADMIN_AUDIT_FILTER_H
#define AUTHZ_ADMIN_AUDIT_FILTER_H

#include "http/request.h"
#include "store/audit_search.h"

/* "2026-01-31", a day that there is in any month; else the empty text. */
struct text audit_date(struct text t);

#endif
