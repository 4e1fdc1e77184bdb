/* /api/v1/apps/{}/secrets: with what an app proves itself. */
#include "portal/json_secrets.h"
#include "api/api.h"
#include "base/json.h"
#include "html/page.h"
#include "oauth/errors.h"
#include "oauth/secret_document.h"
#include "portal/app_change.h"
#include "portal/endpoints.h"

const struct response *
list_secrets_for_api(struct request *rq)
{
	return api_respond_page(rq, all_secret_documents(rq->arena, rq->own), NO_UUID);
}

static bool
is_given(const json_t *value)
{
	return value && !json_is_null(value);
}

/* Its end is a number of days or a date, or else as far as may be. */
static const struct response *
read_end(struct request *rq, const json_t *body, int64_t *expires_at)
{
	const json_t *days = json_object_get(body, "expires_in_days");
	const json_t *date = json_object_get(body, "expires_on");
	if (is_given(days) && is_given(date))
		return api_refuse_member(rq, TEXT("/expires_on"),
		    TEXT("the end is given either in days or as a date"));
	struct text pointer = TEXT("/expires_in_days");
	const char *fault = NULL;
	if (is_given(days))
		fault = secret_expiry_in_days(json_integer_value(days), expires_at);
	if (is_given(date)) {
		pointer = TEXT("/expires_on");
		fault = secret_expiry_on(json_string_text(rq->arena, date), expires_at);
	}
	if (!fault)
		fault = secret_expiry_fault(*expires_at);
	return fault ? api_refuse_member(rq, pointer,
			   phrase(rq->arena, LANGUAGE_EN, text_of(fault), NULL))
		     : NULL;
}

const struct response *
read_secret_wish(struct request *rq, struct secret_wish *wish)
{
	static const char *const members[] = {
	    "label", "expires_in_days", "expires_on", NULL};
	CLEANUP(json) json_t *body = NULL;
	*wish = secret_wish_default();
	const struct response *refused =
	    rq->body.n ? api_read_body(rq, members, &body) : NULL;
	if (refused || !body)
		return refused;
	const json_t *label = json_object_get(body, "label");
	wish->label = text_trim(json_string_text(rq->arena, label));
	const char *fault = secret_label_fault(wish->label);
	if (fault || (label && !json_is_string(label)))
		return api_refuse_member(rq, TEXT("/label"),
		    TEXT("it is a text of at most 80 characters, on one line"));
	return read_end(rq, body, &wish->expires_at);
}

static const struct response *
create_secret(struct request *rq)
{
	const struct client *app = rq->own;
	struct client_secret stored;
	struct secret_wish wish;
	struct text secret;
	const struct response *refused = read_secret_wish(rq, &wish);
	if (refused)
		return refused;
	enum store_status status = app_add_secret(rq, app, &wish, &stored, &secret);
	if (status == STORE_CONFLICT)
		return api_conflict(rq,
		    "the app has two secrets already, or its authentication method needs "
		    "none");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *answer = secret_document(rq->arena, &stored);
	json_object_set_new(answer, "client_secret", json_text(secret));
	struct response *rs = respond_json(rq, 201, json_compact(rq->arena, answer));
	json_decref(answer);
	return rs;
}

const struct response *
add_secret_for_api(struct request *rq)
{
	return api_once(rq, create_secret);
}

const struct response *
remove_secret_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return api_not_found(rq);
	enum store_status status = app_remove_secret(rq, rq->own, id);
	if (status == STORE_CONFLICT)
		return api_conflict(
		    rq, "it is the last valid secret: make another before you remove it");
	return status == STORE_OK ? respond(rq, 204, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}
