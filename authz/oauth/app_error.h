/* What an app was refused is noted for its developer, who finds it under error_uri. */
#ifndef AUTHZ_OAUTH_APP_ERROR_H
#define AUTHZ_OAUTH_APP_ERROR_H

#include "oauth/errors.h"
#include "store/app_errors.h"

#include <jansson.h>

/*
 * Counts and notes the error for the app that rq->client or explain_app() says, with what
 * was sent and rq->explanation. Gives the address where its developer reads of it: RFC
 * 6749's error_uri; empty when no app is known.
 */
struct text app_error_note(
    struct request *rq, enum oauth_error_code code, const char *sentence);
/* The same of an authorization request, wherever it is refused: on the app's way to a
 * person, so that nothing proves that it is the app's. */
struct text app_error_note_authorization(struct request *rq, struct uuid client_id,
    enum oauth_error_code code, const char *sentence);
/* The answer to one whose sender can't be told by redirect: a page, invalid_request. */
const struct response *app_error_page(struct request *rq, const char *sentence);

/* "RFC 6749 4.1.3" as the address of that section; empty for an unknown document. */
struct text rule_address(struct arena *a, struct text rule);

/*
 * What the API and the pages tell of one: endpoint, error, error_description, why, rule,
 * rule_uri, authenticated, count, first_at, last_at (seconds), request_ids, sent, facts.
 * `why` is a name of trouble.why.NAME, or empty. New reference.
 */
json_t *app_error_json(struct arena *a, const struct app_error *e);

#endif
