#include "oauth/resource_rules.h"

#include "base/cleanup.h"
#include "base/encoding.h"
#include "oauth/redirect_uri.h"
#include "settings/settings.h"

bool
is_resource_uri(struct text uri)
{
	size_t colon = text_index(uri, ':');
	if (colon == 0 || colon + 1 >= uri.n || uri.n > 500 ||
	    text_index(uri, '#') < uri.n)
		return false;
	for (size_t i = 0; i < uri.n; i++)
		if (uri.at[i] <= ' ' || uri.at[i] > '~' || uri.at[i] == '"' ||
		    uri.at[i] == '\\')
			return false;
	return true;
}

/* Compared as it is written, as audiences are; so it is written in one way. */
const char *
team_resource_uri_fault(struct text uri)
{
	static const struct text https = TEXT_INIT("https://");
	struct text issuer = settings()->server.issuer;
	if (!is_resource_uri(uri) || !text_starts(uri, https) || web_url_fault(uri))
		return "api.uri";
	struct text rest = text_part(uri, https.n, uri.n);
	size_t host = text_index(rest, '/');
	for (size_t i = 0; i < host && i < rest.n; i++)
		if (rest.at[i] >= 'A' && rest.at[i] <= 'Z')
			return "api.uri_capitals";
	if (text_index(uri, '?') < uri.n || text_index(uri, '%') < uri.n)
		return "api.uri_query";
	if (text_starts(uri, issuer) && (uri.n == issuer.n || uri.at[issuer.n] == '/'))
		return "api.uri_own";
	return NULL;
}

const char *
resource_lifetime_fault(int64_t seconds, int64_t most)
{
	return seconds == 0 || (seconds >= RESOURCE_LIFETIME_LEAST && seconds <= most)
		   ? NULL
		   : "api.lifetime";
}

const char *
scope_prefix_fault(struct text prefix)
{
	/* Words that stand before a colon, or alone, in scopes of the protocols. */
	static const struct text taken[] = {TEXT_INIT("openid"), TEXT_INIT("profile"),
	    TEXT_INIT("email"), TEXT_INIT("address"), TEXT_INIT("phone"),
	    TEXT_INIT("offline"), TEXT_INIT("authz"), TEXT_INIT("urn"), TEXT_INIT("http"),
	    TEXT_INIT("https"), TEXT_INIT("admin"), TEXT_INIT("developer"),
	    TEXT_INIT("account"), TEXT_INIT("apps"), TEXT_INIT("apis"),
	    TEXT_INIT("teams")};
	if (prefix.n < 2 || prefix.n > 40 || prefix.at[0] < 'a' || prefix.at[0] > 'z')
		return "api.prefix";
	for (size_t i = 0; i < prefix.n; i++) {
		char c = prefix.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return "api.prefix";
	}
	for (size_t i = 0; i < COUNT_OF(taken); i++)
		if (text_eq(taken[i], prefix))
			return "api.prefix_taken";
	return NULL;
}

bool
is_scope_name(struct text name)
{
	if (!name.n || name.n > 128)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.at[i] <= ' ' || name.at[i] > '~' || name.at[i] == '"' ||
		    name.at[i] == '\\')
			return false;
	return true;
}

static bool
has_prefix(const struct resource *r, struct text name)
{
	size_t colon = text_index(name, ':');
	for (size_t i = colon; i < name.n; i++) {
		char c = name.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			text_index(TEXT("-._:"), c) < 4))
			return false;
	}
	return r->scope_prefix.n && colon + 1 < name.n &&
	       text_eq(text_part(name, 0, colon), r->scope_prefix);
}

const char *
scope_words_fault(struct arena *a, const struct scope *s, const char **field)
{
	static const struct {
		const char *title, *description;
		struct text language;
	} fields[] = {{"title_en", "description_en", TEXT_INIT("en")},
	    {"title_zh", "description_zh", TEXT_INIT("zh")}};
	*field = "title_en";
	if (utf8_blank(in_language(a, s->title, TEXT("en"))))
		return "api.title_missing";
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		struct text title = in_language(a, s->title, fields[i].language);
		struct text words = in_language(a, s->description, fields[i].language);
		*field = fields[i].title;
		if (!utf8_plain(title, false) || utf8_length(title) > 100)
			return "api.title";
		*field = fields[i].description;
		if (!utf8_plain(words, false) || utf8_length(words) > 300)
			return "api.description";
	}
	return NULL;
}

const char *
team_scope_fault(
    struct arena *a, const struct resource *r, const struct scope *s, const char **field)
{
	*field = "scope";
	if (!is_scope_name(s->name) || !has_prefix(r, s->name))
		return "api.scope_name";
	*field = "sensitivity";
	if (s->sensitivity == SCOPE_INTERNAL)
		return "api.sensitivity";
	return scope_words_fault(a, s, field);
}
