/* How the pages show what an app was refused. */
#ifndef AUTHZ_PORTAL_ERROR_VIEW_H
#define AUTHZ_PORTAL_ERROR_VIEW_H

#include "http/request.h"
#include "store/app_errors.h"

#include <jansson.h>

/* One error in the words of the request's language, with the first difference between
 * what was sent and what was expected marked. New reference. */
json_t *error_view(struct request *rq, const struct app_error *e);
/* How many bytes two texts have in common at their begin, whole characters. */
size_t common_begin(struct text one, struct text other);

#endif
