/*
 * Where a developer registers and runs apps. All routes: no_store, [read_form,]
 * load_session, require_session, [check_csrf,] and those of one app load_own_app,
 * [require_owner,] before their own step.
 */
#ifndef AUTHZ_PORTAL_ENDPOINTS_H
#define AUTHZ_PORTAL_ENDPOINTS_H

#include "portal/own.h"

/* A step: the team in the path, if the person is in it; else 404. */
const struct response *load_own_team(struct request *rq);

const struct response *list_teams(struct request *rq);	  /* GET /developer/teams */
const struct response *create_team(struct request *rq);	  /* POST /developer/teams */
const struct response *show_team(struct request *rq);	  /* GET /developer/teams/{} */
const struct response *rename_team(struct request *rq);	  /* POST /developer/teams/{} */
const struct response *delete_team(struct request *rq);	  /* POST …/delete */
const struct response *leave_team(struct request *rq);	  /* POST …/leave */
const struct response *change_role(struct request *rq);	  /* POST …/members/{} */
const struct response *remove_member(struct request *rq); /* POST …/members/{}/remove */
const struct response *invite_member(struct request *rq); /* POST …/invitations */
const struct response *withdraw_invitation(
    struct request *rq); /* POST …/invitations/{}/remove */
const struct response *show_invitation(
    struct request *rq); /* GET /developer/invitation?ticket= */
const struct response *answer_invitation(
    struct request *rq); /* POST /developer/invitation */
const struct response *show_app_team(
    struct request *rq);			     /* GET /developer/apps/{}/team */
const struct response *move_app(struct request *rq); /* POST /developer/apps/{}/team */

/* A step: the API in the path, if it is a team's of this person; else 404. */
const struct response *load_own_api(struct request *rq);

const struct response *list_apis(struct request *rq);	   /* GET /developer/apis */
const struct response *show_new_api(struct request *rq);   /* GET /developer/apis/new */
const struct response *register_api(struct request *rq);   /* POST /developer/apis/new */
const struct response *show_api(struct request *rq);	   /* GET /developer/apis/{} */
const struct response *change_api(struct request *rq);	   /* POST /developer/apis/{} */
const struct response *ask_for_api(struct request *rq);	   /* POST …/ask */
const struct response *delete_api(struct request *rq);	   /* POST …/delete */
const struct response *decide_request(struct request *rq); /* POST …/requests */
const struct response *add_api_secret(struct request *rq); /* POST …/secrets */
const struct response *remove_api_secret(
    struct request *rq); /* POST …/secrets/{}/remove */
const struct response *show_new_scope(struct request *rq); /* GET …/scopes/new */
const struct response *add_scope(struct request *rq);	   /* POST …/scopes/new */
const struct response *show_scope(struct request *rq);	   /* GET …/scopes/{} */
const struct response *change_scope(struct request *rq);   /* POST …/scopes/{} */
const struct response *remove_scope(struct request *rq);   /* POST …/scopes/{}/remove */

const struct response *show_try(struct request *rq);	   /* GET …/try */
const struct response *start_try(struct request *rq);	   /* POST …/try */
const struct response *use_try_tokens(struct request *rq); /* POST …/try/tokens */
const struct response *show_try_answer(
    struct request *rq);				/* GET /developer/try/callback */
const struct response *redeem_try(struct request *rq);	/* POST /developer/try/callback */
const struct response *show_errors(struct request *rq); /* GET …/errors */
const struct response *list_apps(struct request *rq);	/* GET /developer */
const struct response *show_new_app(struct request *rq); /* GET /developer/apps/new */
const struct response *register_app(struct request *rq); /* POST /developer/apps/new */
const struct response *show_app(struct request *rq);	 /* GET /developer/apps/{} */
const struct response *show_credentials(struct request *rq);   /* GET …/credentials */
const struct response *change_auth_method(struct request *rq); /* POST …/authentication */
const struct response *show_settings(struct request *rq);      /* GET …/settings */
const struct response *change_details(struct request *rq);     /* POST …/settings */
const struct response *change_advanced(struct request *rq);    /* POST …/advanced */
const struct response *change_logo(struct request *rq); /* POST …/logo, read_upload */
const struct response *remove_logo(struct request *rq); /* POST …/logo/remove */
const struct response *show_scopes(struct request *rq); /* GET …/scopes */
const struct response *add_redirect_uri(struct request *rq); /* POST …/redirect-uris */
const struct response *remove_redirect_uri(
    struct request *rq); /* POST …/redirect-uris/remove */
const struct response *choose_scopes(struct request *rq); /* POST …/scopes */
const struct response *add_secret(struct request *rq);	  /* POST …/secrets */
const struct response *remove_secret(struct request *rq); /* POST …/secrets/{}/remove */
const struct response *delete_app(struct request *rq);	  /* POST …/delete */
const struct response *ask_review(struct request *rq);	  /* POST …/review */
const struct response *restore_app(struct request *rq);	  /* POST …/restore */

/* GET /developer/catalogue, …/{}, and POST …/{}, which asks for scopes. */
const struct response *list_catalogue(struct request *rq);
const struct response *show_catalogue_api(struct request *rq);
const struct response *ask_in_catalogue(struct request *rq);

const struct response *show_usage(struct request *rq);	 /* GET …/usage */
const struct response *export_usage(struct request *rq); /* GET …/usage.csv */

/* The same by the JSON API. All routes: no_store, [read_query,] require_bearer,
 * require_apps_scope, and those of one app load_own_app_for_api, before their own step.
 */
const struct response *load_own_app_for_api(struct request *rq);
const struct response *load_deleted_app_for_api(struct request *rq); /* the same */
const struct response *ask_review_for_api(struct request *rq);	     /* POST …/review */
const struct response *restore_app_for_api(struct request *rq); /* POST …/restore */
const struct response *list_own_decisions_for_api(
    struct request *rq);					 /* GET …/decisions */
const struct response *list_apps_for_api(struct request *rq);	 /* GET /api/v1/apps */
const struct response *create_app_for_api(struct request *rq);	 /* POST /api/v1/apps */
const struct response *show_app_for_api(struct request *rq);	 /* GET …/apps/{} */
const struct response *replace_app_for_api(struct request *rq);	 /* PUT …/apps/{} */
const struct response *delete_app_for_api(struct request *rq);	 /* DELETE …/apps/{} */
const struct response *show_logo_for_api(struct request *rq);	 /* GET …/logo */
const struct response *put_logo_for_api(struct request *rq);	 /* PUT …/logo */
const struct response *remove_logo_for_api(struct request *rq);	 /* DELETE …/logo */
const struct response *list_secrets_for_api(struct request *rq); /* GET …/secrets */
const struct response *add_secret_for_api(struct request *rq);	 /* POST …/secrets */
const struct response *remove_secret_for_api(
    struct request *rq); /* DELETE …/secrets/{} */
const struct response *list_api_secrets_for_api(
    struct request *rq); /* after load_own_api_for_api */
const struct response *add_api_secret_for_api(struct request *rq);
const struct response *remove_api_secret_for_api(struct request *rq);
const struct response *ask_scope_for_api(struct request *rq);	/* PUT …/scopes/{} */
const struct response *drop_scope_for_api(struct request *rq);	/* DELETE …/scopes/{} */
const struct response *show_usage_for_api(struct request *rq);	/* GET …/usage */
const struct response *list_errors_for_api(struct request *rq); /* GET …/errors */
/* The same of any app, for operators; the period is the parameter `days`. */
const struct response *respond_usage_of(struct request *rq, const struct client *app);
const struct response *list_catalogue_for_api(struct request *rq); /* …/catalogue */
const struct response *show_catalogue_entry_for_api(
    struct request *rq);				     /* …/catalogue/{} */
const struct response *move_app_for_api(struct request *rq); /* PUT …/team */

const struct response *list_webhooks_for_api(struct request *rq); /* GET …/webhooks */
const struct response *add_webhook_for_api(struct request *rq);	  /* POST …/webhooks */
const struct response *show_webhook_for_api(struct request *rq); /* GET …/webhooks/{} */
const struct response *replace_webhook_for_api(
    struct request *rq); /* PUT …/webhooks/{} */
const struct response *remove_webhook_for_api(
    struct request *rq); /* DELETE …/webhooks/{} */
/* POST …/webhooks/{}/secret, …/test; GET …/messages; POST …/messages/{}/again */
const struct response *renew_webhook_secret_for_api(struct request *rq);
const struct response *test_webhook_for_api(struct request *rq);
const struct response *list_webhook_messages_for_api(struct request *rq);
const struct response *send_webhook_again_for_api(struct request *rq);

/* Of one team: load_own_team_for_api before their own step. */
const struct response *load_own_team_for_api(struct request *rq);
const struct response *list_teams_for_api(struct request *rq);	 /* GET /api/v1/teams */
const struct response *create_team_for_api(struct request *rq);	 /* POST /api/v1/teams */
const struct response *show_team_for_api(struct request *rq);	 /* GET …/teams/{} */
const struct response *rename_team_for_api(struct request *rq);	 /* PUT …/teams/{} */
const struct response *delete_team_for_api(struct request *rq);	 /* DELETE …/teams/{} */
const struct response *list_members_for_api(struct request *rq); /* GET …/members */
const struct response *set_member_for_api(struct request *rq);	 /* PUT …/members/{} */
const struct response *remove_member_for_api(
    struct request *rq); /* DELETE …/members/{} */
const struct response *list_invitations_for_api(
    struct request *rq); /* GET …/invitations */
const struct response *invite_member_for_api(struct request *rq); /* POST …/invitations */
const struct response *withdraw_invitation_for_api(
    struct request *rq); /* DELETE …/invitations/{} */

/* Of one API of a team: load_own_api_for_api before their own step. */
const struct response *load_own_api_for_api(struct request *rq);
/* In a transaction: its team and it stay as they are; it is read anew. */
const struct response *hold_own_api_for_api(struct request *rq);
const struct response *list_apis_for_api(struct request *rq);	/* GET /api/v1/apis */
const struct response *create_api_for_api(struct request *rq);	/* POST /api/v1/apis */
const struct response *show_api_for_api(struct request *rq);	/* GET …/apis/{} */
const struct response *replace_api_for_api(struct request *rq); /* PUT …/apis/{} */
const struct response *delete_api_for_api(struct request *rq);	/* DELETE …/apis/{} */
const struct response *ask_for_api_for_api(struct request *rq); /* POST …/ask */
const struct response *list_scope_requests_for_api(
    struct request *rq); /* GET …/requests */
/* GET …/scopes; GET, PUT and DELETE …/scopes/{} */
const struct response *list_own_scopes_for_api(struct request *rq);
const struct response *show_own_scope_for_api(struct request *rq);
const struct response *put_own_scope_for_api(struct request *rq);
const struct response *remove_own_scope_for_api(struct request *rq);
/* GET …/scopes/{}/apps; PUT …/scopes/{}/apps/{} */
const struct response *list_apps_of_scope_for_api(struct request *rq);
const struct response *decide_own_scope_for_api(struct request *rq);

const struct response *list_webhooks(struct request *rq);  /* GET …/webhooks */
const struct response *add_webhook(struct request *rq);	   /* POST …/webhooks */
const struct response *show_webhook(struct request *rq);   /* GET …/webhooks/{} */
const struct response *change_webhook(struct request *rq); /* POST …/webhooks/{} */
/* POST …/webhooks/{}/secret, …/test, …/messages/{}/again, …/delete */
const struct response *renew_webhook_secret(struct request *rq);
const struct response *test_webhook(struct request *rq);
const struct response *send_webhook_again(struct request *rq);
const struct response *delete_webhook(struct request *rq);

#endif
