#include "account/endpoints.h"
#include "account/page.h"
#include "account/requests.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "identity/signin.h"
#include "store/consents.h"
#include "store/resources.h"

/* The allowed scopes in the person's words. */
static enum store_status
describe_scopes(struct request *rq, struct texts names, json_t **out)
{
	struct scope *scopes;
	size_t n;
	struct text language = language_tag(request_language(rq));
	enum store_status status = scopes_named(rq->db, rq->arena, names, &scopes, &n);
	if (status != STORE_OK)
		return status;
	*out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(*out,
		    json_pack("{so so}", "title",
			json_text(by_language(rq->arena, scopes[i].title, language)),
			"resource", json_text(scopes[i].resource_name)));
	return STORE_OK;
}

static enum store_status
describe_consent(struct request *rq, const struct consent *consent, json_t *list)
{
	json_t *scopes = NULL;
	enum store_status status = describe_scopes(rq, consent->scopes, &scopes);
	if (status != STORE_OK)
		return status;
	struct text id = uuid_text(rq->arena, consent->client_id);
	json_array_append_new(
	    list, json_pack("{so so so so sb so so}", "client_id", json_text(id), "name",
		      json_text(consent->client_name), "homepage",
		      json_text(consent->client_homepage), "owner",
		      json_text(consent->client_owner), "reviewed",
		      consent->client_reviewed, "scopes", scopes, "since",
		      json_text(date_text(rq->arena, consent->created_at))));
	return STORE_OK;
}

/* What became of the request that was answered just now; null: none was. */
static json_t *
answered(struct request *rq)
{
	static const struct {
		struct text how;
		const char *phrase;
	} answers[] = {{TEXT_INIT("allow"), "account.answered_allow"},
	    {TEXT_INIT("deny"), "account.answered_deny"},
	    {TEXT_INIT("late"), "account.answered_late"}};
	struct text how = form_get(rq->parameters, TEXT("answered"));
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (text_eq(answers[i].how, how))
			return json_text(phrase(rq->arena, request_language(rq),
			    text_of(answers[i].phrase), NULL));
	return json_null();
}

const struct response *
show_account(struct request *rq)
{
	struct consent *consents;
	size_t n;
	enum store_status status =
	    consents_of_user(rq->db, rq->arena, rq->user->id, &consents, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	CLEANUP(json) json_t *apps = json_array();
	for (size_t i = 0; i < n; i++) {
		status = describe_consent(rq, &consents[i], apps);
		if (status != STORE_OK)
			return store_error_page(rq, status);
	}
	json_t *requests;
	status = describe_requests(rq, &requests);
	if (status != STORE_OK) {
		json_decref(requests);
		return store_error_page(rq, status);
	}
	struct text ended = form_get(rq->parameters, TEXT("ended"));
	struct text changed = form_get(rq->parameters, TEXT("changed"));
	json_t *data =
	    json_pack("{so sO sb sb sb}", "email", json_text(rq->user->email), "apps",
		apps, "has_apps", n > 0, "ended", ended.n > 0, "changed", changed.n > 0);
	json_object_set_new(data, "requests", requests);
	json_object_set_new(data, "answered", answered(rq));
	return account_page(rq, 200, "account", "account.title", data);
}

const struct response *
end_app(struct request *rq)
{
	struct uuid client_id;
	if (!uuid_parse(rq->path_args[0], &client_id))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	status = consent_withdraw(rq->db, rq->arena, rq->user->id, client_id);
	status = change_end(rq, "consent_withdrawn", client_id, NO_TEXT, status);
	/* Ended twice (a double click, two tabs) is ended. */
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	return respond_redirect(rq, TEXT("/account?ended=1"));
}
