/* RFC 6749 4.1.1 with OIDC Core 3.1.2.1: what the app asks is checked here, once. */
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "identity/signin.h"
#include "oauth/authorization_response.h"
#include "oauth/endpoints.h"
#include "oauth/id_token_hint.h"
#include "oauth/interaction.h"
#include "oauth/parameters.h"
#include "oauth/pkce.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"

/* Faults in these are shown to the person: there is nowhere safe to redirect to. */
static const struct parameter where_to[] = {
    {"client_id", true, false, 200},
    {"redirect_uri", false, false, 2000},
};

static const struct parameter what[] = {
    {"response_type", true, false, 100},
    {"response_mode", false, false, 100},
    {"scope", false, false, 2000},
    {"state", false, false, 2000},
    {"nonce", false, false, 500},
    {"code_challenge", false, false, 200},
    {"code_challenge_method", false, false, 20},
    {"prompt", false, false, 100},
    {"max_age", false, false, 12},
    {"resource", false, false, 1000},
    {"login_hint", false, false, 254},
    {"ui_locales", false, false, 200},
    {"id_token_hint", false, false, 8000},
    {"request", false, false, 8000},
    {"request_uri", false, false, 2000},
};

const struct response *
read_authorization_request(struct request *rq)
{
	if (rq->method == METHOD_GET)
		return read_query(rq);
	const struct response *fault = read_form(rq);
	rq->parameters = rq->form;
	return fault;
}

static struct text
parameter(const struct request *rq, const char *name)
{
	return form_get(rq->parameters, text_of(name));
}

/* One sentence for all reasons: nobody learns whether the client exists. */
static const struct response *
refuse_client(struct request *rq)
{
	return respond_error_detail(rq, 400, "errors.client",
	    TEXT("there is no app of that client_id that may be answered at that "
		 "redirect_uri (both are compared character by character; redirect_uri "
		 "may be left out only if one is registered, and not with openid)"));
}

/* The client and where to send it answers: until both are known, errors are pages. */
static const struct response *
find_client(struct request *rq, struct client *client, struct ticket *t)
{
	struct uuid id;
	enum store_status status = STORE_NONE;
	const char *fault =
	    parameters_check(rq->arena, where_to, COUNT_OF(where_to), rq->parameters);
	if (fault)
		return respond_error_detail(rq, 400, "errors.client", text_of(fault));
	if (uuid_parse(parameter(rq, "client_id"), &id))
		status = client_by_id(rq->db, rq->arena, id, client);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	if (status == STORE_NONE || client->suspended_at)
		return refuse_client(rq);
	t->client_id = client->id;
	t->redirect_uri = parameter(rq, "redirect_uri");
	t->redirect_uri_given = t->redirect_uri.n != 0;
	if (t->redirect_uri_given)
		return redirect_uri_matches(client->redirect_uris, t->redirect_uri)
			   ? NULL
			   : refuse_client(rq);
	struct texts scopes;
	bool openid = scope_parse(rq->arena, parameter(rq, "scope"), &scopes) &&
		      texts_have(scopes, TEXT("openid"));
	if (client->redirect_uris.n != 1 || openid)
		return refuse_client(rq);
	t->redirect_uri = client->redirect_uris.at[0];
	return NULL;
}

static bool
read_prompt(struct text words, unsigned *out)
{
	static const struct {
		struct text name;
		enum prompt value;
	} prompts[] = {{TEXT_INIT("none"), PROMPT_NONE},
	    {TEXT_INIT("login"), PROMPT_LOGIN}, {TEXT_INIT("consent"), PROMPT_CONSENT},
	    {TEXT_INIT("select_account"), PROMPT_SELECT_ACCOUNT},
	    {TEXT_INIT("create"), PROMPT_CREATE}};
	struct text word;
	*out = 0;
	while (text_next(&words, ' ', &word)) {
		unsigned value = 0;
		for (size_t i = 0; i < COUNT_OF(prompts); i++)
			if (text_eq(prompts[i].name, word))
				value = prompts[i].value;
		if (word.n && !value)
			return false;
		*out |= value;
	}
	/* none goes with nothing else (OIDC Core 3.1.2.1). */
	return !(*out & PROMPT_NONE) || *out == PROMPT_NONE;
}

static bool
read_mode(struct text mode, enum response_mode *out)
{
	*out = text_eq(mode, TEXT("form_post")) ? MODE_FORM_POST : MODE_QUERY;
	return !mode.n || text_eq(mode, TEXT("query")) || *out == MODE_FORM_POST;
}

/* NULL, or what is wrong with the request in itself, with its error code. */
static const char *
read_request(struct request *rq, struct ticket *t, enum oauth_error_code *code)
{
	uint64_t seconds = 0;
	*code = INVALID_REQUEST;
	/* The mode first: it says how this very answer goes back. */
	if (!read_mode(parameter(rq, "response_mode"), &t->mode))
		return "response_mode is query or form_post";
	const char *fault =
	    parameters_check(rq->arena, what, COUNT_OF(what), rq->parameters);
	if (fault)
		return fault;
	if (parameter(rq, "request").n) {
		*code = REQUEST_NOT_SUPPORTED;
		return "request objects are not supported";
	}
	if (parameter(rq, "request_uri").n) {
		*code = REQUEST_URI_NOT_SUPPORTED;
		return "request_uri is not supported";
	}
	if (!text_eq(parameter(rq, "response_type"), TEXT("code"))) {
		*code = UNSUPPORTED_RESPONSE_TYPE;
		return "response_type is code";
	}
	t->code_challenge = parameter(rq, "code_challenge");
	if (!t->code_challenge.n)
		return "code_challenge is missing: PKCE is required of every app";
	if (!text_eq(parameter(rq, "code_challenge_method"), TEXT("S256")))
		return "code_challenge_method must be S256";
	if (!pkce_challenge_valid(t->code_challenge))
		return "code_challenge must be the 43 characters that S256 makes";
	if (!read_prompt(parameter(rq, "prompt"), &t->prompt))
		return "prompt has an unknown value, or none with another one";
	t->max_age = -1;
	if (parameter(rq, "max_age").n) {
		if (!text_to_u64(parameter(rq, "max_age"), &seconds) ||
		    seconds > INT32_MAX)
			return "max_age is a number of seconds";
		t->max_age = (int64_t)seconds;
	}
	return NULL;
}

static const struct response *
read_hint(struct request *rq, struct ticket *t)
{
	struct text hint = parameter(rq, "id_token_hint");
	if (!hint.n)
		return NULL;
	enum store_status status =
	    id_token_hint_read(rq->db, rq->arena, hint, &t->expected);
	if (status == STORE_OK)
		return NULL;
	if (status == STORE_NONE)
		return authorization_error(rq, t, INVALID_REQUEST,
		    "id_token_hint is not an ID token of this server");
	return authorization_error(rq, t, TEMPORARILY_UNAVAILABLE,
	    "the database is away; try again in a moment");
}

static const struct response *
resolve_scopes(struct request *rq, const struct client *client, struct ticket *t)
{
	struct scope_request q = {
	    .resource_uri = parameter(rq, "resource"), .approved = client->scopes};
	struct scope_answer answer;
	if (!scope_parse(rq->arena, parameter(rq, "scope"), &q.asked))
		return authorization_error(
		    rq, t, INVALID_SCOPE, "scope has characters that no scope may have");
	enum store_status status = scope_resolve(rq->db, rq->arena, &q, &answer);
	if (status == STORE_AWAY)
		return authorization_error(rq, t, TEMPORARILY_UNAVAILABLE,
		    "the database is away; try again in a moment");
	if (status != STORE_OK)
		return authorization_error(rq, t, SERVER_ERROR, "the server has failed");
	if (answer.error)
		return authorization_error(
		    rq, t, (enum oauth_error_code)answer.code, answer.error);
	t->scopes = answer.scopes;
	if (answer.resource)
		t->resource_id = answer.resource->id;
	return NULL;
}

/* A person's browser sends no cookie with a POST from another site (SameSite=Lax), so a
 * request by POST goes on by GET. */
static const struct response *
go_on_by_get(struct request *rq, struct ticket *t)
{
	struct builder b = builder_new(rq->arena, 2048);
	build_text(&b, TEXT("/consent"));
	build_query(&b, TEXT("ticket"), ticket_make(rq->arena, t));
	carry_language(rq, &b);
	return respond_redirect(rq, builder_text(&b));
}

const struct response *
answer_authorize(struct request *rq)
{
	struct client *client = ARENA_NEW(rq->arena, struct client);
	struct ticket t = {.created_at = clock_now()};
	enum oauth_error_code code;
	const struct response *refused = find_client(rq, client, &t);
	if (refused)
		return refused;
	t.state = parameter(rq, "state");
	t.nonce = parameter(rq, "nonce");
	t.login_hint = parameter(rq, "login_hint");
	const char *fault = read_request(rq, &t, &code);
	if (fault)
		return authorization_error(rq, &t, code, fault);
	if (!texts_have(client->grant_types, TEXT("authorization_code")))
		return authorization_error(rq, &t, UNAUTHORIZED_CLIENT,
		    "this app is not registered for the authorization_code grant");
	refused = read_hint(rq, &t);
	if (!refused)
		refused = resolve_scopes(rq, client, &t);
	if (refused)
		return refused;
	if (rq->session)
		t.session_then = rq->session->id;
	if (rq->method == METHOD_POST)
		return go_on_by_get(rq, &t);
	return interact(rq, client, &t);
}
