/* The page of one app that the person allowed. */
#include "account/endpoints.h"
#include "account/page.h"
#include "oauth/consent_view.h"
#include "store/clients.h"
#include "store/consents.h"

/* The consent of this person, and no other's, that the path names. */
static enum store_status
find_allowed(struct request *rq, struct consent *out)
{
	struct uuid client_id;
	if (!uuid_parse(rq->path_args[0], &client_id))
		return STORE_NONE;
	return consent_find(rq->db, rq->arena, rq->user->id, client_id, out);
}

static const struct response *
not_there(struct request *rq, enum store_status status)
{
	return status == STORE_NONE ? respond_error_page(rq, 404, "errors.not_found")
				    : store_error_page(rq, status);
}

static json_t *
time_or_null(struct request *rq, int64_t at)
{
	return at ? json_text(time_text(rq->arena, at)) : json_null();
}

const struct response *
show_allowed_app(struct request *rq)
{
	struct consent consent;
	struct client client;
	json_t *data = NULL;
	int64_t used = 0;
	enum store_status status = find_allowed(rq, &consent);
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, consent.client_id, &client);
	if (status == STORE_OK)
		status = consent_used(
		    rq->db, rq->arena, rq->user->id, consent.client_id, &used);
	if (status == STORE_OK)
		status =
		    consent_view(rq, &client, consent.scopes, "account.app_title", &data);
	if (status != STORE_OK)
		return not_there(rq, status);
	bool saved = form_get(rq->parameters, TEXT("saved")).n > 0;
	json_object_set_new(
	    data, "id", json_text(uuid_text(rq->arena, consent.client_id)));
	json_object_set_new(data, "since", time_or_null(rq, consent.created_at));
	json_object_set_new(data, "used", time_or_null(rq, used));
	json_object_set_new(data, "by_policy", json_boolean(consent.by_policy));
	json_object_set_new(data, "suspended", json_boolean(client_is_stopped(&client)));
	json_object_set_new(data, "done", phrase_if(rq, saved, "account.app_saved"));
	return account_page(rq, 200, "account_app", "account.app_title", data);
}

/* What stayed ticked stays allowed; nothing is ever added here. */
static enum store_status
keep(struct request *rq, const struct consent *consent, struct texts kept)
{
	if (kept.n == consent->scopes.n)
		return STORE_OK;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	if (kept.n)
		status = consent_narrow(
		    rq->db, rq->arena, rq->user->id, consent->client_id, kept);
	else
		status =
		    consent_withdraw(rq->db, rq->arena, rq->user->id, consent->client_id);
	struct text details = audit_changes(rq->arena,
	    json_pack("{so}", "scopes", json_texts(consent->scopes)),
	    kept.n ? json_pack("{so}", "scopes", json_texts(kept)) : NULL);
	return change_end(rq, kept.n ? "consent_narrowed" : "consent_withdrawn",
	    consent->client_id, details, status);
}

const struct response *
narrow_app(struct request *rq)
{
	struct consent consent;
	enum store_status status = find_allowed(rq, &consent);
	if (status != STORE_OK)
		return not_there(rq, status);
	struct texts kept = consent_ticked(rq, consent.scopes);
	status = keep(rq, &consent, kept);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	if (status == STORE_NONE || kept.n == 0)
		return respond_redirect(rq, TEXT("/account?ended=1"));
	return respond_redirect(
	    rq, arena_printf(rq->arena, "/account/apps/%.*s?saved=1",
		    TEXT_ARG(uuid_text(rq->arena, consent.client_id))));
}
