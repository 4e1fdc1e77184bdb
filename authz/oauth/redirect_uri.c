#include "oauth/redirect_uri.h"

#include "base/builder.h"

#include <arpa/inet.h>
#include <stdio.h>

struct parts {
	struct text scheme, authority, host;
};

static bool
is_scheme_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
	       c == '.';
}

/* RFC 3986 3: only what the rules look at. False when there is no scheme. */
static bool
split(struct text uri, struct parts *out)
{
	size_t colon = text_index(uri, ':');
	*out = (struct parts){.scheme = text_part(uri, 0, colon)};
	if (colon == 0 || colon + 1 >= uri.n || uri.at[0] < 'a' || uri.at[0] > 'z')
		return false;
	for (size_t i = 0; i < colon; i++)
		if (!is_scheme_char(uri.at[i]))
			return false;
	struct text rest = text_part(uri, colon + 1, uri.n);
	if (!text_starts(rest, TEXT("//")))
		return true;
	rest = text_part(rest, 2, rest.n);
	size_t end = 0;
	while (end < rest.n && rest.at[end] != '/' && rest.at[end] != '?' &&
	       rest.at[end] != '#')
		end++;
	out->authority = text_part(rest, 0, end);
	struct text host = out->authority;
	size_t at = host.n;
	while (at && host.at[at - 1] != '@')
		at--;
	host = text_part(host, at, host.n);
	if (host.n && host.at[0] == '[')
		host = text_part(host, 0, text_index(host, ']') + 1);
	else
		host = text_part(host, 0, text_index(host, ':'));
	out->host = host;
	return true;
}

static bool
is_loopback_literal(struct text host)
{
	return text_eq(host, TEXT("127.0.0.1")) || text_eq(host, TEXT("[::1]"));
}

static bool
is_loopback(struct text host)
{
	return is_loopback_literal(host) || text_eq(host, TEXT("localhost"));
}

/* What stands behind the host: nothing, or a port from 1 to 65535. */
static bool
has_good_port(const struct parts *p)
{
	size_t host_end = (size_t)(p->host.at + p->host.n - p->authority.at);
	struct text rest = text_part(p->authority, host_end, p->authority.n);
	uint64_t port;
	if (!rest.n)
		return true;
	return rest.at[0] == ':' && rest.n <= 6 &&
	       text_to_u64(text_part(rest, 1, rest.n), &port) && port >= 1 &&
	       port <= 65535;
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/* A name, an IPv4 address, or an IPv6 address in brackets. RFC 3986 3.2.2 allows more in
 * a name, but browsers don't agree on what it means. */
static bool
is_host(struct text host)
{
	unsigned char bytes[16];
	char room[INET6_ADDRSTRLEN];
	if (host.n && host.at[0] == '[') {
		if (host.n >= sizeof(room) || host.at[host.n - 1] != ']')
			return false;
		snprintf(
		    room, sizeof(room), "%.*s", TEXT_ARG(text_part(host, 1, host.n - 2)));
		return inet_pton(AF_INET6, room, bytes) == 1;
	}
	for (size_t i = 0; i < host.n; i++)
		if (!is_name_char(host.at[i]))
			return false;
	return host.n != 0;
}

static const char *
web_fault(const struct parts *p)
{
	if (text_index(p->authority, '@') < p->authority.n)
		return "redirect_uri.userinfo";
	if (!is_host(p->host) || !has_good_port(p))
		return "redirect_uri.malformed";
	if (text_eq(p->scheme, TEXT("http")) && !is_loopback(p->host))
		return "redirect_uri.http";
	return NULL;
}

const char *
web_url_fault(struct text url)
{
	struct parts p;
	if (!split(url, &p) ||
	    (!text_eq(p.scheme, TEXT("https")) && !text_eq(p.scheme, TEXT("http"))))
		return "redirect_uri.malformed";
	return web_fault(&p);
}

const char *
redirect_uri_fault(enum app_kind kind, struct text uri)
{
	struct parts p;
	if (uri.n > 2000)
		return "redirect_uri.long";
	for (size_t i = 0; i < uri.n; i++)
		if (uri.at[i] <= ' ' || uri.at[i] > '~' || uri.at[i] == '"' ||
		    uri.at[i] == '<' || uri.at[i] == '>' || uri.at[i] == '\\' ||
		    uri.at[i] == '^' || uri.at[i] == '`' || uri.at[i] == '{' ||
		    uri.at[i] == '|' || uri.at[i] == '}')
			return "redirect_uri.characters";
	if (text_index(uri, '#') < uri.n)
		return "redirect_uri.fragment";
	if (text_index(uri, '*') < uri.n)
		return "redirect_uri.wildcard";
	if (!split(uri, &p))
		return "redirect_uri.malformed";
	if (text_eq(p.scheme, TEXT("https")) || text_eq(p.scheme, TEXT("http")))
		return web_fault(&p);
	if (kind != APP_NATIVE)
		return "redirect_uri.custom_kind";
	/* A dot keeps out javascript:, data:, file: and all else that browsers act on. */
	if (text_index(p.scheme, '.') == p.scheme.n)
		return "redirect_uri.custom_dot";
	return text_index(p.authority, '@') < p.authority.n ? "redirect_uri.userinfo"
							    : NULL;
}

/* The URI without its port, when it is http on a loopback literal. */
static bool
without_port(struct text uri, struct text *before, struct text *after)
{
	struct parts p;
	if (!split(uri, &p) || !text_eq(p.scheme, TEXT("http")) ||
	    !is_loopback_literal(p.host) || p.authority.at != p.host.at ||
	    !has_good_port(&p))
		return false;
	*before = (struct text){uri.at, (size_t)(p.host.at + p.host.n - uri.at)};
	size_t end = (size_t)(p.authority.at + p.authority.n - uri.at);
	*after = text_part(uri, end, uri.n);
	return true;
}

bool
redirect_uri_matches(struct texts registered, struct text asked)
{
	struct text before, after, before_asked, after_asked;
	if (texts_have(registered, asked))
		return true;
	if (asked.n > 2000 || !without_port(asked, &before_asked, &after_asked))
		return false;
	for (size_t i = 0; i < registered.n; i++)
		if (without_port(registered.at[i], &before, &after) &&
		    text_eq(before, before_asked) && text_eq(after, after_asked))
			return true;
	return false;
}

struct text
redirect_uri_form_action(struct arena *a, struct text uri)
{
	return arena_printf(
	    a, "%.*s:", TEXT_ARG(text_part(uri, 0, text_index(uri, ':'))));
}

bool
redirect_uri_is_private_use(struct text uri)
{
	return !text_starts(uri, TEXT("https:")) && !text_starts(uri, TEXT("http:"));
}

struct text
redirect_uri_host(struct text uri)
{
	size_t colon = text_index(uri, ':');
	struct text rest = text_part(uri, colon + 1, uri.n);
	if (redirect_uri_is_private_use(uri))
		return text_part(uri, 0, colon);
	rest = text_part(rest, 2, rest.n);
	size_t end = 0;
	while (end < rest.n && rest.at[end] != '/' && rest.at[end] != '?')
		end++;
	return text_part(rest, 0, end);
}
