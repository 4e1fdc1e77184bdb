/* What an app says of itself, the finer settings of the protocol, and its end. */
#include "portal/app_settings.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "oauth/client_auth.h"
#include "portal/app_change.h"
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/own.h"

static const struct form_field details[] = {
    {"client_name", FORM_TEXT, "portal.name"},
    {"description", FORM_PARAGRAPH, "portal.description"},
    {"client_uri", FORM_TEXT, "portal.homepage"},
    {"policy_uri", FORM_TEXT, "portal.policy_uri"},
    {"tos_uri", FORM_TEXT, "portal.tos_uri"},
    {"contacts", FORM_LINES, "portal.contacts"},
};

static const struct form_field advanced[] = {
    {"grant_types", FORM_LINES},
    {"post_logout_redirect_uris", FORM_LINES},
    {"backchannel_logout_uri", FORM_TEXT},
    {"backchannel_logout_session_required", FORM_FLAG},
    {"initiate_login_uri", FORM_TEXT},
    {"subject_type", FORM_TEXT},
    {"sector_identifier_uri", FORM_TEXT},
    {"default_max_age", FORM_NUMBER},
    {"access_token_lifetime", FORM_NUMBER},
    {"refresh_token_lifetime", FORM_NUMBER},
    {"require_auth_time", FORM_FLAG},
    {"default_acr_values", FORM_LINES},
    {"dpop_bound_access_tokens", FORM_FLAG},
    {"tls_client_certificate_bound_access_tokens", FORM_FLAG},
    {"require_pushed_authorization_requests", FORM_FLAG},
    {"require_signed_request_object", FORM_FLAG},
    {"request_object_signing_alg", FORM_TEXT},
    {"request_uris", FORM_LINES},
    {"authorization_signed_response_alg", FORM_TEXT},
    {"id_token_signed_response_alg", FORM_TEXT},
    {"userinfo_signed_response_alg", FORM_TEXT},
    {"introspection_signed_response_alg", FORM_TEXT},
};

static json_t *
form_json(struct request *rq, const struct form_field *fields, size_t n,
    const json_t *document, const struct settings_page *p)
{
	bool sent = p->sent == fields;
	return app_form_json(rq, fields, n, document, sent, sent ? &p->fault : NULL);
}

const struct response *
settings_page(struct request *rq, const struct settings_page *p)
{
	const struct client *app = rq->own;
	CLEANUP(json) json_t *document = app_document(rq->arena, app);
	bool bad = p->sent || p->confirmation_fault || p->logo_fault;
	json_t *data = json_pack("{so so so so sb sb sb so}", "details",
	    form_json(rq, details, COUNT_OF(details), document, p), "advanced",
	    form_json(rq, advanced, COUNT_OF(advanced), document, p), "confirmation",
	    field_json(rq, "confirmation", p->confirmation, p->confirmation_fault),
	    "kind", portal_word(rq, "portal.kind", app_kind_name(app->kind)), "has_fault",
	    bad, "advanced_open", p->sent == advanced, "owner",
	    own_role(rq) == TEAM_OWNER, "page",
	    json_text(arena_printf(
		rq->arena, "%.*s/settings", TEXT_ARG(app_path(rq->arena, app)))));
	json_object_set_new(data, "has_logo", json_boolean(app->logo.n > 0));
	if (p->logo_fault)
		json_object_set_new(data, "logo_fault", portal_phrase(rq, p->logo_fault));
	return app_tab(rq, bad ? 422 : 200, "developer_app_settings", app, data);
}

const struct response *
show_settings(struct request *rq)
{
	return settings_page(rq, &(struct settings_page){0});
}

static const struct response *
change(struct request *rq, const struct form_field *fields, size_t n)
{
	const struct client *app = rq->own;
	struct client after = *app;
	struct settings_page p = {.sent = fields};
	CLEANUP(json) json_t *document = app_document(rq->arena, app);
	if (!app_form_read(rq, fields, n, document, &p.fault) ||
	    !app_document_read(
		rq->arena, request_language(rq), document, &after, &p.fault))
		return settings_page(rq, &p);
	enum store_status status = app_replace(rq, app, &after, "app_changed");
	return status == STORE_OK ? back_to_tab(rq, app, "settings")
				  : store_error_page(rq, status);
}

const struct response *
change_details(struct request *rq)
{
	return change(rq, details, COUNT_OF(details));
}

const struct response *
change_advanced(struct request *rq)
{
	return change(rq, advanced, COUNT_OF(advanced));
}

const struct response *
delete_app(struct request *rq)
{
	const struct client *app = rq->own;
	struct text typed = text_trim(form_get(rq->form, TEXT("confirmation")));
	if (!text_eq(typed, app->name))
		return settings_page(
		    rq, &(struct settings_page){.confirmation = typed,
			    .confirmation_fault = "app.confirmation_differs"});
	enum store_status status = app_delete(rq, app);
	return status == STORE_OK ? respond_redirect(rq, TEXT("/developer?deleted=1"))
				  : store_error_page(rq, status);
}
