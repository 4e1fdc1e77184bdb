/* How an app proves who it is, and where its codes may go. */
#include "portal/app_credentials.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "oauth/app_rules.h"
#include "oauth/client_auth.h"
#include "oauth/redirect_uri.h"
#include "portal/app_change.h"
#include "portal/app_form.h"
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "settings/settings.h"

static const struct form_field keys[] = {
    {"jwks", FORM_JSON},
    {"jwks_uri", FORM_TEXT},
    {"token_endpoint_auth_signing_alg", FORM_TEXT},
    {"tls_client_auth_subject_dn", FORM_TEXT},
    {"tls_client_auth_san_dns", FORM_TEXT},
    {"tls_client_auth_san_uri", FORM_TEXT},
    {"tls_client_auth_san_ip", FORM_TEXT},
    {"tls_client_auth_san_email", FORM_TEXT},
};

static json_t *
redirect_uris_json(struct request *rq, const struct client *app)
{
	json_t *list = json_array();
	for (size_t i = 0; i < app->redirect_uris.n; i++)
		json_array_append_new(
		    list, json_pack("{so so}", "uri", json_text(app->redirect_uris.at[i]),
			      "app_path", json_text(app_path(rq->arena, app))));
	return list;
}

static json_t *
methods_json(struct request *rq, struct text chosen)
{
	struct texts all = client_auth_methods(rq->arena);
	json_t *list = json_array();
	for (size_t i = 0; i < all.n; i++)
		json_array_append_new(
		    list, json_pack("{so so sb}", "method", json_text(all.at[i]), "label",
			      portal_word(rq, "auth_methods", all.at[i]), "chosen",
			      text_eq(all.at[i], chosen)));
	return list;
}

static void
put_auth(struct request *rq, json_t *data, const struct client *app,
    const struct credentials_page *p)
{
	CLEANUP(json) json_t *document = app_document(rq->arena, app);
	struct text method = app->auth_method;
	if (p->sent)
		method = form_get(rq->form, TEXT("token_endpoint_auth_method"));
	json_object_set_new(data, "methods", methods_json(rq, method));
	json_object_set_new(data, "keys",
	    app_form_json(rq, keys, COUNT_OF(keys), document, p->sent,
		p->sent ? &p->auth_fault : NULL));
	if (text_eq(p->auth_fault.pointer, TEXT("/token_endpoint_auth_method")))
		json_object_set_new(
		    data, "method_error", json_text(p->auth_fault.detail));
	json_object_set_new(data, "keys_open",
	    json_boolean(p->sent || !client_auth_has_secret(app->auth_method)));
}

const struct response *
credentials_page(
    struct request *rq, const struct client *app, const struct credentials_page *p)
{
	bool has_secret = client_auth_has_secret(app->auth_method);
	json_t *data = json_pack("{so so so sb sb so so sb}", "client_id",
	    json_text(app->client_id), "issuer", json_text(settings()->server.issuer),
	    "auth_method", json_text(app->auth_method), "confidential", has_secret,
	    "uses_redirect", texts_have(app->grant_types, TEXT("authorization_code")),
	    "redirect_uris", redirect_uris_json(rq, app), "redirect_uri",
	    field_json(rq, "redirect_uri", p->redirect_uri, p->redirect_uri_fault),
	    "has_fault",
	    p->fault || p->redirect_uri_fault || p->sent || p->secret.o.fault);
	put_secrets(rq, data, app, &p->secret);
	put_auth(rq, data, app, p);
	if (p->fault)
		json_object_set_new(data, "fault", portal_phrase(rq, p->fault));
	if (p->new_secret.n)
		json_object_set_new(data, "new_secret", json_text(p->new_secret));
	else
		json_object_set_new(data, "page",
		    json_text(arena_printf(rq->arena, "%.*s/credentials",
			TEXT_ARG(app_path(rq->arena, app)))));
	return app_tab(
	    rq, p->status ? p->status : 200, "developer_app_credentials", app, data);
}

const struct response *
show_credentials(struct request *rq)
{
	return credentials_page(rq, rq->own, &(struct credentials_page){0});
}

const struct response *
change_auth_method(struct request *rq)
{
	const struct client *app = rq->own;
	struct client after = *app;
	struct credentials_page p = {.sent = true, .status = 422};
	CLEANUP(json) json_t *document = app_document(rq->arena, app);
	json_object_set_new(document, "token_endpoint_auth_method",
	    json_text(form_get(rq->form, TEXT("token_endpoint_auth_method"))));
	if (!app_form_read(rq, keys, COUNT_OF(keys), document, &p.auth_fault) ||
	    !app_document_read(
		rq->arena, request_language(rq), document, &after, &p.auth_fault))
		return credentials_page(rq, app, &p);
	enum store_status status = app_replace(rq, app, &after, "app_changed");
	return status == STORE_OK ? back_to_tab(rq, app, "credentials")
				  : store_error_page(rq, status);
}

static const struct response *
save_uris(struct request *rq, struct texts uris, const char *event)
{
	const struct client *app = rq->own;
	struct client after = *app;
	after.redirect_uris = uris;
	enum store_status status = app_replace(rq, app, &after, event);
	return status == STORE_OK ? back_to_tab(rq, app, "credentials")
				  : store_error_page(rq, status);
}

static const struct response *
refuse_uri(struct request *rq, struct text uri, const char *fault)
{
	return credentials_page(rq, rq->own,
	    &(struct credentials_page){
		.redirect_uri = uri, .redirect_uri_fault = fault, .status = 422});
}

const struct response *
add_redirect_uri(struct request *rq)
{
	const struct client *app = rq->own;
	struct text uri = text_trim(form_get(rq->form, TEXT("redirect_uri")));
	const char *fault =
	    uri.n ? redirect_uri_fault(app->kind, uri) : "app.redirect_uri_missing";
	if (!fault && texts_have(app->redirect_uris, uri))
		fault = "app.redirect_uri_twice";
	if (!fault && app->redirect_uris.n >= APP_REDIRECT_URIS_MOST)
		fault = "app.redirect_uris_many";
	if (fault)
		return refuse_uri(rq, uri, fault);
	struct texts_builder list = texts_builder_new(rq->arena);
	for (size_t i = 0; i < app->redirect_uris.n; i++)
		texts_add(&list, app->redirect_uris.at[i]);
	texts_add(&list, uri);
	return save_uris(rq, texts_done(&list), "app_redirect_uri_added");
}

const struct response *
remove_redirect_uri(struct request *rq)
{
	const struct client *app = rq->own;
	struct text uri = form_get(rq->form, TEXT("redirect_uri"));
	struct texts_builder list = texts_builder_new(rq->arena);
	for (size_t i = 0; i < app->redirect_uris.n; i++)
		if (!text_eq(app->redirect_uris.at[i], uri))
			texts_add(&list, app->redirect_uris.at[i]);
	bool needed = texts_have(app->grant_types, TEXT("authorization_code"));
	if (list.n == 0 && needed)
		return refuse_uri(rq, NO_TEXT, "app.redirect_uri_last");
	return save_uris(rq, texts_done(&list), "app_redirect_uri_removed");
}

static const struct response *
refuse_secret(struct request *rq, const char *fault)
{
	return credentials_page(
	    rq, rq->own, &(struct credentials_page){.fault = fault, .status = 422});
}

const struct response *
add_secret(struct request *rq)
{
	struct client *app = rq->own;
	struct client_secret stored;
	struct secret_wish wish;
	struct credentials_page p = {.status = 422};
	struct text secret;
	if (!client_auth_has_secret(app->auth_method))
		return refuse_secret(rq, "app.public_secret");
	secret_form_read(rq, &p.secret, &wish);
	if (!outcome_is_done(p.secret.o))
		return credentials_page(rq, app, &p);
	enum store_status status = app_add_secret(rq, app, &wish, &stored, &secret);
	if (status == STORE_CONFLICT)
		return refuse_secret(rq, "app.two_secrets");
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, app->id, app);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	return credentials_page(
	    rq, app, &(struct credentials_page){.new_secret = secret, .status = 201});
}

const struct response *
remove_secret(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	/* Removed twice is removed. */
	enum store_status status = app_remove_secret(rq, rq->own, id);
	if (status == STORE_CONFLICT)
		return refuse_secret(rq, "app.last_secret");
	return status == STORE_OK ? back_to_tab(rq, rq->own, "credentials")
				  : store_error_page(rq, status);
}
