/* Tokens in words, for the developer who tries an app. */
#ifndef AUTHZ_PORTAL_TRY_VIEW_H
#define AUTHZ_PORTAL_TRY_VIEW_H

#include "http/request.h"

#include <jansson.h>

/* Adds to `data` what the token endpoint answered: the tokens, their heads and claims
 * with what each means, and when they expire. */
void try_view_tokens(struct request *rq, json_t *data, const json_t *answer);
/* The same of tokens that were shown before, as the form sends them back. */
json_t *try_tokens_of(const struct request *rq);

#endif
