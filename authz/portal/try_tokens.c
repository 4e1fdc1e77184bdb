/* What came of trying an app: the code is redeemed, and the tokens used, in the app's
 * place by the same steps as at the endpoints, for the person alone who tries it. */
#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "oauth/access_token.h"
#include "oauth/code.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/refresh_token.h"
#include "oauth/sender.h"
#include "oauth/try_ticket.h"
#include "oidc/endpoints.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/try_page.h"
#include "portal/try_run.h"
#include "portal/try_view.h"
#include "store/audit.h"

#include <stdlib.h>

/* The ticket that the state is, and its app: the person's own, and still in their team.
 */
static const struct response *
open_ticket(
    struct request *rq, struct text state, struct try_ticket *t, struct own_app **app)
{
	*app = ARENA_NEW(rq->arena, struct own_app);
	if (!try_ticket_open(rq->arena, state, t) || !uuid_eq(t->user_id, rq->user->id))
		return respond_error_page(rq, 400, "errors.ticket");
	enum store_status status =
	    own_app_find(rq->db, rq->arena, rq->user->id, t->client_id, *app);
	if (status == STORE_NONE ||
	    (status == STORE_OK && client_is_stopped(&(*app)->app)))
		return respond_error_page(rq, 404, "errors.not_found");
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}

const struct response *
show_try_answer(struct request *rq)
{
	struct form q = rq->parameters;
	struct try_ticket t;
	struct own_app *own;
	struct text state = form_get(q, TEXT("state"));
	const struct response *refused = open_ticket(rq, state, &t, &own);
	if (refused)
		return refused;
	rq->own = own;
	json_t *data = json_pack("{so so so so}", "answer_code",
	    json_text(form_get(q, TEXT("code"))), "answer_state", json_text(state),
	    "answer_error", json_text(form_get(q, TEXT("error"))), "answer_sentence",
	    json_text(form_get(q, TEXT("error_description"))));
	return try_page(rq, &own->app, data);
}

json_t *
try_as_app(struct request *rq, const struct client *app, const struct field *fields,
    size_t n, const step *steps)
{
	struct form own_form = rq->form;
	void *own = rq->own;
	const struct response *answer = NULL;
	rq->form = (struct form){fields, n};
	rq->client = app;
	for (; !answer && *steps; steps++)
		answer = (*steps)(rq);
	rq->form = own_form;
	rq->client = NULL;
	rq->own = own;
	if (!answer)
		return json_object();
	json_t *json = json_loadb(answer->body.at, answer->body.n, 0, NULL);
	return json ? json : json_text(answer->body);
}

const step try_token_steps[] = {
    require_bound, run_grant, add_id_token, answer_token, NULL};
static const step revoke_steps[] = {answer_revocation, NULL};
static const step userinfo_steps[] = {answer_userinfo, NULL};

static enum store_status
note(struct request *rq, const struct client *app, const char *action)
{
	return audit_add(rq->db, rq->arena,
	    &(struct audit_event){.event = TEXT("app_tried"),
		.actor = TEXT("user"),
		.user_id = rq->user->id,
		.client_id = app->id,
		.address = rq->peer,
		.request_id = rq->id,
		.details = arena_printf(rq->arena, "{\"action\":\"%s\"}", action)});
}

const struct response *
try_show_answer(struct request *rq, const struct client *app, const char *what,
    json_t *answer, bool tokens)
{
	CLEANUP(json) json_t *kept = tokens ? json_incref(answer) : try_tokens_of(rq);
	json_t *data = json_object();
	bool failed = json_object_get(answer, "error") != NULL;
	char *lines = json_dumps(answer, JSON_INDENT(2) | JSON_ENCODE_ANY);
	json_object_set_new(data, "result",
	    tokens && !failed ? json_null()
			      : json_text(arena_text(rq->arena, text_of(lines))));
	json_object_set_new(
	    data, "result_title", portal_word(rq, "try.result", text_of(what)));
	json_object_set_new(data, "result_failed", json_boolean(failed));
	free(lines);
	json_decref(answer);
	try_view_tokens(rq, data, failed && tokens ? NULL : kept);
	return try_page(rq, app, data);
}

const struct response *
redeem_try(struct request *rq)
{
	struct try_ticket t;
	struct own_app *own;
	struct code code = {0};
	struct text sent = form_get(rq->form, TEXT("code"));
	const struct response *refused =
	    open_ticket(rq, form_get(rq->form, TEXT("state")), &t, &own);
	if (refused)
		return refused;
	/* It must be of the one who tries, whatever else fits. */
	if (code_read(rq->arena, sent, &code) && !uuid_eq(code.user_id, rq->user->id))
		return respond_error_page(rq, 400, "errors.ticket");
	enum store_status status = note(rq, &own->app, "authorization_code");
	if (status != STORE_OK)
		return store_error_page(rq, status);
	rq->own = own;
	const struct field fields[] = {{TEXT("grant_type"), TEXT("authorization_code")},
	    {TEXT("code"), sent}, {TEXT("redirect_uri"), try_redirect_uri(rq->arena)},
	    {TEXT("code_verifier"), t.verifier}};
	return try_show_answer(rq, &own->app, "tokens",
	    try_as_app(rq, &own->app, fields, COUNT_OF(fields), try_token_steps), true);
}

/* The access token of the form, if it is this app's, of this person or of nobody. */
static bool
own_access_token(struct request *rq, const struct client *app, struct access_token *out)
{
	struct text sent = form_get(rq->form, TEXT("access_token"));
	return access_token_accept(rq->db, rq->arena, sent, out) == STORE_OK &&
	       uuid_eq(out->client_id, app->id) &&
	       (uuid_is_nil(out->user_id) || uuid_eq(out->user_id, rq->user->id));
}

static const struct response *
introspect_try(struct request *rq, const struct client *app)
{
	struct access_token t;
	json_t *answer = own_access_token(rq, app, &t)
			     ? json_loadb(t.introspection.at, t.introspection.n, 0, NULL)
			     : json_pack("{sb}", "active", false);
	return try_show_answer(
	    rq, app, "introspect", answer ? answer : json_object(), false);
}

static const struct response *
userinfo_try(struct request *rq, const struct client *app)
{
	struct access_token *t = ARENA_NEW(rq->arena, struct access_token);
	void *own = rq->own;
	if (!own_access_token(rq, app, t))
		return try_show_answer(rq, app, "userinfo",
		    json_pack("{ss}", "error", "invalid_token"), false);
	rq->own = t;
	json_t *answer = try_as_app(rq, app, NULL, 0, userinfo_steps);
	rq->own = own;
	return try_show_answer(rq, app, "userinfo", answer, false);
}

static const struct response *
refresh_try(struct request *rq, const struct client *app)
{
	struct refresh_token t;
	struct text sent = form_get(rq->form, TEXT("refresh_token"));
	const struct field fields[] = {
	    {TEXT("grant_type"), TEXT("refresh_token")}, {TEXT("refresh_token"), sent}};
	/* Nobody uses another's here, though they be of the same team. */
	if (!refresh_token_read(rq->arena, sent, &t) || !uuid_eq(t.user_id, rq->user->id))
		return try_show_answer(rq, app, "refresh",
		    json_pack("{ss}", "error", "invalid_grant"), false);
	return try_show_answer(rq, app, "tokens",
	    try_as_app(rq, app, fields, COUNT_OF(fields), try_token_steps), true);
}

static const struct response *
revoke_try(struct request *rq, const struct client *app)
{
	struct access_token access;
	struct refresh_token refresh;
	struct text sent = form_get(rq->form, TEXT("refresh_token"));
	bool own = refresh_token_read(rq->arena, sent, &refresh) &&
		   uuid_eq(refresh.user_id, rq->user->id);
	if (!own && own_access_token(rq, app, &access)) {
		sent = form_get(rq->form, TEXT("access_token"));
		own = true;
	}
	const struct field fields[] = {{TEXT("token"), own ? sent : TEXT("none")}};
	return try_show_answer(
	    rq, app, "revoke", try_as_app(rq, app, fields, 1, revoke_steps), false);
}

static const struct response *
client_credentials_try(struct request *rq, const struct client *app)
{
	/* An empty one counts as left out. */
	const struct field fields[] = {{TEXT("grant_type"), TEXT("client_credentials")},
	    {TEXT("scope"), form_get(rq->form, TEXT("scope"))},
	    {TEXT("resource"), form_get(rq->form, TEXT("resource"))}};
	return try_show_answer(rq, app, "tokens",
	    try_as_app(rq, app, fields, COUNT_OF(fields), try_token_steps), true);
}

const struct response *
use_try_tokens(struct request *rq)
{
	static const struct {
		const char *name;
		const struct response *(*run)(
		    struct request *rq, const struct client *app);
	} actions[] = {{"introspect", introspect_try}, {"userinfo", userinfo_try},
	    {"refresh", refresh_try}, {"revoke", revoke_try},
	    {"client_credentials", client_credentials_try},
	    {"device_authorization", start_device_try}, {"device_code", poll_device_try}};
	const struct client *app = rq->own;
	struct text wanted = form_get(rq->form, TEXT("action"));
	for (size_t i = 0; i < COUNT_OF(actions) && !client_is_stopped(app); i++) {
		if (!text_eq(wanted, text_of(actions[i].name)))
			continue;
		enum store_status status = note(rq, app, actions[i].name);
		return status == STORE_OK ? actions[i].run(rq, app)
					  : store_error_page(rq, status);
	}
	return respond_error_page(rq, 400, "errors.bad_request");
}
