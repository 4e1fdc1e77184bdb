/*
 * The operators' pages. All routes: no_store, read_query or read_form, load_session, one
 * of the require_…, [check_csrf,] [load_app,] before their own step. Who has no role gets
 * 404, signed in or not, as if there were nothing.
 */
#ifndef AUTHZ_ADMIN_ENDPOINTS_H
#define AUTHZ_ADMIN_ENDPOINTS_H

#include "http/request.h"

/* Steps: the person's role is at least this one; sets rq->own. */
const struct response *require_auditor(struct request *rq);
const struct response *require_reviewer(struct request *rq);
const struct response *require_operator(struct request *rq);
/* A step: the app in the path, or 404. */
const struct response *load_any_app(struct request *rq);

const struct response *show_dashboard(struct request *rq); /* GET /admin */
const struct response *show_queue(struct request *rq);	   /* GET /admin/reviews */
const struct response *search_apps(struct request *rq);	   /* GET /admin/apps */
const struct response *show_any_app(struct request *rq);   /* GET /admin/apps/{} */
const struct response *decide_scope(struct request *rq);   /* POST …/scopes */
const struct response *decide_app(struct request *rq);	   /* POST …/review */
const struct response *suspend_app(struct request *rq);	   /* POST …/suspend */
const struct response *resume_app(struct request *rq);	   /* POST …/resume */

const struct response *decide_api(struct request *rq); /* POST /admin/apis/{}/review */

/* A step: the person in the path, or 404. */
const struct response *load_person(struct request *rq);

const struct response *search_people(struct request *rq);  /* GET /admin/users */
const struct response *show_person(struct request *rq);	   /* GET /admin/users/{} */
const struct response *end_session_of(struct request *rq); /* POST …/sessions/{}/end */
const struct response *disable_person(struct request *rq); /* POST …/disable */
const struct response *enable_person(struct request *rq);  /* POST …/enable */
const struct response *show_audit_log(struct request *rq); /* GET /admin/audit */
const struct response *export_audit_log(struct request *rq); /* GET /admin/audit.csv */

/* A step: the API in the path, or 404. */
const struct response *load_any_api(struct request *rq);
const struct response *list_any_apis(struct request *rq);	 /* GET /admin/apis */
const struct response *show_new_api_of_ours(struct request *rq); /* GET /admin/apis/new */
const struct response *add_api_of_ours(struct request *rq);    /* POST /admin/apis/new */
const struct response *show_any_api(struct request *rq);       /* GET /admin/apis/{} */
const struct response *change_any_api(struct request *rq);     /* POST /admin/apis/{} */
const struct response *delete_any_api(struct request *rq);     /* POST …/delete */
const struct response *show_any_new_scope(struct request *rq); /* GET …/scopes/new */
const struct response *add_any_scope(struct request *rq);      /* POST …/scopes/new */
const struct response *show_any_scope(struct request *rq);     /* GET /admin/scopes/{} */
const struct response *change_any_scope(struct request *rq);   /* POST /admin/scopes/{} */
const struct response *delete_any_scope(struct request *rq);   /* POST …/delete */
const struct response *show_operators(struct request *rq);     /* GET /admin/operators */
const struct response *change_operator(struct request *rq);    /* POST /admin/operators */
const struct response *show_deliveries(struct request *rq);    /* GET /admin/deliveries */
const struct response *show_settings_in_force(
    struct request *rq);			       /* GET /admin/settings */
const struct response *show_nodes(struct request *rq); /* GET /admin/nodes */
const struct response *show_keys(struct request *rq);  /* GET /admin/keys */
const struct response *rotate_key(struct request *rq); /* POST /admin/keys */

/*
 * The same by the JSON API, below /api/v1/admin. All routes: no_store, read_query,
 * require_bearer, require_admin_scope, one of the require_…_for_api, [load_…,] before
 * their own step. Who has no role is told so: what there is stands in the description.
 */
const struct response *require_auditor_for_api(struct request *rq);
const struct response *require_reviewer_for_api(struct request *rq);
const struct response *require_operator_for_api(struct request *rq);
const struct response *load_any_app_for_api(struct request *rq);
const struct response *load_person_for_api(struct request *rq);

const struct response *list_any_apps_for_api(struct request *rq); /* GET …/apps */
const struct response *show_any_app_for_api(struct request *rq);  /* GET …/apps/{} */
const struct response *list_scope_reviews_for_api(
    struct request *rq); /* GET …/apps/{}/scopes */
const struct response *decide_scope_for_api(struct request *rq);   /* PUT …/scopes/{} */
const struct response *list_decisions_for_api(struct request *rq); /* GET …/decisions */
const struct response *review_app_for_api(struct request *rq);	 /* POST …/decisions */
const struct response *suspend_app_for_api(struct request *rq);	 /* POST …/suspend */
const struct response *resume_app_for_api(struct request *rq);	 /* POST …/resume */
const struct response *list_reviews_for_api(struct request *rq); /* GET …/reviews */

const struct response *list_people_for_api(struct request *rq);	   /* GET …/users */
const struct response *show_person_for_api(struct request *rq);	   /* GET …/users/{} */
const struct response *disable_person_for_api(struct request *rq); /* POST …/disable */
const struct response *enable_person_for_api(struct request *rq);  /* POST …/enable */
const struct response *list_sessions_for_api(struct request *rq);  /* GET …/sessions */
const struct response *end_session_for_api(struct request *rq); /* DELETE …/sessions/{} */
const struct response *end_sessions_for_api(struct request *rq); /* DELETE …/sessions */
const struct response *list_allowed_for_api(struct request *rq); /* GET …/users/{}/apps */

const struct response *list_audit_events_for_api(
    struct request *rq);				       /* GET …/audit-events */
const struct response *list_keys_for_api(struct request *rq);  /* GET …/keys */
const struct response *rotate_key_for_api(struct request *rq); /* POST …/keys */
const struct response *list_nodes_for_api(struct request *rq); /* GET …/nodes */
const struct response *list_operators_for_api(struct request *rq); /* GET …/operators */
const struct response *show_overview_for_api(struct request *rq);  /* GET …/overview */
const struct response *list_deliveries_for_api(struct request *rq); /* …/deliveries */
const struct response *list_settings_for_api(struct request *rq);   /* GET …/settings */
const struct response *show_any_usage_for_api(struct request *rq); /* …/apps/{}/usage */

const struct response *load_resource_for_api(struct request *rq);
const struct response *list_resources_for_api(struct request *rq); /* GET …/resources */
const struct response *create_resource_for_api(struct request *rq); /* POST …/resources */
/* GET, PUT and DELETE …/resources/{} */
const struct response *show_resource_for_api(struct request *rq);
const struct response *replace_resource_for_api(struct request *rq);
const struct response *remove_resource_for_api(struct request *rq);
/* GET …/resources/{}/scopes; GET, PUT and DELETE …/scopes/{} */
const struct response *list_scopes_for_api(struct request *rq);
/* POST …/resources/{}/decisions; GET …/effects?scope= */
const struct response *review_resource_for_api(struct request *rq);
const struct response *show_effects_for_api(struct request *rq);
/* authz's own scopes: GET …/scopes; GET and PUT …/scopes/{} */
const struct response *list_authz_scopes_for_api(struct request *rq);
const struct response *show_authz_scope_for_api(struct request *rq);
const struct response *replace_authz_scope_for_api(struct request *rq);
const struct response *show_scope_of_resource_for_api(struct request *rq);
const struct response *put_scope_for_api(struct request *rq);
const struct response *remove_scope_for_api(struct request *rq);

#endif
