/*
 * What all endpoints of the JSON API share: who calls, what bodies, lists and versions of
 * documents are like. It knows nothing of apps or people; their rooms bring the
 * endpoints.
 */
#ifndef AUTHZ_API_API_H
#define AUTHZ_API_API_H

#include "http/request.h"
#include "store/db.h"

#include <jansson.h>

/*
 * Steps after require_bearer: the token is for authz itself and has the scope. rq->client
 * becomes the app that calls. With `apps` a person is behind it, rq->user; with `admin` a
 * person may be, else the app acts for itself.
 */
const struct response *require_apps_scope(struct request *rq);
const struct response *require_admin_scope(struct request *rq);

/* A page of a list: `limit` (1 to 100) rows behind the row with the id `after` (nil: from
 * the start), and of lists by time, its time in microseconds. */
struct api_page {
	int limit;
	struct uuid after;
	int64_t after_us;
};
/* By the parameters `limit` and `cursor`; NULL, or the answer. After read_query. */
const struct response *api_read_page(struct request *rq, struct api_page *out);
/* Of `n` rows, of which one more than the page's limit was asked for: those on it. */
size_t api_rows_shown(const struct api_page *page, size_t n);
/* {"items": […], "next_cursor": …} with the link to the next page (RFC 8288); `last` is
 * the last row's id when there are more, else nil. Takes over `items`. */
const struct response *api_respond_page(
    struct request *rq, json_t *items, struct uuid last);
/* The same of lists by time: the cursor holds the last row's time, too. */
const struct response *api_read_page_by_time(struct request *rq, struct api_page *out);
const struct response *api_respond_page_by_time(
    struct request *rq, json_t *items, struct uuid last, int64_t last_us);

/* A JSON object without duplicate names, whose members are all in `known` (ends with
 * NULL; itself NULL: any). NULL and a new reference, or the answer. */
const struct response *api_read_body(
    struct request *rq, const char *const *known, json_t **out);

/* The document, with its entity tag (RFC 9110 8.8.3); 304 when the caller has it. Takes
 * over `document`. */
const struct response *api_respond(struct request *rq, int status, json_t *document);
/* 201: the same, and where it is from now on: a path below the issuer. */
const struct response *api_respond_created(
    struct request *rq, json_t *document, struct text path);
/* That header alone, on an answer that is no document to compare later, since it tells a
 * secret. */
void api_add_location(struct request *rq, struct response *rs, struct text path);
/* If-Match against the document as it is (RFC 9110 13.1.1): NULL, 412, or 428 when the
 * header is missing (RFC 6585 3). Takes over `document`. */
const struct response *api_check_version(struct request *rq, json_t *document);
/* 412: it is no longer as it was seen. */
const struct response *api_version_changed(struct request *rq);

/* 422: the member at `pointer` ("/redirect_uris/0", RFC 6901) can't be so. */
const struct response *api_refuse_member(
    struct request *rq, struct text pointer, struct text detail);
const struct response *api_not_found(struct request *rq);
/* 409: not as things are. */
const struct response *api_conflict(struct request *rq, const char *detail);

/*
 * A POST that takes effect once, however often it is sent with the same Idempotency-Key
 * (draft-ietf-httpapi-idempotency-key-header): what it was answered with is kept for a
 * day, sealed, in the transaction of its effect, and given again, with its Location and
 * ETag. 409 while the first still runs. Without the header it just runs.
 */
const struct response *api_once(struct request *rq, step run);
/* A change in one transaction: what it read under a lock stays so until it is done. What
 * answers with an error leaves nothing. */
const struct response *api_in_one(struct request *rq, step run);

const struct response *answer_openapi(struct request *rq); /* GET /api/v1/openapi.yaml */
const struct response *answer_no_api(struct request *rq);  /* /api/{*}: 404 */

#endif
