#include "portal/app_document.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "oauth/app_rules.h"
#include "oauth/grants.h"
#include "oauth/logo.h"
#include "oauth/metadata_rules.h"
#include "oauth/registration_metadata.h"
#include "oauth/secret_document.h"
#include "oauth/subject.h"
#include "settings/settings.h"

/* What stands in the app's own columns. */
struct columns {
	struct text client_name, description, client_uri, policy_uri, tos_uri;
	struct text token_endpoint_auth_method;
	struct texts redirect_uris, grant_types;
};
#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct columns, member)                          \
	}
static const struct member rows[] = {
    ROW(client_name, MEMBER_TEXT),
    ROW(description, MEMBER_TEXT),
    ROW(client_uri, MEMBER_TEXT),
    ROW(policy_uri, MEMBER_TEXT),
    ROW(tos_uri, MEMBER_TEXT),
    ROW(token_endpoint_auth_method, MEMBER_TEXT),
    ROW(redirect_uris, MEMBER_TEXTS),
    ROW(grant_types, MEMBER_TEXTS),
};
static const struct members column_members = {rows, COUNT_OF(rows)};

static const char *const others[] = {"client_id", "team_id", "kind", "logo", "scopes",
    "secrets", "reviewed_at", "suspended_at", "created_at"};

static json_t *
scopes_json(const struct client *app)
{
	json_t *states = json_object();
	for (size_t i = 0; i < app->app_scope_count; i++) {
		const struct app_scope *s = &app->app_scopes[i];
		json_object_setn_new(states, s->scope.at, s->scope.n,
		    json_text(scope_state_name(s->state)));
	}
	return states;
}

static json_t *
logo_json(struct arena *a, const struct client *app)
{
	struct text hash = logo_shown(app);
	if (!hash.n)
		return json_null();
	return json_text(arena_printf(
	    a, "%.*s/logos/%.*s", TEXT_ARG(settings()->server.issuer), TEXT_ARG(hash)));
}

json_t *
app_document(struct arena *a, const struct client *app)
{
	const struct columns c = {app->name, app->description, app->homepage,
	    app->policy_uri, app->tos_uri, app->auth_method, app->redirect_uris,
	    app->grant_types};
	json_t *j = json_pack("{so so so so so so so so so}", "client_id",
	    json_text(app->client_id), "team_id", json_text(uuid_text(a, app->team_id)),
	    "kind", json_text(app_kind_name(app->kind)), "logo", logo_json(a, app),
	    "scopes", scopes_json(app), "secrets", valid_secret_documents(a, app),
	    "reviewed_at", json_time(app->reviewed_at), "suspended_at",
	    json_time(app->suspended_at), "created_at", json_time(app->created_at));
	json_t *own = members_json(&column_members, &c);
	json_t *more = members_json(&client_metadata_members, &app->metadata);
	json_object_update(j, more);
	json_object_update(j, own);
	json_decref(own);
	json_decref(more);
	return j;
}

const char *const *
app_document_members(struct arena *a)
{
	const struct members *tables[] = {&column_members, &client_metadata_members};
	size_t n = 0;
	const char **names = arena_alloc(
	    a, (column_members.n + client_metadata_members.n + COUNT_OF(others) + 1) *
		   sizeof(*names));
	for (size_t t = 0; t < COUNT_OF(tables); t++)
		for (size_t i = 0; i < tables[t]->n; i++)
			names[n++] = tables[t]->at[i].name;
	for (size_t i = 0; i < COUNT_OF(others); i++)
		names[n++] = others[i];
	names[n] = NULL;
	return names;
}

/* Which member a fault of app_fault() is about. */
static struct text
member_at_fault(
    struct arena *a, const struct client *app, struct text fault, struct text uri)
{
	static const struct {
		struct text fault, pointer;
	} table[] = {{TEXT_INIT("app.name"), TEXT_INIT("/client_name")},
	    {TEXT_INIT("app.description"), TEXT_INIT("/description")},
	    {TEXT_INIT("app.redirect"), TEXT_INIT("/redirect_uris")},
	    {TEXT_INIT("app.grant"), TEXT_INIT("/grant_types")},
	    {TEXT_INIT("app.public_credentials"), TEXT_INIT("/grant_types")},
	    {TEXT_INIT("app.jwks"), TEXT_INIT("/jwks")},
	    {TEXT_INIT("app.keys"), TEXT_INIT("/jwks")}};
	for (size_t i = 0; uri.n && i < app->redirect_uris.n; i++)
		if (text_eq(app->redirect_uris.at[i], uri))
			return arena_printf(a, "/redirect_uris/%zu", i);
	if (text_eq(fault, TEXT("app.link")))
		return app_link_fault(app->homepage)	 ? TEXT("/client_uri")
		       : app_link_fault(app->policy_uri) ? TEXT("/policy_uri")
							 : TEXT("/tos_uri");
	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (text_starts(fault, table[i].fault))
			return table[i].pointer;
	return TEXT("/token_endpoint_auth_method");
}

static bool
refuse(struct document_fault *fault, struct text pointer, struct text detail)
{
	*fault = (struct document_fault){pointer, detail};
	return false;
}

/* Of a sentence of ours that begins with the member's name. */
static struct text
first_word(struct text sentence)
{
	size_t end = 0;
	while (end < sentence.n &&
	       (sentence.at[end] == '_' ||
		   (sentence.at[end] >= 'a' && sentence.at[end] <= 'z') ||
		   (sentence.at[end] >= '0' && sentence.at[end] <= '9')))
		end++;
	return text_part(sentence, 0, end);
}

/* The rules that hold for every app, however it is registered. */
static bool
fits(struct arena *a, enum language language, const struct client *app,
    struct document_fault *fault)
{
	struct text uri = NO_TEXT;
	const char *why = app_fault(app, &uri);
	if (why)
		return refuse(fault, member_at_fault(a, app, text_of(why), uri),
		    phrase(a, language, text_of(why), NULL));
	why = client_metadata_fault(a, app);
	if (!why)
		why = registration_sector_fault(app);
	if (!why)
		why = sector_fault(a, app);
	if (!why)
		return true;
	struct text word = first_word(text_of(why));
	return refuse(fault, arena_printf(a, "/%.*s", TEXT_ARG(word)), text_of(why));
}

/* Some grants are an operator's to give; who has one keeps it. */
static bool
may_have(
    struct arena *a, struct texts wanted, struct texts held, struct document_fault *fault)
{
	for (size_t i = 0; i < wanted.n; i++)
		if (!grant_type_for_anybody(wanted.at[i]) &&
		    !texts_have(held, wanted.at[i]))
			return refuse(fault, arena_printf(a, "/grant_types/%zu", i),
			    TEXT("there is no such grant, or an operator must give it"));
	return true;
}

bool
app_document_read(struct arena *a, enum language language, const json_t *document,
    struct client *app, struct document_fault *fault)
{
	const struct app_kind_rule *rule = app_kind_rule(app->kind);
	struct columns c = {.token_endpoint_auth_method = rule->auth_method,
	    .grant_types = rule->grant_types};
	struct client_metadata metadata = {0};
	const char *wrong = members_read(a, &column_members, document, &c);
	if (!wrong)
		wrong = members_read(a, &client_metadata_members, document, &metadata);
	if (wrong)
		return refuse(
		    fault, arena_printf(a, "/%s", wrong), TEXT("it has the wrong type"));
	if (!may_have(a, c.grant_types, app->grant_types, fault))
		return false;
	registration_keep_operators(&app->metadata, &metadata);
	app->name = text_trim(c.client_name);
	app->description = text_trim(c.description);
	app->homepage = c.client_uri;
	app->policy_uri = c.policy_uri;
	app->tos_uri = c.tos_uri;
	app->auth_method = c.token_endpoint_auth_method;
	app->redirect_uris = c.redirect_uris;
	app->grant_types = c.grant_types;
	app->metadata = metadata;
	return fits(a, language, app, fault);
}
