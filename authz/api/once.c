#include "api/api.h"
#include "jose/digest.h"
#include "jose/keyring.h"
#include "oauth/errors.h"
#include "oauth/problem.h"
#include "store/clients.h"
#include "store/idempotency.h"
#include "store/users.h"

enum { KEY_MOST = 255 };

static bool
is_key(struct text key)
{
	for (size_t i = 0; i < key.n; i++)
		if (key.at[i] < ' ' || key.at[i] > '~')
			return false;
	return key.n > 0 && key.n <= KEY_MOST;
}

/* Of what makes two requests the same one: where to, and what. */
static struct text
fingerprint(struct request *rq)
{
	unsigned char *hash = arena_alloc(rq->arena, SHA256_SIZE);
	struct text all = arena_printf(rq->arena, "%.*s?%.*s\n%.*s", TEXT_ARG(rq->path),
	    TEXT_ARG(rq->query), TEXT_ARG(rq->body));
	sha256(all, hash);
	return (struct text){(const char *)hash, SHA256_SIZE};
}

static const struct response *
give_again(struct request *rq, struct text context, struct text print,
    const struct kept_answer *kept)
{
	struct text body;
	if (!text_eq(kept->fingerprint, print))
		return respond_problem(rq, 422, "idempotency_key_reused",
		    TEXT("this Idempotency-Key came with another request before: make a "
			 "new one for a new request"),
		    NULL);
	if (!seal_open(rq->arena, FOR_KEPT_ANSWERS, context, kept->sealed, &body))
		return api_conflict(rq,
		    "the answer to this Idempotency-Key can not be read any more; look "
		    "whether the request took effect");
	struct response *rs = body.n ? respond_json(rq, kept->status, body)
				     : respond(rq, kept->status, NO_TEXT, NO_TEXT);
	if (kept->location.n)
		response_header(rq, rs, TEXT("Location"), kept->location);
	if (kept->etag.n)
		response_header(rq, rs, TEXT("ETag"), kept->etag);
	return rs;
}

static struct text
header_in(const struct response *rs, struct text name)
{
	for (size_t i = 0; i < rs->header_count; i++)
		if (text_eq(rs->headers[i].name, name))
			return rs->headers[i].value;
	return NO_TEXT;
}

/* A request that was refused has had no effect, and may come corrected. */
static const struct response *
run_and_keep(struct request *rq, struct uuid caller, struct text key, struct text context,
    step run)
{
	const struct response *rs = run(rq);
	enum store_status status = STORE_OK;
	if (rs->status >= 400) {
		db_rollback(rq->db);
		return rs;
	}
	const struct kept_answer kept = {.status = rs->status,
	    .sealed = seal(rq->arena, FOR_KEPT_ANSWERS, context, rs->body),
	    .location = header_in(rs, TEXT("Location")),
	    .etag = header_in(rs, TEXT("ETag"))};
	status = idempotency_keep(rq->db, rq->arena, caller, key, &kept);
	status = db_finish(rq->db, status);
	return status == STORE_OK ? rs : oauth_store_error(rq, status);
}

const struct response *
api_once(struct request *rq, step run)
{
	struct text key = request_header(rq, TEXT("Idempotency-Key"));
	struct uuid caller = rq->user ? rq->user->id : rq->client->id;
	struct kept_answer before;
	if (!request_header_count(rq, TEXT("Idempotency-Key")))
		return run(rq);
	if (request_header_count(rq, TEXT("Idempotency-Key")) > 1 || !is_key(key))
		return respond_problem(rq, 400, "invalid_request",
		    TEXT("Idempotency-Key is one header of 1 to 255 ASCII characters"),
		    NULL);
	struct text print = fingerprint(rq);
	struct text context = arena_printf(rq->arena, "%.*s %.*s",
	    TEXT_ARG(uuid_text(rq->arena, caller)), TEXT_ARG(key));
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	status = idempotency_claim(rq->db, rq->arena, caller, key, print, &before);
	if (status == STORE_OK)
		return run_and_keep(rq, caller, key, context, run);
	db_rollback(rq->db);
	if (status == STORE_CONFLICT)
		return respond_problem(rq, 409, "idempotency_key_in_use",
		    TEXT("a request with this Idempotency-Key is still running: send it "
			 "again in a moment"),
		    NULL);
	return status == STORE_NONE ? give_again(rq, context, print, &before)
				    : oauth_store_error(rq, status);
}

const struct response *
api_in_one(struct request *rq, step run)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	const struct response *rs = run(rq);
	if (rs->status >= 400) {
		db_rollback(rq->db);
		return rs;
	}
	status = db_commit(rq->db);
	return status == STORE_OK ? rs : oauth_store_error(rq, status);
}
