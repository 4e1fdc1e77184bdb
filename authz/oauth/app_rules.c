#include "oauth/app_rules.h"

#include "base/cleanup.h"
#include "base/encoding.h"
#include "oauth/client_auth.h"
#include "oauth/client_keys.h"
#include "oauth/grants.h"
#include "oauth/redirect_uri.h"

static const struct text code_grants[] = {
    TEXT_INIT("authorization_code"), TEXT_INIT("refresh_token")};
static const struct text device_grants[] = {
    TEXT_INIT("urn:ietf:params:oauth:grant-type:device_code"),
    TEXT_INIT("refresh_token")};
/* An app that can't prove who it is may not have these. */
static const struct text confidential_grants[] = {TEXT_INIT("client_credentials"),
    TEXT_INIT("urn:ietf:params:oauth:grant-type:token-exchange"),
    TEXT_INIT("urn:openid:params:grant-type:ciba")};
static const struct text service_grants[] = {TEXT_INIT("client_credentials")};

#define GRANTS(list)                                                                     \
	{                                                                                \
		list, COUNT_OF(list)                                                     \
	}

static const struct app_kind_rule rules[] = {
    {APP_WEB, TEXT_INIT("client_secret_basic"), GRANTS(code_grants), true, false},
    {APP_BROWSER, TEXT_INIT("none"), GRANTS(code_grants), true, true},
    {APP_NATIVE, TEXT_INIT("none"), GRANTS(code_grants), true, true},
    {APP_DEVICE, TEXT_INIT("none"), GRANTS(device_grants), false, true},
    {APP_SERVICE, TEXT_INIT("client_secret_basic"), GRANTS(service_grants), false, false},
    {APP_RESOURCE_SERVER, TEXT_INIT("client_secret_basic"), {NULL, 0}, false, false},
};

const struct app_kind_rule *
app_kind_rule(enum app_kind kind)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (rules[i].kind == kind)
			return &rules[i];
	return &rules[0];
}

enum app_kind
app_kind_guess(const struct client *app)
{
	struct texts uris = app->redirect_uris;
	if (!text_eq(app->auth_method, TEXT("none")))
		return uris.n ? APP_WEB : APP_SERVICE;
	if (!uris.n && texts_have(app->grant_types, device_grants[0]))
		return APP_DEVICE;
	for (size_t i = 0; i < uris.n; i++)
		if (!text_starts(uris.at[i], TEXT("https://")))
			return APP_NATIVE;
	return APP_BROWSER;
}

const char *
app_name_fault(struct text name)
{
	if (utf8_blank(name))
		return "app.name_missing";
	if (!utf8_plain(name, false))
		return "app.name_control";
	return utf8_length(name) > 100 ? "app.name_long" : NULL;
}

const char *
app_description_fault(struct text description)
{
	if (!utf8_plain(description, true))
		return "app.description_control";
	return utf8_length(description) > 1000 ? "app.description_long" : NULL;
}

/* People are shown the host that a link leads to, so it must be the one that browsers go
 * to: a name before an @, or what follows a backslash, would be another. */
const char *
app_link_fault(struct text url)
{
	if (!url.n)
		return NULL;
	if (url.n > 2000)
		return "app.link";
	for (size_t i = 0; i < url.n; i++)
		if (url.at[i] <= ' ' || url.at[i] > '~' || url.at[i] == '"' ||
		    url.at[i] == '<' || url.at[i] == '\\')
			return "app.link";
	return web_url_fault(url) ? "app.link" : NULL;
}

static const char *
grants_fault(const struct client *app, bool is_public)
{
	for (size_t i = 0; i < app->grant_types.n; i++)
		if (!grant_type_known(app->grant_types.at[i]))
			return "app.grant_unknown";
	if (texts_have(app->grant_types, TEXT("authorization_code")) &&
	    !app->redirect_uris.n)
		return "app.redirect_uri_missing";
	for (size_t i = 0; is_public && i < COUNT_OF(confidential_grants); i++)
		if (texts_have(app->grant_types, confidential_grants[i]))
			return "app.public_credentials";
	return NULL;
}

const char *
app_fault(const struct client *app, struct text *uri)
{
	bool is_public = text_eq(app->auth_method, TEXT("none"));
	const char *fault = app_name_fault(app->name);
	if (!fault)
		fault = app_description_fault(app->description);
	if (fault)
		return fault;
	fault = client_auth_fault(app);
	if (fault)
		return fault;
	if (is_public && app->kind == APP_RESOURCE_SERVER)
		return "app.resource_server_public";
	if (app->redirect_uris.n > APP_REDIRECT_URIS_MOST)
		return "app.redirect_uris_many";
	for (size_t i = 0; i < app->redirect_uris.n; i++) {
		*uri = app->redirect_uris.at[i];
		fault = redirect_uri_fault(app->kind, *uri);
		if (fault)
			return fault;
	}
	*uri = NO_TEXT;
	const struct text links[] = {app->homepage, app->policy_uri, app->tos_uri};
	for (size_t i = 0; i < COUNT_OF(links); i++)
		if (app_link_fault(links[i]))
			return "app.link";
	fault = client_keys_fault(app);
	return fault ? fault : grants_fault(app, is_public);
}
