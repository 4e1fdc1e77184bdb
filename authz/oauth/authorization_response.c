#include "oauth/authorization_response.h"

#include "base/cleanup.h"
#include "identity/signin.h"
#include "oauth/acr.h"
#include "oauth/app_error.h"
#include "oauth/code.h"
#include "oauth/redirect_uri.h"
#include "oauth/signed_response.h"
#include "settings/settings.h"

/* A fragment never stands in a registered URI, so the query can go to its end. */
static const struct response *
by_query(struct request *rq, const struct ticket *t, const struct field *fields, size_t n)
{
	struct builder b = builder_new(rq->arena, 2048);
	build_text(&b, t->redirect_uri);
	for (size_t i = 0; i < n; i++)
		if (fields[i].value.n)
			build_query(&b, fields[i].name, fields[i].value);
	struct response *rs = respond_redirect(rq, builder_text(&b));
	response_header(rq, rs, TEXT("Referrer-Policy"), TEXT("no-referrer"));
	return rs;
}

/* OAuth 2.0 Form Post Response Mode 2. */
static const struct response *
by_form(struct request *rq, const struct ticket *t, const struct field *fields, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		if (fields[i].value.n)
			json_array_append_new(
			    list, json_pack("{so so}", "name", json_text(fields[i].name),
				      "value", json_text(fields[i].value)));
	struct text title = TEXT("consent.back_title");
	json_t *data = json_pack("{so so so sb}", "title",
	    json_text(phrase(rq->arena, request_language(rq), title, NULL)),
	    "redirect_uri", json_text(t->redirect_uri), "fields", list, "form_post",
	    true);
	return respond_page_leading_to(rq, 200, "form_post", data,
	    redirect_uri_form_action(rq->arena, t->redirect_uri));
}

/* How an answer travels, and whether in a signed JWT (JARM 2.3). */
static const struct {
	struct text name;
	const struct response *(*send)(struct request *rq, const struct ticket *t,
	    const struct field *fields, size_t n);
	bool as_jwt;
} modes[RESPONSE_MODES] = {
    [MODE_QUERY] = {TEXT_INIT("query"), by_query, false},
    [MODE_FORM_POST] = {TEXT_INIT("form_post"), by_form, false},
    [MODE_JWT] = {TEXT_INIT("jwt"), by_query, true},
    [MODE_QUERY_JWT] = {TEXT_INIT("query.jwt"), by_query, true},
    [MODE_FORM_POST_JWT] = {TEXT_INIT("form_post.jwt"), by_form, true},
};

bool
response_mode_read(struct text name, enum response_mode *out)
{
	*out = MODE_QUERY;
	for (int i = 0; i < RESPONSE_MODES; i++) {
		if (!text_eq(modes[i].name, name))
			continue;
		*out = (enum response_mode)i;
		return true;
	}
	return !name.n;
}

struct texts
response_mode_names(struct arena *a)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < RESPONSE_MODES; i++)
		texts_add(&list, modes[i].name);
	return texts_done(&list);
}

static const struct response *
send(struct request *rq, const struct ticket *t, const struct field *fields, size_t n)
{
	struct field *answer = ARENA_NEW(rq->arena, struct field);
	if (!modes[t->mode].as_jwt)
		return modes[t->mode].send(rq, t, fields, n);
	answer->name = TEXT("response");
	enum store_status status =
	    signed_response(rq, t->client_id, fields, n, &answer->value);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	return modes[t->mode].send(rq, t, answer, 1);
}

const struct response *
authorization_error(struct request *rq, const struct ticket *t,
    enum oauth_error_code code, const char *sentence)
{
	const struct field fields[] = {
	    {TEXT("error"), text_of(oauth_errors[code].code)},
	    {TEXT("error_description"), text_of(sentence)},
	    {TEXT("error_uri"),
		app_error_note_authorization(rq, t->client_id, code, sentence)},
	    {TEXT("state"), t->state},
	    {TEXT("iss"), settings()->server.issuer},
	};
	return send(rq, t, fields, COUNT_OF(fields));
}

const struct response *
authorization_code(struct request *rq, const struct ticket *t, struct texts scopes)
{
	struct code code = {.client_id = t->client_id,
	    .user_id = rq->user->id,
	    .session_id = rq->session->id,
	    .resource_id = t->resource_id,
	    .redirect_uri = t->redirect_uri_given ? t->redirect_uri : NO_TEXT,
	    .code_challenge = t->code_challenge,
	    .nonce = t->nonce,
	    .scopes = scopes,
	    .amr = rq->session->amr,
	    .auth_time = rq->session->auth_time,
	    .extras = t->extras};
	/* Without a wish, what the methods come to is told (acr_of). */
	if (t->acr_values.n)
		code.extras.acr = acr_of(rq->session->amr, t->acr_values);
	const struct field fields[] = {
	    {TEXT("code"), code_make(rq->arena, &code)},
	    {TEXT("state"), t->state},
	    {TEXT("iss"), settings()->server.issuer},
	};
	return send(rq, t, fields, COUNT_OF(fields));
}
