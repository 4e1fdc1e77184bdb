#include "routes.h"

#include "account/endpoints.h"
#include "admin/endpoints.h"
#include "api/api.h"
#include "base/cleanup.h"
#include "html/page.h"
#include "identity/endpoints.h"
#include "identity/signin.h"
#include "image/image.h"
#include "oauth/access_token.h"
#include "oauth/client_auth.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/problem.h"
#include "oauth/sender.h"
#include "oidc/endpoints.h"
#include "ops/ops.h"
#include "portal/endpoints.h"
#include "settings/settings.h"

#define STEPS(name, ...) static const step name[] = {__VA_ARGS__, NULL}

/* The protocol. */
STEPS(metadata, answer_metadata);

/* RFC 8414 3.1: the issuer's path stands behind the well-known part. */
static const struct response *
require_issuer_path(struct request *rq)
{
	struct text base = settings()->server.base_path;
	struct text front = text_part(rq->path, 0, rq->path.n - base.n);
	bool known = text_eq(front, TEXT("/.well-known/oauth-authorization-server")) ||
		     text_eq(front, TEXT("/.well-known/openid-configuration"));
	if (base.n && text_ends(rq->path, base) && known)
		return NULL;
	return routes_answer_error(
	    rq, &(struct error_answer){404, ERRORS_OAUTH, "there is nothing here"});
}
STEPS(metadata_of_path, require_issuer_path, answer_metadata);
STEPS(jwks, answer_jwks);
STEPS(status_list, answer_status_list);
STEPS(protected_resource, read_query, answer_protected_resource);
STEPS(authorize, no_store, read_authorization_request, load_session, answer_authorize);
STEPS(par, no_store, read_form, authenticate_client, pace_public_client, prove_sender,
    answer_push);
STEPS(token, no_store, read_form, authenticate_client, prove_sender, require_bound,
    run_grant, add_id_token, answer_token);
STEPS(introspect, no_store, read_form, authenticate_client, require_confidential,
    require_resource_server, answer_introspection);
STEPS(revoke, no_store, read_form, authenticate_client, answer_revocation);
STEPS(registration, no_store, register_client);
STEPS(own_registration, no_store, require_registration, show_registration);
STEPS(own_registration_put, no_store, require_registration, replace_registration);
STEPS(own_registration_delete, no_store, require_registration, remove_registration);
STEPS(check, no_store, read_query, require_bearer_of_gateway, answer_check);
STEPS(userinfo, no_store, require_bearer, answer_userinfo);
STEPS(userinfo_form, no_store, read_userinfo_form, require_bearer, answer_userinfo);

STEPS(device_authorization, no_store, read_form, authenticate_client, pace_public_client,
    answer_device_authorization);
STEPS(backchannel_authentication, no_store, read_form, authenticate_client,
    require_confidential, answer_backchannel_authentication);
STEPS(device_qr, no_store, read_query, answer_device_qr);

/* People. */
STEPS(consent, no_store, read_query, load_session, continue_authorize);
STEPS(consent_form, no_store, read_query, read_form, load_session, check_csrf,
    decide_consent);
STEPS(select_account, no_store, read_form, load_session, check_csrf, choose_account);
STEPS(login, no_store, read_query, load_session, describe_asking_app, show_login);
STEPS(login_form, no_store, read_query, read_form, load_session, check_csrf,
    describe_asking_app, sign_in);
STEPS(signup, no_store, read_query, load_session, describe_asking_app, show_signup);
STEPS(signup_form, no_store, read_query, read_form, load_session, check_csrf,
    describe_asking_app, sign_up);
STEPS(verify_page, no_store, read_query, load_session, return_by_link,
    describe_asking_app, show_verify);
STEPS(verify_form, no_store, read_query, read_form, load_session, check_csrf,
    return_by_link, describe_asking_app, verify);
STEPS(forgot, no_store, read_query, load_session, show_forgot);
STEPS(forgot_form, no_store, read_query, read_form, load_session, check_csrf,
    send_reset_link);
STEPS(reset, no_store, read_query, load_session, show_reset);
STEPS(reset_form, no_store, read_query, read_form, load_session, check_csrf,
    reset_password);
STEPS(dev_mails, no_store, read_query, load_session, show_dev_mails);
STEPS(device, no_store, read_query, load_session, show_device);
STEPS(device_form, no_store, read_form, load_session, check_csrf, enter_user_code);
STEPS(device_request, no_store, read_query, load_session, require_session,
    show_device_request);
STEPS(device_request_form, no_store, read_form, load_session, require_session, check_csrf,
    decide_device);
STEPS(device_done, no_store, read_query, load_session, show_device_done);
STEPS(logout_request, no_store, read_logout_request, answer_logout_request);
STEPS(logout, no_store, read_query, load_session, show_logout);
STEPS(
    logout_form, no_store, read_form, load_session, check_csrf, decide_logout, sign_out);
#define ACCOUNT_PAGE no_store, read_query, load_session, require_session
#define ACCOUNT_FORM no_store, read_form, load_session, require_session, check_csrf
STEPS(account, ACCOUNT_PAGE, show_account);
STEPS(account_end, ACCOUNT_FORM, end_app);
STEPS(account_app, ACCOUNT_PAGE, show_allowed_app);
STEPS(account_app_scopes, ACCOUNT_FORM, narrow_app);
STEPS(account_history, ACCOUNT_PAGE, show_history);
STEPS(account_sessions, ACCOUNT_PAGE, show_sessions);
STEPS(account_session_end, ACCOUNT_FORM, end_one_session);
STEPS(account_sessions_end, ACCOUNT_FORM, end_other_sessions);

STEPS(account_profile, ACCOUNT_PAGE, show_profile);
STEPS(account_profile_form, ACCOUNT_FORM, change_profile);
STEPS(account_data, ACCOUNT_PAGE, show_data);
STEPS(account_export, ACCOUNT_PAGE, export_data);
STEPS(account_delete, ACCOUNT_FORM, delete_account);
STEPS(account_password, ACCOUNT_PAGE, show_password);
STEPS(account_password_form, no_store, read_query, read_form, load_session,
    require_session, check_csrf, change_password);
STEPS(account_request, no_store, read_form, load_session, require_session, check_csrf,
    answer_request);

/* Developers. */
#define DEVELOPER_PAGE no_store, read_query, load_session, require_session
#define DEVELOPER_FORM no_store, read_form, load_session, require_session, check_csrf
STEPS(developer, DEVELOPER_PAGE, list_apps);
STEPS(catalogue, DEVELOPER_PAGE, list_catalogue);
STEPS(catalogue_api, DEVELOPER_PAGE, show_catalogue_api);
STEPS(catalogue_ask, DEVELOPER_FORM, ask_in_catalogue);
STEPS(apis, DEVELOPER_PAGE, list_apis);
STEPS(new_api, DEVELOPER_PAGE, show_new_api);
STEPS(new_api_form, DEVELOPER_FORM, register_api);
STEPS(api, DEVELOPER_PAGE, load_own_api, show_api);
STEPS(api_form, DEVELOPER_FORM, load_own_api, change_api);
STEPS(api_ask, DEVELOPER_FORM, load_own_api, ask_for_api);
STEPS(api_delete_form, DEVELOPER_FORM, load_own_api, delete_api);
STEPS(api_request, DEVELOPER_FORM, load_own_api, decide_request);
STEPS(api_secret, DEVELOPER_FORM, load_own_api, add_api_secret);
STEPS(api_secret_gone, DEVELOPER_FORM, load_own_api, remove_api_secret);
STEPS(new_scope, DEVELOPER_PAGE, load_own_api, show_new_scope);
STEPS(new_scope_form, DEVELOPER_FORM, load_own_api, add_scope);
STEPS(api_scope, DEVELOPER_PAGE, load_own_api, show_scope);
STEPS(api_scope_form, DEVELOPER_FORM, load_own_api, change_scope);
STEPS(api_scope_gone, DEVELOPER_FORM, load_own_api, remove_scope);
STEPS(teams, DEVELOPER_PAGE, list_teams);
STEPS(teams_form, DEVELOPER_FORM, create_team);
STEPS(team, DEVELOPER_PAGE, load_own_team, show_team);
STEPS(team_name, DEVELOPER_FORM, load_own_team, rename_team);
STEPS(team_delete_form, DEVELOPER_FORM, load_own_team, delete_team);
STEPS(team_leave, DEVELOPER_FORM, load_own_team, leave_team);
STEPS(team_member_role, DEVELOPER_FORM, load_own_team, change_role);
STEPS(team_member_gone, DEVELOPER_FORM, load_own_team, remove_member);
STEPS(team_invitation, DEVELOPER_FORM, load_own_team, invite_member);
STEPS(team_invitation_gone, DEVELOPER_FORM, load_own_team, withdraw_invitation);
STEPS(invitation, DEVELOPER_PAGE, show_invitation);
STEPS(invitation_form, DEVELOPER_FORM, answer_invitation);
STEPS(app_team, DEVELOPER_PAGE, load_own_app, show_app_team);
STEPS(app_team_form, DEVELOPER_FORM, load_own_app, require_owner, move_app);
STEPS(new_app, DEVELOPER_PAGE, show_new_app);
STEPS(new_app_form, DEVELOPER_FORM, register_app);
STEPS(app, DEVELOPER_PAGE, load_own_app, show_app);
STEPS(app_credentials, DEVELOPER_PAGE, load_own_app, show_credentials);
STEPS(app_auth_form, DEVELOPER_FORM, load_own_app, change_auth_method);
STEPS(app_settings, DEVELOPER_PAGE, load_own_app, show_settings);
STEPS(app_settings_form, DEVELOPER_FORM, load_own_app, change_details);
STEPS(app_advanced_form, DEVELOPER_FORM, load_own_app, change_advanced);
STEPS(app_logo_form, no_store, read_upload, load_session, require_session, check_csrf,
    load_own_app, change_logo);
STEPS(app_logo_remove, DEVELOPER_FORM, load_own_app, remove_logo);
STEPS(app_scopes, DEVELOPER_PAGE, load_own_app, show_scopes);
STEPS(app_uri_form, DEVELOPER_FORM, load_own_app, add_redirect_uri);
STEPS(app_uri_remove, DEVELOPER_FORM, load_own_app, remove_redirect_uri);
STEPS(app_scopes_form, DEVELOPER_FORM, load_own_app, choose_scopes);
STEPS(app_secret_form, DEVELOPER_FORM, load_own_app, add_secret);
STEPS(app_secret_remove, DEVELOPER_FORM, load_own_app, remove_secret);
STEPS(app_delete, DEVELOPER_FORM, load_own_app, require_owner, delete_app);
STEPS(app_review_form, DEVELOPER_FORM, load_own_app, ask_review);
STEPS(app_restore_form, DEVELOPER_FORM, load_deleted_app, require_owner, restore_app);
STEPS(app_try, DEVELOPER_PAGE, load_own_app, show_try);
STEPS(app_try_form, DEVELOPER_FORM, load_own_app, start_try);
STEPS(app_try_tokens, DEVELOPER_FORM, load_own_app, use_try_tokens);
STEPS(try_answer, DEVELOPER_PAGE, show_try_answer);
STEPS(try_answer_form, DEVELOPER_FORM, redeem_try);
STEPS(app_errors, DEVELOPER_PAGE, load_own_app, show_errors);
STEPS(app_usage, DEVELOPER_PAGE, load_own_app, show_usage);
STEPS(app_usage_csv, DEVELOPER_PAGE, load_own_app, export_usage);
STEPS(app_webhooks, DEVELOPER_PAGE, load_own_app, list_webhooks);
STEPS(app_webhooks_form, DEVELOPER_FORM, load_own_app, add_webhook);
STEPS(app_webhook, DEVELOPER_PAGE, load_own_app, show_webhook);
STEPS(app_webhook_form, DEVELOPER_FORM, load_own_app, change_webhook);
STEPS(app_webhook_secret, DEVELOPER_FORM, load_own_app, renew_webhook_secret);
STEPS(app_webhook_test, DEVELOPER_FORM, load_own_app, test_webhook);
STEPS(app_webhook_again, DEVELOPER_FORM, load_own_app, send_webhook_again);
STEPS(app_webhook_delete, DEVELOPER_FORM, load_own_app, delete_webhook);

/* The JSON API. */
#define DEVELOPER_API no_store, read_query, require_bearer, require_apps_scope
#define APP_API DEVELOPER_API, load_own_app_for_api
STEPS(api_apps, DEVELOPER_API, list_apps_for_api);
STEPS(api_apps_post, DEVELOPER_API, create_app_for_api);
STEPS(api_app, APP_API, show_app_for_api);
STEPS(api_app_put, APP_API, replace_app_for_api);
STEPS(api_app_delete, APP_API, delete_app_for_api);
STEPS(api_logo, APP_API, show_logo_for_api);
STEPS(api_logo_put, APP_API, put_logo_for_api);
STEPS(api_logo_delete, APP_API, remove_logo_for_api);
STEPS(api_secrets, APP_API, list_secrets_for_api);
STEPS(api_secrets_post, APP_API, add_secret_for_api);
STEPS(api_secret_delete, APP_API, remove_secret_for_api);
STEPS(api_scope_put, APP_API, ask_scope_for_api);
STEPS(api_scope_delete, APP_API, drop_scope_for_api);
STEPS(api_app_review, APP_API, ask_review_for_api);
STEPS(api_app_restore, DEVELOPER_API, load_deleted_app_for_api, restore_app_for_api);
STEPS(api_own_decisions, APP_API, list_own_decisions_for_api);
STEPS(api_errors, APP_API, list_errors_for_api);
STEPS(api_usage, APP_API, show_usage_for_api);
STEPS(api_webhooks, APP_API, list_webhooks_for_api);
STEPS(api_webhooks_post, APP_API, add_webhook_for_api);
STEPS(api_webhook, APP_API, show_webhook_for_api);
STEPS(api_webhook_put, APP_API, replace_webhook_for_api);
STEPS(api_webhook_delete, APP_API, remove_webhook_for_api);
STEPS(api_webhook_secret, APP_API, renew_webhook_secret_for_api);
STEPS(api_webhook_test, APP_API, test_webhook_for_api);
STEPS(api_webhook_messages, APP_API, list_webhook_messages_for_api);
STEPS(api_webhook_again, APP_API, send_webhook_again_for_api);
#define TEAM_API DEVELOPER_API, load_own_team_for_api
STEPS(api_app_team, APP_API, move_app_for_api);
STEPS(api_teams, DEVELOPER_API, list_teams_for_api);
STEPS(api_teams_post, DEVELOPER_API, create_team_for_api);
STEPS(api_team, TEAM_API, show_team_for_api);
STEPS(api_team_put, TEAM_API, rename_team_for_api);
STEPS(api_team_delete, TEAM_API, delete_team_for_api);
STEPS(api_members, TEAM_API, list_members_for_api);
STEPS(api_member_put, TEAM_API, set_member_for_api);
STEPS(api_member_delete, TEAM_API, remove_member_for_api);
STEPS(api_invitations, TEAM_API, list_invitations_for_api);
STEPS(api_invitations_post, TEAM_API, invite_member_for_api);
STEPS(api_invitation_delete, TEAM_API, withdraw_invitation_for_api);
#define OWN_API_API DEVELOPER_API, load_own_api_for_api
STEPS(api_apis, DEVELOPER_API, list_apis_for_api);
STEPS(api_apis_post, DEVELOPER_API, create_api_for_api);
STEPS(api_own_api, OWN_API_API, show_api_for_api);
STEPS(api_own_api_put, OWN_API_API, replace_api_for_api);
STEPS(api_own_api_delete, OWN_API_API, delete_api_for_api);
STEPS(api_own_api_ask, OWN_API_API, ask_for_api_for_api);
STEPS(api_own_secrets, OWN_API_API, list_api_secrets_for_api);
STEPS(api_own_secrets_post, OWN_API_API, add_api_secret_for_api);
STEPS(api_own_secret_delete, OWN_API_API, remove_api_secret_for_api);
STEPS(api_scope_requests, OWN_API_API, list_scope_requests_for_api);
STEPS(api_own_scopes, OWN_API_API, list_own_scopes_for_api);
STEPS(api_own_scope, OWN_API_API, show_own_scope_for_api);
STEPS(api_own_scope_put, OWN_API_API, put_own_scope_for_api);
STEPS(api_own_scope_delete, OWN_API_API, remove_own_scope_for_api);
STEPS(api_scope_apps, OWN_API_API, list_apps_of_scope_for_api);
STEPS(api_scope_app_put, OWN_API_API, decide_own_scope_for_api);
STEPS(api_catalogue, DEVELOPER_API, list_catalogue_for_api);
STEPS(api_catalogue_entry, DEVELOPER_API, show_catalogue_entry_for_api);
STEPS(api_openapi, answer_openapi);
STEPS(api_nothing, no_store, answer_no_api);

#define ADMIN_API(role)                                                                  \
	no_store, read_query, require_bearer, require_admin_scope,                       \
	    require_##role##_for_api
#define ADMIN_APP_API(role) ADMIN_API(role), load_any_app_for_api
#define ADMIN_USER_API(role) ADMIN_API(role), load_person_for_api
STEPS(api_any_apps, ADMIN_API(auditor), list_any_apps_for_api);
STEPS(api_any_app, ADMIN_APP_API(auditor), show_any_app_for_api);
STEPS(api_scope_reviews, ADMIN_APP_API(auditor), list_scope_reviews_for_api);
STEPS(api_scope_review, ADMIN_APP_API(reviewer), decide_scope_for_api);
STEPS(api_decisions, ADMIN_APP_API(auditor), list_decisions_for_api);
STEPS(api_decisions_post, ADMIN_APP_API(reviewer), review_app_for_api);
STEPS(api_app_suspend, ADMIN_APP_API(operator), suspend_app_for_api);
STEPS(api_app_resume, ADMIN_APP_API(operator), resume_app_for_api);
STEPS(api_reviews, ADMIN_API(auditor), list_reviews_for_api);
STEPS(api_users, ADMIN_API(auditor), list_people_for_api);
STEPS(api_user, ADMIN_USER_API(auditor), show_person_for_api);
STEPS(api_user_disable, ADMIN_USER_API(operator), disable_person_for_api);
STEPS(api_user_enable, ADMIN_USER_API(operator), enable_person_for_api);
STEPS(api_user_sessions, ADMIN_USER_API(auditor), list_sessions_for_api);
STEPS(api_user_sessions_end, ADMIN_USER_API(operator), end_sessions_for_api);
STEPS(api_user_session_end, ADMIN_USER_API(operator), end_session_for_api);
STEPS(api_user_apps, ADMIN_USER_API(auditor), list_allowed_for_api);
STEPS(api_audit_events, ADMIN_API(auditor), list_audit_events_for_api);
STEPS(api_keys, ADMIN_API(auditor), list_keys_for_api);
STEPS(api_keys_post, ADMIN_API(operator), rotate_key_for_api);
STEPS(api_nodes, ADMIN_API(auditor), list_nodes_for_api);
#define ADMIN_RESOURCE_API(role) ADMIN_API(role), load_resource_for_api
STEPS(api_resources, ADMIN_API(auditor), list_resources_for_api);
STEPS(api_resources_post, ADMIN_API(operator), create_resource_for_api);
STEPS(api_resource, ADMIN_RESOURCE_API(auditor), show_resource_for_api);
STEPS(api_resource_put, ADMIN_RESOURCE_API(operator), replace_resource_for_api);
STEPS(api_resource_delete, ADMIN_RESOURCE_API(operator), remove_resource_for_api);
STEPS(api_resource_scopes, ADMIN_RESOURCE_API(auditor), list_scopes_for_api);
STEPS(api_resource_scope, ADMIN_RESOURCE_API(auditor), show_scope_of_resource_for_api);
STEPS(api_resource_scope_put, ADMIN_RESOURCE_API(operator), put_scope_for_api);
STEPS(api_resource_scope_delete, ADMIN_RESOURCE_API(operator), remove_scope_for_api);
STEPS(api_resource_review, ADMIN_RESOURCE_API(reviewer), review_resource_for_api);
STEPS(api_effects, ADMIN_RESOURCE_API(auditor), show_effects_for_api);
STEPS(api_authz_scopes, ADMIN_API(auditor), list_authz_scopes_for_api);
STEPS(api_authz_scope, ADMIN_API(auditor), show_authz_scope_for_api);
STEPS(api_authz_scope_put, ADMIN_API(operator), replace_authz_scope_for_api);
STEPS(api_overview, ADMIN_API(auditor), show_overview_for_api);
STEPS(api_deliveries, ADMIN_API(auditor), list_deliveries_for_api);
STEPS(api_settings, ADMIN_API(auditor), list_settings_for_api);
STEPS(api_any_usage, ADMIN_APP_API(auditor), show_any_usage_for_api);
STEPS(api_operators, ADMIN_API(auditor), list_operators_for_api);

/* Operators. */
#define ADMIN_PAGE no_store, read_query, load_session, require_auditor
#define REVIEWER_FORM no_store, read_form, load_session, require_reviewer, check_csrf
#define OPERATOR_FORM no_store, read_form, load_session, require_operator, check_csrf
STEPS(admin, ADMIN_PAGE, show_dashboard);
STEPS(admin_queue, ADMIN_PAGE, show_queue);
STEPS(admin_apps, ADMIN_PAGE, search_apps);
STEPS(admin_app, ADMIN_PAGE, load_any_app, show_any_app);
STEPS(admin_app_scopes, REVIEWER_FORM, load_any_app, decide_scope);
STEPS(admin_app_review, REVIEWER_FORM, load_any_app, decide_app);
STEPS(admin_app_suspend, OPERATOR_FORM, load_any_app, suspend_app);
STEPS(admin_app_resume, OPERATOR_FORM, load_any_app, resume_app);
STEPS(admin_api_review, REVIEWER_FORM, decide_api);
STEPS(admin_users, ADMIN_PAGE, search_people);
STEPS(admin_user, ADMIN_PAGE, load_person, show_person);
STEPS(admin_user_session, OPERATOR_FORM, load_person, end_session_of);
STEPS(admin_user_disable, OPERATOR_FORM, load_person, disable_person);
STEPS(admin_user_enable, OPERATOR_FORM, load_person, enable_person);
STEPS(admin_apis, ADMIN_PAGE, list_any_apis);
STEPS(admin_api_new, ADMIN_PAGE, show_new_api_of_ours);
STEPS(admin_api_new_form, OPERATOR_FORM, add_api_of_ours);
STEPS(admin_api, ADMIN_PAGE, load_any_api, show_any_api);
STEPS(admin_api_form, OPERATOR_FORM, load_any_api, change_any_api);
STEPS(admin_api_delete, OPERATOR_FORM, load_any_api, delete_any_api);
STEPS(admin_scope_new, ADMIN_PAGE, load_any_api, show_any_new_scope);
STEPS(admin_scope_new_form, OPERATOR_FORM, load_any_api, add_any_scope);
STEPS(admin_scope, ADMIN_PAGE, show_any_scope);
STEPS(admin_scope_form, OPERATOR_FORM, change_any_scope);
STEPS(admin_scope_delete, OPERATOR_FORM, delete_any_scope);
STEPS(admin_operators, ADMIN_PAGE, show_operators);
STEPS(admin_operators_form, OPERATOR_FORM, change_operator);
STEPS(admin_deliveries, ADMIN_PAGE, show_deliveries);
STEPS(admin_settings, ADMIN_PAGE, show_settings_in_force);
STEPS(admin_nodes, ADMIN_PAGE, show_nodes);
STEPS(admin_keys, ADMIN_PAGE, show_keys);
STEPS(admin_keys_form, OPERATOR_FORM, rotate_key);
STEPS(admin_audit_log, ADMIN_PAGE, show_audit_log);
STEPS(admin_audit_csv, ADMIN_PAGE, export_audit_log);

/* The front door leads to the one page that everybody has. */
static const struct response *
go_to_account(struct request *rq)
{
	return respond_redirect(rq, TEXT("/account"));
}
STEPS(front, go_to_account);

static const struct response *
answer_static(struct request *rq)
{
	struct text body, type, etag;
	if (!static_file(rq->path_args[0], &body, &type, &etag))
		return respond_error_page(rq, 404, "errors.not_found");
	struct response *rs = respond(rq, 200, type, body);
	/* The pages name it with its tag, so that a new one has a new address. */
	struct text version = arena_printf(rq->arena, "v=%.*s", TEXT_ARG(etag));
	response_header(rq, rs, TEXT("Cache-Control"),
	    text_eq(rq->query, version) ? TEXT("public, max-age=31536000, immutable")
					: TEXT("no-cache"));
	return rs;
}
STEPS(static_files, answer_static);
STEPS(logo, answer_logo);

#define PROTOCOL(methods, path, where, steps)                                            \
	{                                                                                \
		methods, path, where, steps, ERRORS_OAUTH, false                         \
	}
/* Callable by browser apps of any origin, without credentials. */
#define FOR_BROWSER_APPS(methods, path, where, steps)                                    \
	{                                                                                \
		methods, path, where, steps, ERRORS_OAUTH, true                          \
	}
#define API(methods, path, steps)                                                        \
	{                                                                                \
		methods, path, ON_WORKER, steps, ERRORS_PROBLEM, true                    \
	}
#define PAGE(methods, path, steps)                                                       \
	{                                                                                \
		methods, path, ON_WORKER, steps, ERRORS_PAGE, false                      \
	}

#define PASSWORD_FORM(path, steps)                                                       \
	{                                                                                \
		METHOD_POST, path, ON_WORKER_SLOWLY, steps, ERRORS_PAGE, false           \
	}

/* Those that take a picture: larger than other bodies, and unpacking it costs as much as
 * a password's hash. What stands around it in a form is short. */
enum { UPLOAD_MOST = IMAGE_FILE_MOST + 8192 };
#define UPLOAD_PAGE(methods, path, steps)                                                \
	{                                                                                \
		methods, path, ON_WORKER_SLOWLY, steps, ERRORS_PAGE, false, UPLOAD_MOST  \
	}
#define UPLOAD_API(methods, path, steps)                                                 \
	{                                                                                \
		methods, path, ON_WORKER_SLOWLY, steps, ERRORS_PROBLEM, true,            \
		    UPLOAD_MOST                                                          \
	}

/* They are looked through in this order: what is asked most stands first. */
const struct route routes[] = {
    PROTOCOL(METHOD_POST, "/oauth2/introspect", ON_LOOP, introspect),
    PROTOCOL(METHOD_GET, "/oauth2/check", ON_LOOP, check),
    FOR_BROWSER_APPS(METHOD_POST, "/oauth2/token", ON_LOOP, token),
    FOR_BROWSER_APPS(
	METHOD_GET, "/.well-known/oauth-authorization-server", ON_LOOP, metadata),
    FOR_BROWSER_APPS(METHOD_GET, "/.well-known/oauth-authorization-server/{*}", ON_LOOP,
	metadata_of_path),
    FOR_BROWSER_APPS(
	METHOD_GET, "/.well-known/openid-configuration/{*}", ON_LOOP, metadata_of_path),
    FOR_BROWSER_APPS(METHOD_GET, "/.well-known/openid-configuration", ON_LOOP, metadata),
    FOR_BROWSER_APPS(METHOD_GET, "/.well-known/oauth-protected-resource", ON_WORKER,
	protected_resource),
    FOR_BROWSER_APPS(METHOD_GET, "/.well-known/oauth-protected-resource/{*}", ON_WORKER,
	protected_resource),
    FOR_BROWSER_APPS(METHOD_GET, "/oauth2/jwks", ON_LOOP, jwks),
    FOR_BROWSER_APPS(METHOD_GET, "/oauth2/status/{}", ON_WORKER, status_list),
    FOR_BROWSER_APPS(METHOD_POST, "/oauth2/par", ON_WORKER, par),
    FOR_BROWSER_APPS(METHOD_POST, "/oauth2/revoke", ON_WORKER, revoke),
    FOR_BROWSER_APPS(METHOD_GET, "/oauth2/userinfo", ON_WORKER, userinfo),
    FOR_BROWSER_APPS(METHOD_POST, "/oauth2/userinfo", ON_WORKER, userinfo_form),
    FOR_BROWSER_APPS(METHOD_POST, "/oauth2/register", ON_WORKER, registration),
    FOR_BROWSER_APPS(METHOD_GET, "/oauth2/register/{}", ON_WORKER, own_registration),
    FOR_BROWSER_APPS(METHOD_PUT, "/oauth2/register/{}", ON_WORKER, own_registration_put),
    FOR_BROWSER_APPS(
	METHOD_DELETE, "/oauth2/register/{}", ON_WORKER, own_registration_delete),
    PROTOCOL(
	METHOD_POST, "/oauth2/device_authorization", ON_WORKER, device_authorization),
    PROTOCOL(METHOD_POST, "/oauth2/bc-authorize", ON_WORKER, backchannel_authentication),
    FOR_BROWSER_APPS(METHOD_GET, "/oauth2/device_qr", ON_WORKER, device_qr),
    PAGE(METHOD_GET | METHOD_POST, "/oauth2/authorize", authorize),
    PAGE(METHOD_GET, "/consent", consent),
    PAGE(METHOD_POST, "/consent", consent_form),
    PAGE(METHOD_GET, "/device", device),
    PAGE(METHOD_POST, "/device", device_form),
    PAGE(METHOD_GET, "/device/request", device_request),
    PAGE(METHOD_POST, "/device/request", device_request_form),
    PAGE(METHOD_GET, "/device/done", device_done),
    PAGE(METHOD_POST, "/select-account", select_account),
    PAGE(METHOD_GET, "/login", login),
    PASSWORD_FORM("/login", login_form),
    PAGE(METHOD_GET, "/signup", signup),
    PASSWORD_FORM("/signup", signup_form),
    PAGE(METHOD_GET, "/verify", verify_page),
    PASSWORD_FORM("/verify", verify_form),
    PAGE(METHOD_GET, "/password/forgot", forgot),
    PAGE(METHOD_POST, "/password/forgot", forgot_form),
    PAGE(METHOD_GET, "/password/reset", reset),
    PASSWORD_FORM("/password/reset", reset_form),
    PAGE(METHOD_GET, "/dev/mails", dev_mails),
    PAGE(METHOD_GET | METHOD_POST, "/oauth2/logout", logout_request),
    PAGE(METHOD_GET, "/logout", logout),
    PAGE(METHOD_POST, "/logout", logout_form),
    PAGE(METHOD_GET, "/account", account),
    PAGE(METHOD_POST, "/account/apps/{}/end", account_end),
    PAGE(METHOD_GET, "/account/apps/{}", account_app),
    PAGE(METHOD_POST, "/account/apps/{}/scopes", account_app_scopes),
    PAGE(METHOD_GET, "/account/history", account_history),
    PAGE(METHOD_GET, "/account/sessions", account_sessions),
    PAGE(METHOD_POST, "/account/sessions/end-others", account_sessions_end),
    PAGE(METHOD_POST, "/account/sessions/{}/end", account_session_end),
    PAGE(METHOD_GET, "/account/profile", account_profile),
    PAGE(METHOD_POST, "/account/profile", account_profile_form),
    PAGE(METHOD_GET, "/account/data", account_data),
    PAGE(METHOD_GET, "/account/data/export", account_export),
    PASSWORD_FORM("/account/data/delete", account_delete),
    PAGE(METHOD_GET, "/account/password", account_password),
    PASSWORD_FORM("/account/password", account_password_form),
    PAGE(METHOD_POST, "/account/requests/{}", account_request),
    PAGE(METHOD_GET, "/developer", developer),
    PAGE(METHOD_GET, "/developer/catalogue", catalogue),
    PAGE(METHOD_GET, "/developer/catalogue/{}", catalogue_api),
    PAGE(METHOD_POST, "/developer/catalogue/{}", catalogue_ask),
    PAGE(METHOD_GET, "/developer/apis", apis),
    PAGE(METHOD_GET, "/developer/apis/new", new_api),
    PAGE(METHOD_POST, "/developer/apis/new", new_api_form),
    PAGE(METHOD_GET, "/developer/apis/{}", api),
    PAGE(METHOD_POST, "/developer/apis/{}", api_form),
    PAGE(METHOD_POST, "/developer/apis/{}/ask", api_ask),
    PAGE(METHOD_POST, "/developer/apis/{}/delete", api_delete_form),
    PAGE(METHOD_POST, "/developer/apis/{}/requests", api_request),
    PAGE(METHOD_POST, "/developer/apis/{}/secrets", api_secret),
    PAGE(METHOD_POST, "/developer/apis/{}/secrets/{}/remove", api_secret_gone),
    PAGE(METHOD_GET, "/developer/apis/{}/scopes/new", new_scope),
    PAGE(METHOD_POST, "/developer/apis/{}/scopes/new", new_scope_form),
    PAGE(METHOD_GET, "/developer/apis/{}/scopes/{}", api_scope),
    PAGE(METHOD_POST, "/developer/apis/{}/scopes/{}", api_scope_form),
    PAGE(METHOD_POST, "/developer/apis/{}/scopes/{}/remove", api_scope_gone),
    PAGE(METHOD_GET, "/developer/teams", teams),
    PAGE(METHOD_POST, "/developer/teams", teams_form),
    PAGE(METHOD_GET, "/developer/teams/{}", team),
    PAGE(METHOD_POST, "/developer/teams/{}", team_name),
    PAGE(METHOD_POST, "/developer/teams/{}/delete", team_delete_form),
    PAGE(METHOD_POST, "/developer/teams/{}/leave", team_leave),
    PAGE(METHOD_POST, "/developer/teams/{}/members/{}", team_member_role),
    PAGE(METHOD_POST, "/developer/teams/{}/members/{}/remove", team_member_gone),
    PAGE(METHOD_POST, "/developer/teams/{}/invitations", team_invitation),
    PAGE(METHOD_POST, "/developer/teams/{}/invitations/{}/remove", team_invitation_gone),
    PAGE(METHOD_GET, "/developer/invitation", invitation),
    PAGE(METHOD_POST, "/developer/invitation", invitation_form),
    PAGE(METHOD_GET, "/developer/apps/{}/team", app_team),
    PAGE(METHOD_POST, "/developer/apps/{}/team", app_team_form),
    PAGE(METHOD_GET, "/developer/apps/new", new_app),
    PAGE(METHOD_POST, "/developer/apps/new", new_app_form),
    PAGE(METHOD_GET, "/developer/apps/{}", app),
    PAGE(METHOD_GET, "/developer/apps/{}/credentials", app_credentials),
    PAGE(METHOD_POST, "/developer/apps/{}/authentication", app_auth_form),
    PAGE(METHOD_GET, "/developer/apps/{}/settings", app_settings),
    PAGE(METHOD_POST, "/developer/apps/{}/settings", app_settings_form),
    PAGE(METHOD_POST, "/developer/apps/{}/advanced", app_advanced_form),
    UPLOAD_PAGE(METHOD_POST, "/developer/apps/{}/logo", app_logo_form),
    PAGE(METHOD_POST, "/developer/apps/{}/logo/remove", app_logo_remove),
    PAGE(METHOD_GET, "/developer/apps/{}/scopes", app_scopes),
    PAGE(METHOD_POST, "/developer/apps/{}/redirect-uris", app_uri_form),
    PAGE(METHOD_POST, "/developer/apps/{}/redirect-uris/remove", app_uri_remove),
    PAGE(METHOD_POST, "/developer/apps/{}/scopes", app_scopes_form),
    PAGE(METHOD_POST, "/developer/apps/{}/secrets", app_secret_form),
    PAGE(METHOD_POST, "/developer/apps/{}/secrets/{}/remove", app_secret_remove),
    PAGE(METHOD_POST, "/developer/apps/{}/delete", app_delete),
    PAGE(METHOD_POST, "/developer/apps/{}/review", app_review_form),
    PAGE(METHOD_POST, "/developer/apps/{}/restore", app_restore_form),
    PAGE(METHOD_GET, "/developer/apps/{}/try", app_try),
    PAGE(METHOD_POST, "/developer/apps/{}/try", app_try_form),
    PAGE(METHOD_POST, "/developer/apps/{}/try/tokens", app_try_tokens),
    PAGE(METHOD_GET, "/developer/try/callback", try_answer),
    PAGE(METHOD_POST, "/developer/try/callback", try_answer_form),
    PAGE(METHOD_GET, "/developer/apps/{}/errors", app_errors),
    PAGE(METHOD_GET, "/developer/apps/{}/usage", app_usage),
    PAGE(METHOD_GET, "/developer/apps/{}/usage.csv", app_usage_csv),
    PAGE(METHOD_GET, "/developer/apps/{}/webhooks", app_webhooks),
    PAGE(METHOD_POST, "/developer/apps/{}/webhooks", app_webhooks_form),
    PAGE(METHOD_GET, "/developer/apps/{}/webhooks/{}", app_webhook),
    PAGE(METHOD_POST, "/developer/apps/{}/webhooks/{}", app_webhook_form),
    PAGE(METHOD_POST, "/developer/apps/{}/webhooks/{}/secret", app_webhook_secret),
    PAGE(METHOD_POST, "/developer/apps/{}/webhooks/{}/test", app_webhook_test),
    PAGE(METHOD_POST, "/developer/apps/{}/webhooks/{}/messages/{}/again",
	app_webhook_again),
    PAGE(METHOD_POST, "/developer/apps/{}/webhooks/{}/delete", app_webhook_delete),
    PAGE(METHOD_GET, "/admin", admin),
    PAGE(METHOD_GET, "/admin/reviews", admin_queue),
    PAGE(METHOD_GET, "/admin/apps", admin_apps),
    PAGE(METHOD_GET, "/admin/apps/{}", admin_app),
    PAGE(METHOD_POST, "/admin/apps/{}/scopes", admin_app_scopes),
    PAGE(METHOD_POST, "/admin/apps/{}/review", admin_app_review),
    PAGE(METHOD_POST, "/admin/apps/{}/suspend", admin_app_suspend),
    PAGE(METHOD_POST, "/admin/apps/{}/resume", admin_app_resume),
    PAGE(METHOD_POST, "/admin/apis/{}/review", admin_api_review),
    PAGE(METHOD_GET, "/admin/users", admin_users),
    PAGE(METHOD_GET, "/admin/users/{}", admin_user),
    PAGE(METHOD_POST, "/admin/users/{}/sessions/{}/end", admin_user_session),
    PAGE(METHOD_POST, "/admin/users/{}/disable", admin_user_disable),
    PAGE(METHOD_POST, "/admin/users/{}/enable", admin_user_enable),
    PAGE(METHOD_GET, "/admin/apis", admin_apis),
    PAGE(METHOD_GET, "/admin/apis/new", admin_api_new),
    PAGE(METHOD_POST, "/admin/apis/new", admin_api_new_form),
    PAGE(METHOD_GET, "/admin/apis/{}", admin_api),
    PAGE(METHOD_POST, "/admin/apis/{}", admin_api_form),
    PAGE(METHOD_POST, "/admin/apis/{}/delete", admin_api_delete),
    PAGE(METHOD_GET, "/admin/apis/{}/scopes/new", admin_scope_new),
    PAGE(METHOD_POST, "/admin/apis/{}/scopes/new", admin_scope_new_form),
    PAGE(METHOD_GET, "/admin/scopes/{}", admin_scope),
    PAGE(METHOD_POST, "/admin/scopes/{}", admin_scope_form),
    PAGE(METHOD_POST, "/admin/scopes/{}/delete", admin_scope_delete),
    PAGE(METHOD_GET, "/admin/operators", admin_operators),
    PAGE(METHOD_POST, "/admin/operators", admin_operators_form),
    PAGE(METHOD_GET, "/admin/deliveries", admin_deliveries),
    PAGE(METHOD_GET, "/admin/settings", admin_settings),
    PAGE(METHOD_GET, "/admin/nodes", admin_nodes),
    PAGE(METHOD_GET, "/admin/keys", admin_keys),
    PAGE(METHOD_POST, "/admin/keys", admin_keys_form),
    PAGE(METHOD_GET, "/admin/audit", admin_audit_log),
    PAGE(METHOD_GET, "/admin/audit.csv", admin_audit_csv),
    API(METHOD_GET, "/api/v1/openapi.yaml", api_openapi),
    API(METHOD_GET, "/api/v1/apps", api_apps),
    API(METHOD_POST, "/api/v1/apps", api_apps_post),
    API(METHOD_GET, "/api/v1/apps/{}", api_app),
    API(METHOD_PUT, "/api/v1/apps/{}", api_app_put),
    API(METHOD_DELETE, "/api/v1/apps/{}", api_app_delete),
    API(METHOD_GET, "/api/v1/apps/{}/logo", api_logo),
    UPLOAD_API(METHOD_PUT, "/api/v1/apps/{}/logo", api_logo_put),
    API(METHOD_DELETE, "/api/v1/apps/{}/logo", api_logo_delete),
    API(METHOD_GET, "/api/v1/apps/{}/secrets", api_secrets),
    API(METHOD_POST, "/api/v1/apps/{}/secrets", api_secrets_post),
    API(METHOD_DELETE, "/api/v1/apps/{}/secrets/{}", api_secret_delete),
    API(METHOD_PUT, "/api/v1/apps/{}/scopes/{}", api_scope_put),
    API(METHOD_DELETE, "/api/v1/apps/{}/scopes/{}", api_scope_delete),
    API(METHOD_POST, "/api/v1/apps/{}/review", api_app_review),
    API(METHOD_POST, "/api/v1/apps/{}/restore", api_app_restore),
    API(METHOD_GET, "/api/v1/apps/{}/decisions", api_own_decisions),
    API(METHOD_GET, "/api/v1/apps/{}/errors", api_errors),
    API(METHOD_GET, "/api/v1/apps/{}/usage", api_usage),
    API(METHOD_PUT, "/api/v1/apps/{}/team", api_app_team),
    API(METHOD_GET, "/api/v1/apps/{}/webhooks", api_webhooks),
    API(METHOD_POST, "/api/v1/apps/{}/webhooks", api_webhooks_post),
    API(METHOD_GET, "/api/v1/apps/{}/webhooks/{}", api_webhook),
    API(METHOD_PUT, "/api/v1/apps/{}/webhooks/{}", api_webhook_put),
    API(METHOD_DELETE, "/api/v1/apps/{}/webhooks/{}", api_webhook_delete),
    API(METHOD_POST, "/api/v1/apps/{}/webhooks/{}/secret", api_webhook_secret),
    API(METHOD_POST, "/api/v1/apps/{}/webhooks/{}/test", api_webhook_test),
    API(METHOD_GET, "/api/v1/apps/{}/webhooks/{}/messages", api_webhook_messages),
    API(METHOD_POST, "/api/v1/apps/{}/webhooks/{}/messages/{}/again", api_webhook_again),
    API(METHOD_GET, "/api/v1/teams", api_teams),
    API(METHOD_POST, "/api/v1/teams", api_teams_post),
    API(METHOD_GET, "/api/v1/teams/{}", api_team),
    API(METHOD_PUT, "/api/v1/teams/{}", api_team_put),
    API(METHOD_DELETE, "/api/v1/teams/{}", api_team_delete),
    API(METHOD_GET, "/api/v1/teams/{}/members", api_members),
    API(METHOD_PUT, "/api/v1/teams/{}/members/{}", api_member_put),
    API(METHOD_DELETE, "/api/v1/teams/{}/members/{}", api_member_delete),
    API(METHOD_GET, "/api/v1/teams/{}/invitations", api_invitations),
    API(METHOD_POST, "/api/v1/teams/{}/invitations", api_invitations_post),
    API(METHOD_DELETE, "/api/v1/teams/{}/invitations/{}", api_invitation_delete),
    API(METHOD_GET, "/api/v1/apis", api_apis),
    API(METHOD_POST, "/api/v1/apis", api_apis_post),
    API(METHOD_GET, "/api/v1/apis/{}", api_own_api),
    API(METHOD_PUT, "/api/v1/apis/{}", api_own_api_put),
    API(METHOD_DELETE, "/api/v1/apis/{}", api_own_api_delete),
    API(METHOD_POST, "/api/v1/apis/{}/ask", api_own_api_ask),
    API(METHOD_GET, "/api/v1/apis/{}/secrets", api_own_secrets),
    API(METHOD_POST, "/api/v1/apis/{}/secrets", api_own_secrets_post),
    API(METHOD_DELETE, "/api/v1/apis/{}/secrets/{}", api_own_secret_delete),
    API(METHOD_GET, "/api/v1/apis/{}/requests", api_scope_requests),
    API(METHOD_GET, "/api/v1/apis/{}/scopes", api_own_scopes),
    API(METHOD_GET, "/api/v1/apis/{}/scopes/{}", api_own_scope),
    API(METHOD_PUT, "/api/v1/apis/{}/scopes/{}", api_own_scope_put),
    API(METHOD_DELETE, "/api/v1/apis/{}/scopes/{}", api_own_scope_delete),
    API(METHOD_GET, "/api/v1/apis/{}/scopes/{}/apps", api_scope_apps),
    API(METHOD_PUT, "/api/v1/apis/{}/scopes/{}/apps/{}", api_scope_app_put),
    API(METHOD_GET, "/api/v1/catalogue", api_catalogue),
    API(METHOD_GET, "/api/v1/catalogue/{}", api_catalogue_entry),
    API(METHOD_GET, "/api/v1/admin/overview", api_overview),
    API(METHOD_GET, "/api/v1/admin/deliveries", api_deliveries),
    API(METHOD_GET, "/api/v1/admin/settings", api_settings),
    API(METHOD_GET, "/api/v1/admin/scopes", api_authz_scopes),
    API(METHOD_GET, "/api/v1/admin/scopes/{}", api_authz_scope),
    API(METHOD_PUT, "/api/v1/admin/scopes/{}", api_authz_scope_put),
    API(METHOD_GET, "/api/v1/admin/apps/{}/usage", api_any_usage),
    API(METHOD_POST, "/api/v1/admin/resources/{}/decisions", api_resource_review),
    API(METHOD_GET, "/api/v1/admin/resources/{}/effects", api_effects),
    API(METHOD_GET, "/api/v1/admin/apps", api_any_apps),
    API(METHOD_GET, "/api/v1/admin/apps/{}", api_any_app),
    API(METHOD_GET, "/api/v1/admin/apps/{}/scopes", api_scope_reviews),
    API(METHOD_PUT, "/api/v1/admin/apps/{}/scopes/{}", api_scope_review),
    API(METHOD_GET, "/api/v1/admin/apps/{}/decisions", api_decisions),
    API(METHOD_POST, "/api/v1/admin/apps/{}/decisions", api_decisions_post),
    API(METHOD_POST, "/api/v1/admin/apps/{}/suspend", api_app_suspend),
    API(METHOD_POST, "/api/v1/admin/apps/{}/resume", api_app_resume),
    API(METHOD_GET, "/api/v1/admin/reviews", api_reviews),
    API(METHOD_GET, "/api/v1/admin/users", api_users),
    API(METHOD_GET, "/api/v1/admin/users/{}", api_user),
    API(METHOD_POST, "/api/v1/admin/users/{}/disable", api_user_disable),
    API(METHOD_POST, "/api/v1/admin/users/{}/enable", api_user_enable),
    API(METHOD_GET, "/api/v1/admin/users/{}/sessions", api_user_sessions),
    API(METHOD_DELETE, "/api/v1/admin/users/{}/sessions", api_user_sessions_end),
    API(METHOD_DELETE, "/api/v1/admin/users/{}/sessions/{}", api_user_session_end),
    API(METHOD_GET, "/api/v1/admin/users/{}/apps", api_user_apps),
    API(METHOD_GET, "/api/v1/admin/audit-events", api_audit_events),
    API(METHOD_GET, "/api/v1/admin/keys", api_keys),
    API(METHOD_POST, "/api/v1/admin/keys", api_keys_post),
    API(METHOD_GET, "/api/v1/admin/nodes", api_nodes),
    API(METHOD_GET, "/api/v1/admin/operators", api_operators),
    API(METHOD_GET, "/api/v1/admin/resources", api_resources),
    API(METHOD_POST, "/api/v1/admin/resources", api_resources_post),
    API(METHOD_GET, "/api/v1/admin/resources/{}", api_resource),
    API(METHOD_PUT, "/api/v1/admin/resources/{}", api_resource_put),
    API(METHOD_DELETE, "/api/v1/admin/resources/{}", api_resource_delete),
    API(METHOD_GET, "/api/v1/admin/resources/{}/scopes", api_resource_scopes),
    API(METHOD_GET, "/api/v1/admin/resources/{}/scopes/{}", api_resource_scope),
    API(METHOD_PUT, "/api/v1/admin/resources/{}/scopes/{}", api_resource_scope_put),
    API(METHOD_DELETE, "/api/v1/admin/resources/{}/scopes/{}", api_resource_scope_delete),
    API(METHOD_GET | METHOD_POST | METHOD_PUT | METHOD_DELETE, "/api/{*}", api_nothing),
    {METHOD_GET, "/", ON_LOOP, front, ERRORS_PAGE, false},
    {METHOD_GET, "/logos/{}", ON_WORKER, logo, ERRORS_PAGE, false},
    {METHOD_GET, "/static/{}", ON_LOOP, static_files, ERRORS_PAGE, false},
};
const size_t route_count = COUNT_OF(routes);

STEPS(healthz, no_store, answer_healthz);
STEPS(readyz, no_store, answer_readyz);
STEPS(metrics, no_store, answer_metrics);

const struct route private_routes[] = {
    PROTOCOL(METHOD_GET, "/healthz", ON_LOOP, healthz),
    PROTOCOL(METHOD_GET, "/readyz", ON_WORKER, readyz),
    PROTOCOL(METHOD_GET, "/metrics", ON_LOOP, metrics),
};
const size_t private_route_count = COUNT_OF(private_routes);

static const char *
phrase_of(int status)
{
	switch (status) {
	case 404:
		return "errors.not_found";
	case 405:
		return "errors.method";
	case 413:
	case 431:
		return "errors.too_large";
	case 503:
		return "errors.busy";
	case 500:
		return "errors.internal";
	default:
		return "errors.bad_request";
	}
}

const struct response *
routes_answer_error(struct request *rq, const struct error_answer *e)
{
	if (e->format == ERRORS_PAGE)
		return respond_error_page(rq, e->status,
		    e->status == 413 && rq->route && rq->route->body_most
			? "errors.upload_too_large"
			: phrase_of(e->status));
	if (e->format == ERRORS_PROBLEM)
		return respond_problem(
		    rq, e->status, "invalid_request", text_of(e->sentence), NULL);
	enum oauth_error_code code = e->status == 503	? TEMPORARILY_UNAVAILABLE
				     : e->status >= 500 ? SERVER_ERROR
							: INVALID_REQUEST;
	struct response *rs = oauth_error(rq, code, e->sentence);
	rs->status = e->status;
	return rs;
}
