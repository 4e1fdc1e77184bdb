#include "oauth/registration_metadata.h"

#include "base/cleanup.h"
#include "html/page.h"
#include "oauth/app_rules.h"
#include "oauth/client_auth.h"
#include "oauth/grants.h"
#include "oauth/metadata_rules.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"

enum { SCOPES_MOST = 200 };

/* What stands in the app's own columns, by its names in a registration. */
struct plain {
	struct text client_name, client_uri, policy_uri, tos_uri, scope;
	struct text token_endpoint_auth_method;
	struct texts redirect_uris, grant_types, response_types;
};
#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct plain, member)                            \
	}
static const struct member rows[] = {
    ROW(client_name, MEMBER_TEXT),
    ROW(client_uri, MEMBER_TEXT),
    ROW(policy_uri, MEMBER_TEXT),
    ROW(tos_uri, MEMBER_TEXT),
    ROW(scope, MEMBER_TEXT),
    ROW(token_endpoint_auth_method, MEMBER_TEXT),
    ROW(redirect_uris, MEMBER_TEXTS),
    ROW(grant_types, MEMBER_TEXTS),
    ROW(response_types, MEMBER_TEXTS),
};
static const struct members plain_members = {rows, COUNT_OF(rows)};

/* For error_description: ASCII without quotes and backslashes (RFC 6749 5.2). */
static const char *
sentence(struct arena *a, struct text t)
{
	char *copy = (char *)arena_cstr(a, t);
	for (char *c = copy; *c; c++)
		if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
			*c = '\'';
	return copy;
}

static struct texts
default_grants(const struct plain *p)
{
	static const struct text code[] = {TEXT_INIT("authorization_code")};
	return p->grant_types.n ? p->grant_types : (struct texts){code, 1};
}

/* Those that this server has, and gives to anybody. */
static struct texts
known_grants(struct arena *a, struct texts asked)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < asked.n; i++)
		if (grant_type_for_anybody(asked.at[i]))
			texts_add(&list, asked.at[i]);
	return texts_done(&list);
}

/* People must be told something: where the app sends them is what nobody can make up. */
static struct text
name_of(const struct plain *p)
{
	if (p->client_name.n)
		return p->client_name;
	if (p->redirect_uris.n)
		return redirect_uri_host(p->redirect_uris.at[0]);
	return TEXT("App without a name");
}

static enum app_kind
kind_of(const struct client *app)
{
	if (text_eq(app->metadata.application_type, TEXT("native")))
		return APP_NATIVE;
	return app_kind_guess(app);
}

static const char *
response_types_fault(const struct plain *p, const struct client *app)
{
	bool has_code = texts_have(app->grant_types, TEXT("authorization_code"));
	if (p->response_types.n && !texts_have(p->response_types, TEXT("code")))
		return "response_types must have code: there is no other";
	if (p->response_types.n && !has_code)
		return "response_types has code, but grant_types lacks "
		       "authorization_code";
	return NULL;
}

const char *
registration_sector_fault(const struct client *app)
{
	bool elsewhere = texts_have(
	    app->grant_types, TEXT("urn:ietf:params:oauth:grant-type:device_code"));
	return elsewhere && text_eq(app->metadata.subject_type, TEXT("pairwise"))
		   ? "subject_type: pairwise is not for apps with the device_code grant "
		     "that register themselves; ask the operator"
		   : NULL;
}

/* The rules that hold for every app, however it is registered. */
static const char *
rules_fault(struct arena *a, const struct client *app, enum oauth_error_code *code)
{
	struct text uri = NO_TEXT;
	const char *fault = app_fault(app, &uri);
	if (fault) {
		bool about_uri =
		    uri.n || text_starts(text_of(fault), TEXT("app.redirect"));
		*code = about_uri ? INVALID_REDIRECT_URI : INVALID_CLIENT_METADATA;
		return sentence(a, phrase(a, LANGUAGE_EN, text_of(fault), NULL));
	}
	fault = client_metadata_fault(a, app);
	return fault ? sentence(a, text_of(fault)) : NULL;
}

void
registration_keep_operators(
    const struct client_metadata *from, struct client_metadata *to)
{
	to->fapi2 = from->fapi2;
	to->token_exchange_resources = from->token_exchange_resources;
	to->token_exchange_impersonation = from->token_exchange_impersonation;
	to->pkce_optional = from->pkce_optional;
	/* Details say more than the scopes that operators review, and client_credentials
	 * asks nobody. */
	to->authorization_details_types = from->authorization_details_types;
}

const char *
registration_read(struct arena *a, const json_t *metadata,
    const struct client_metadata *now, struct client *out, struct text *scope,
    enum oauth_error_code *code)
{
	struct plain p = {0};
	*out = (struct client){0};
	*code = INVALID_CLIENT_METADATA;
	const char *name = members_read(a, &plain_members, metadata, &p);
	if (!name)
		name =
		    members_read(a, &client_metadata_members, metadata, &out->metadata);
	if (name)
		return sentence(a, arena_printf(a, "%s has the wrong type", name));
	registration_keep_operators(now, &out->metadata);
	out->name = name_of(&p);
	out->homepage = p.client_uri;
	out->policy_uri = p.policy_uri;
	out->tos_uri = p.tos_uri;
	out->redirect_uris = p.redirect_uris;
	out->auth_method = p.token_endpoint_auth_method.n ? p.token_endpoint_auth_method
							  : TEXT("client_secret_basic");
	out->grant_types = known_grants(a, default_grants(&p));
	out->kind = kind_of(out);
	*scope = p.scope;
	if (!out->grant_types.n)
		return "grant_types has none that this server knows";
	const char *fault = response_types_fault(&p, out);
	if (!fault)
		fault = registration_sector_fault(out);
	return fault ? fault : rules_fault(a, out, code);
}

static void
sort_scopes(const struct scope *scopes, size_t n, struct texts_builder *approved,
    struct texts_builder *asked)
{
	for (size_t i = 0; i < n && i < SCOPES_MOST; i++) {
		if (scopes[i].sensitivity == SCOPE_OPEN)
			texts_add(approved, scopes[i].name);
		else if (scopes[i].sensitivity == SCOPE_REVIEW && asked)
			texts_add(asked, scopes[i].name);
	}
}

enum store_status
registration_scopes(struct db *db, struct arena *a, struct text scope,
    struct texts *approved, struct texts *asked)
{
	struct texts_builder open = texts_builder_new(a), review = texts_builder_new(a);
	struct texts names;
	struct scope *scopes;
	size_t n = 0;
	enum store_status status = STORE_OK;
	if (!scope.n)
		status = scopes_list(db, a, &scopes, &n);
	else if (scope_parse(a, scope, &names))
		status = scopes_named(db, a, names, &scopes, &n);
	if (status != STORE_OK)
		return status;
	if (n)
		sort_scopes(scopes, n, &open, scope.n ? &review : NULL);
	*approved = texts_done(&open);
	*asked = texts_done(&review);
	return STORE_OK;
}

json_t *
registration_json(struct arena *a, const struct client *app)
{
	struct plain p = {.client_name = app->name,
	    .client_uri = app->homepage,
	    .policy_uri = app->policy_uri,
	    .tos_uri = app->tos_uri,
	    .scope = texts_join(a, app->scopes, ' '),
	    .token_endpoint_auth_method = app->auth_method,
	    .redirect_uris = app->redirect_uris,
	    .grant_types = app->grant_types};
	static const struct text code[] = {TEXT_INIT("code")};
	if (texts_have(app->grant_types, TEXT("authorization_code")))
		p.response_types = (struct texts){code, 1};
	json_t *j = members_json(&plain_members, &p);
	json_t *more = members_json(&client_metadata_members, &app->metadata);
	json_object_update(j, more);
	json_decref(more);
	json_object_set_new(
	    j, "client_id", json_stringn(app->client_id.at, app->client_id.n));
	json_object_set_new(j, "client_id_issued_at", json_integer(app->created_at));
	return j;
}
