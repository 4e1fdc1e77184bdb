#include "account/endpoints.h"
#include "account/page.h"
#include "account/requests.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "identity/signin.h"
#include "oauth/logo.h"
#include "store/consents.h"
#include "store/resources.h"

/* The scopes of all consents, once each. */
static enum store_status
find_scopes(struct request *rq, const struct consent *consents, size_t count,
    struct scope **out, size_t *n)
{
	size_t most = 0;
	for (size_t i = 0; i < count; i++)
		most += consents[i].scopes.n;
	/* Doubles cost the database nothing. */
	struct text *names = ARENA_ARRAY(rq->arena, most, struct text);
	most = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < consents[i].scopes.n; k++)
			names[most++] = consents[i].scopes.at[k];
	return scopes_named(rq->db, rq->arena, (struct texts){names, most}, out, n);
}

/* The allowed ones of them, in the person's words. */
static json_t *
scopes_json(
    struct request *rq, struct texts allowed, const struct scope *scopes, size_t n)
{
	struct text language = language_tag(request_language(rq));
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		if (texts_have(allowed, scopes[i].name))
			json_array_append_new(list,
			    json_pack("{so so}", "title",
				json_text(
				    by_language(rq->arena, scopes[i].title, language)),
				"resource", json_text(scopes[i].resource_name)));
	return list;
}

static json_t *
consent_json(struct request *rq, const struct consent *consent,
    const struct scope *scopes, size_t n)
{
	json_t *app = json_pack("{so so so so sb so so}", "client_id",
	    json_text(uuid_text(rq->arena, consent->client_id)), "name",
	    json_text(consent->client_name), "homepage",
	    json_text(consent->client_homepage), "owner",
	    json_text(consent->client_owner), "reviewed", consent->client_reviewed,
	    "scopes", scopes_json(rq, consent->scopes, scopes, n), "since",
	    json_text(date_text(rq->arena, consent->created_at)));
	logo_put(app, consent->client_name, consent->client_logo);
	return app;
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
	struct scope *scopes;
	size_t n, scope_count;
	enum store_status status =
	    consents_of_user(rq->db, rq->arena, rq->user->id, &consents, &n);
	if (status == STORE_OK)
		status = find_scopes(rq, consents, n, &scopes, &scope_count);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	CLEANUP(json) json_t *apps = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    apps, consent_json(rq, &consents[i], scopes, scope_count));
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
