#include "oauth/authorization_request.h"

#include "base/cleanup.h"
#include "oauth/authorization_details.h"
#include "oauth/authorization_response.h"
#include "oauth/claims_request.h"
#include "oauth/explain.h"
#include "oauth/id_token_hint.h"
#include "oauth/parameters.h"
#include "oauth/pkce.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"
#include "oauth/scope_asked.h"
#include "oauth/subject.h"
#include "oauth/try_ticket.h"
#include "settings/settings.h"

/* Faults in these can't go back by redirect: there is nowhere safe to redirect to. */
static const struct parameter where_to[] = {
    {"client_id", false, false, 500},
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
    {"resource", false, true, 1000},
    {"authorization_details", false, false, 4096},
    {"login_hint", false, false, 254},
    {"ui_locales", false, false, 200},
    {"id_token_hint", false, false, 8000},
    {"dpop_jkt", false, false, 200},
    {"claims", false, false, 4000},
    {"acr_values", false, false, 500},
    {"request_uri", false, false, 2000},
};

struct text
authorization_parameter(const struct request *rq, const char *name)
{
	return form_get(rq->parameters, text_of(name));
}

const char *
authorization_where_to_fault(struct request *rq)
{
	return parameters_check(rq->arena, where_to, COUNT_OF(where_to), rq->parameters);
}

static bool
refuse_redirect_uri(struct request *rq, const struct client *client, struct text sent)
{
	explain_fact(
	    because(rq, WHY_REDIRECT_URI), "redirect_uri", sent, client->redirect_uris);
	return false;
}

bool
authorization_redirect_uri(
    struct request *rq, const struct client *client, struct ticket *t)
{
	struct texts scopes;
	t->client_id = client->id;
	t->redirect_uri = authorization_parameter(rq, "redirect_uri");
	t->redirect_uri_given = t->redirect_uri.n != 0;
	if (t->redirect_uri_given &&
	    (redirect_uri_matches(client->redirect_uris, t->redirect_uri) ||
		try_allows(rq, client->id, t->redirect_uri,
		    authorization_parameter(rq, "state"))))
		return true;
	if (t->redirect_uri_given)
		return refuse_redirect_uri(rq, client, t->redirect_uri);
	bool openid =
	    scope_parse(rq->arena, authorization_parameter(rq, "scope"), &scopes) &&
	    texts_have(scopes, TEXT("openid"));
	/* FAPI 2.0 Security Profile 5.3.2.2 has it always sent. */
	if (client->redirect_uris.n != 1 || openid || client->metadata.fapi2)
		return refuse_redirect_uri(rq, client, NO_TEXT);
	t->redirect_uri = client->redirect_uris.at[0];
	return true;
}

static const struct {
	struct text name;
	enum prompt value;
} prompts[] = {{TEXT_INIT("none"), PROMPT_NONE}, {TEXT_INIT("login"), PROMPT_LOGIN},
    {TEXT_INIT("consent"), PROMPT_CONSENT},
    {TEXT_INIT("select_account"), PROMPT_SELECT_ACCOUNT},
    {TEXT_INIT("create"), PROMPT_CREATE}};

/* Initiating User Registration 4: where nobody may make an account, create is unknown. */
static bool
is_offered(enum prompt value)
{
	return value != PROMPT_CREATE || settings()->login.signup;
}

struct texts
authorization_prompts(struct arena *a)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < COUNT_OF(prompts); i++)
		if (is_offered(prompts[i].value))
			texts_add(&list, prompts[i].name);
	return texts_done(&list);
}

static bool
read_prompt(struct text words, unsigned *out)
{
	struct text word;
	*out = 0;
	while (text_next(&words, ' ', &word)) {
		unsigned value = 0;
		for (size_t i = 0; i < COUNT_OF(prompts); i++)
			if (text_eq(prompts[i].name, word) &&
			    is_offered(prompts[i].value))
				value = prompts[i].value;
		if (word.n && !value)
			return false;
		*out |= value;
	}
	/* none goes with nothing else (OIDC Core 3.1.2.1). */
	return !(*out & PROMPT_NONE) || *out == PROMPT_NONE;
}

bool
authorization_answer_read(struct request *rq, struct ticket *t)
{
	t->state = authorization_parameter(rq, "state");
	return response_mode_read(authorization_parameter(rq, "response_mode"), &t->mode);
}

static const char *
read_max_age(struct request *rq, const struct client *client, struct ticket *t)
{
	struct text given = authorization_parameter(rq, "max_age");
	uint64_t seconds = 0;
	t->max_age = client->metadata.default_max_age.given
			 ? client->metadata.default_max_age.value
			 : -1;
	if (!given.n)
		return NULL;
	if (!text_to_u64(given, &seconds) || seconds > INT32_MAX)
		return "max_age is a number of seconds";
	t->max_age = (int64_t)seconds;
	return NULL;
}

/* RFC 7636 4.3, of every app but those that an operator has exempted. */
static const char *
read_challenge(struct request *rq, const struct client *client, struct ticket *t)
{
	struct text method = authorization_parameter(rq, "code_challenge_method");
	t->code_challenge = authorization_parameter(rq, "code_challenge");
	if (!t->code_challenge.n && !method.n && client->metadata.pkce_optional)
		return NULL;
	because(rq, WHY_PKCE_MISSING);
	if (!t->code_challenge.n)
		return "code_challenge is missing: PKCE is required of every app";
	if (!text_eq(method, TEXT("S256"))) {
		explain_pair(because(rq, WHY_PKCE_METHOD), "code_challenge_method",
		    method, TEXT("S256"));
		return "code_challenge_method must be S256";
	}
	because(rq, WHY_PKCE_CHALLENGE);
	if (!pkce_challenge_valid(t->code_challenge))
		return "code_challenge must be the 43 characters that S256 makes";
	because(rq, WHY_UNSAID);
	return NULL;
}

/* NULL, or what is wrong with the request in itself, with its error code. */
static const char *
read_request(struct request *rq, const struct client *client, struct ticket *t,
    enum oauth_error_code *code)
{
	*code = INVALID_REQUEST;
	/* The mode first: it says how this very answer goes back. */
	if (!authorization_answer_read(rq, t)) {
		explain_fact(because(rq, WHY_RESPONSE_MODE), "response_mode",
		    authorization_parameter(rq, "response_mode"),
		    response_mode_names(rq->arena));
		return "response_mode is one of response_modes_supported of the metadata";
	}
	const char *fault =
	    parameters_check(rq->arena, what, COUNT_OF(what), rq->parameters);
	if (fault)
		because(rq, WHY_PARAMETER);
	if (fault)
		return fault;
	if (authorization_parameter(rq, "request_uri").n) {
		*code = REQUEST_URI_NOT_SUPPORTED;
		return "the only request_uri is that of a request pushed here (RFC 9126)";
	}
	if (!text_eq(authorization_parameter(rq, "response_type"), TEXT("code"))) {
		*code = UNSUPPORTED_RESPONSE_TYPE;
		explain_pair(because(rq, WHY_RESPONSE_TYPE), "response_type",
		    authorization_parameter(rq, "response_type"), TEXT("code"));
		return "response_type is code";
	}
	fault = read_challenge(rq, client, t);
	if (fault)
		return fault;
	t->extras.cnf_jkt = authorization_parameter(rq, "dpop_jkt");
	if (t->extras.cnf_jkt.n && !pkce_challenge_valid(t->extras.cnf_jkt))
		return "dpop_jkt must be the SHA-256 thumbprint of a key in base64url";
	if (!read_prompt(authorization_parameter(rq, "prompt"), &t->prompt)) {
		because(rq, WHY_PROMPT);
		return "prompt has an unknown value, or none with another one";
	}
	t->acr_values = client->metadata.default_acr_values;
	if (authorization_parameter(rq, "acr_values").n)
		t->acr_values = texts_split(
		    rq->arena, authorization_parameter(rq, "acr_values"), ' ');
	return read_max_age(rq, client, t);
}

/* What the store's failures are called in an answer to the app. */
static const char *
store_fault(enum store_status status, enum oauth_error_code *code)
{
	*code = status == STORE_AWAY ? TEMPORARILY_UNAVAILABLE : SERVER_ERROR;
	return status == STORE_AWAY ? "the database is away; try again in a moment"
				    : "the server has failed";
}

static const char *
read_hint(struct request *rq, struct ticket *t, enum oauth_error_code *code)
{
	struct text hint = authorization_parameter(rq, "id_token_hint");
	if (!hint.n)
		return NULL;
	struct id_token_hint read;
	enum store_status status = id_token_hint_read(rq->db, rq->arena, hint, &read);
	t->expected = read.user_id;
	if (status == STORE_OK)
		return NULL;
	if (status != STORE_NONE)
		return store_fault(status, code);
	*code = INVALID_REQUEST;
	return "id_token_hint is not an ID token of this server";
}

/* 5.5.1: nobody else than the one whom the app means will do. */
static const char *
expect_subject(struct request *rq, const struct client *client, struct text subject,
    struct ticket *t, enum oauth_error_code *code)
{
	struct uuid user_id;
	enum store_status status =
	    subject_find(rq->db, rq->arena, client, subject, &user_id);
	if (status != STORE_OK && status != STORE_NONE)
		return store_fault(status, code);
	*code = LOGIN_REQUIRED;
	if (status == STORE_NONE)
		return "claims names a sub that nobody has";
	if (!uuid_is_nil(t->expected) && !uuid_eq(t->expected, user_id))
		return "claims and id_token_hint name different people";
	t->expected = user_id;
	return NULL;
}

/* Claims are the person's to allow by scope, and an app's to have by scope. */
static const char *
read_claims(struct request *rq, const struct client *client, struct ticket *t,
    enum oauth_error_code *code)
{
	struct claims_request r;
	struct text sent = authorization_parameter(rq, "claims");
	if (!sent.n || !texts_have(t->scopes, TEXT("openid")))
		return NULL;
	const char *fault = claims_request_read(rq->arena, sent, &r);
	if (fault)
		return fault;
	claims_request_narrow(rq->arena, &r, client->scopes);
	t->extras.claims = claims_request_keep(rq->arena, &r);
	if (r.acr_values.n)
		t->acr_values = r.acr_values;
	t->acr_essential = r.acr_essential && r.acr_values.n;
	return r.subject.n ? expect_subject(rq, client, r.subject, t, code) : NULL;
}

/* RFC 9396 3: what is asked for beyond scopes, and with them for which API. */
static const char *
read_details(struct request *rq, const struct client *client, struct ticket *t,
    struct scope_request *q, enum oauth_error_code *code)
{
	struct authorization_details details;
	const char *fault;
	struct text sent = authorization_parameter(rq, "authorization_details");
	if (!sent.n)
		return NULL;
	enum store_status status =
	    authorization_details_read(rq->db, rq->arena, client, sent, &details, &fault);
	if (status != STORE_OK)
		return store_fault(status, code);
	*code = INVALID_AUTHORIZATION_DETAILS;
	if (fault)
		return fault;
	t->extras.authorization_details = details.json;
	q->no_default = true;
	if (!q->resource_uri.n)
		q->resource_uri = details.resource_uri;
	*code = INVALID_SCOPE;
	return NULL;
}

static const char *
check_details(struct request *rq, const struct ticket *t,
    const struct scope_answer *answer, enum oauth_error_code *code)
{
	struct text kept, granted = t->extras.authorization_details;
	if (!granted.n)
		return NULL;
	enum store_status status = authorization_details_for(
	    rq->db, rq->arena, granted, scope_answer_uris(rq->arena, answer), &kept);
	if (status != STORE_OK)
		return store_fault(status, code);
	*code = INVALID_AUTHORIZATION_DETAILS;
	return text_eq(kept, granted) ? NULL : details_elsewhere;
}

static const char *
resolve_scopes(struct request *rq, const struct client *client, struct ticket *t,
    enum oauth_error_code *code)
{
	struct texts resources = form_all(rq->arena, rq->parameters, TEXT("resource"));
	struct scope_request q = {.approved = client->scopes};
	scope_request_resources(&q, resources);
	struct scope_answer answer;
	*code = INVALID_SCOPE;
	if (!scope_parse(rq->arena, authorization_parameter(rq, "scope"), &q.asked))
		return "scope has characters that no scope may have";
	const char *fault = read_details(rq, client, t, &q, code);
	if (fault)
		return fault;
	enum store_status status = scope_resolve(rq->db, rq->arena, &q, &answer);
	if (status != STORE_OK)
		return store_fault(status, code);
	if (answer.error) {
		explain_scopes(rq, &q, &answer);
		*code = (enum oauth_error_code)answer.code;
		return answer.error;
	}
	t->scopes = answer.scopes;
	if (answer.resource)
		t->resource_id = answer.resource->id;
	t->extras.resources = answer.more_resources;
	return check_details(rq, t, &answer, code);
}

const char *
authorization_request_read(struct request *rq, const struct client *client,
    struct ticket *t, enum oauth_error_code *code)
{
	t->nonce = authorization_parameter(rq, "nonce");
	t->login_hint = authorization_parameter(rq, "login_hint");
	const char *fault = read_request(rq, client, t, code);
	if (fault)
		return fault;
	if (!texts_have(client->grant_types, TEXT("authorization_code"))) {
		*code = UNAUTHORIZED_CLIENT;
		explain_fact(because(rq, WHY_GRANT_TYPE), "grant_type",
		    TEXT("authorization_code"), client->grant_types);
		return "this app is not registered for the authorization_code grant";
	}
	fault = read_hint(rq, t, code);
	if (!fault)
		fault = resolve_scopes(rq, client, t, code);
	if (fault)
		return fault;
	*code = INVALID_REQUEST;
	return read_claims(rq, client, t, code);
}

static void
build_all(
    const struct request *rq, const struct parameter *table, size_t n, struct builder *b)
{
	for (size_t i = 0; i < n; i++) {
		struct text name = text_of(table[i].name);
		struct texts values = form_all(rq->arena, rq->parameters, name);
		for (size_t k = 0; k < values.n; k++) {
			if (b->n)
				build_char(b, '&');
			build_text(b, name);
			build_char(b, '=');
			build_percent(b, values.at[k]);
		}
	}
}

void
authorization_request_build(const struct request *rq, struct builder *b)
{
	build_all(rq, where_to, COUNT_OF(where_to), b);
	build_all(rq, what, COUNT_OF(what), b);
}
