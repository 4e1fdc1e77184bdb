/*
 * What an app writes into an authorization request, and what a developer may register:
 * redirect URIs, scopes, PKCE, and the paths that a login leads back to. libcurl's URL
 * parser is the second opinion: where two parsers differ, redirects go astray.
 */
#include "fuzz.h"
#include "identity/signin.h"
#include "jose/digest.h"
#include "oauth/app_rules.h"
#include "oauth/pkce.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"

#include <curl/curl.h>

DEFINE_CLEANUP(url, CURLU *, curl_url_cleanup);

/* The host as libcurl sees it; the empty text when it can't read the URL, or when there
 * is userinfo before the host. */
static struct text
host_by_curl(struct arena *a, const char *base, struct text url)
{
	__attribute__((cleanup(url_cleanup))) CURLU *u = curl_url();
	char *host = NULL, *user = NULL;
	struct text copy = NO_TEXT;
	if (base)
		HOLDS(curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK);
	if (curl_url_set(u, CURLUPART_URL, arena_cstr(a, url), 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_NO_USER &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		copy = arena_text(a, text_of(host));
	curl_free(host);
	curl_free(user);
	return copy;
}

static bool
is_loopback(struct text host)
{
	return text_eq(host, TEXT("127.0.0.1")) || text_eq(host, TEXT("[::1]")) ||
	       text_eq(host, TEXT("localhost"));
}

static bool
is_web(struct text uri)
{
	return text_starts(uri, TEXT("https://")) || text_starts(uri, TEXT("http://"));
}

static void
what_may_be_registered_is_safe(struct arena *a, struct text uri)
{
	bool native = !redirect_uri_fault(APP_NATIVE, uri);
	bool web = !redirect_uri_fault(APP_WEB, uri);
	HOLDS(!web || native);
	HOLDS(web == !redirect_uri_fault(APP_BROWSER, uri));
	if (!native)
		return;
	for (size_t i = 0; i < uri.n; i++)
		HOLDS(uri.at[i] > ' ' && uri.at[i] <= '~' &&
		      !strchr("#*\"<>\\^`{|}", uri.at[i]));
	HOLDS(redirect_uri_is_private_use(uri) == !web);
	HOLDS(web == is_web(uri));
	struct text scheme = text_part(uri, 0, text_index(uri, ':'));
	HOLDS(web || has_char(scheme, '.'));
	if (!web)
		return;
	struct text host = host_by_curl(a, NULL, uri);
	HOLDS(host.n && (text_starts(uri, TEXT("https:")) || is_loopback(host)));
}

/* The loopback URI without its port. */
static struct text
without_port(struct arena *a, struct text uri)
{
	bool v6 = text_starts(uri, TEXT("http://[::1]"));
	HOLDS(v6 || text_starts(uri, TEXT("http://127.0.0.1")));
	size_t host_end = v6 ? 12 : 16, end = host_end;
	if (end < uri.n && uri.at[end] == ':')
		for (end++; end < uri.n && uri.at[end] >= '0' && uri.at[end] <= '9';)
			end++;
	struct text before = text_part(uri, 0, host_end),
		    after = text_part(uri, end, uri.n);
	return arena_printf(a, "%.*s%.*s", TEXT_ARG(before), TEXT_ARG(after));
}

static void
only_loopback_ports_may_differ(struct arena *a, struct text one, struct text other)
{
	bool matches = redirect_uri_matches((struct texts){&one, 1}, other);
	HOLDS(redirect_uri_matches((struct texts){&one, 1}, one));
	HOLDS(!redirect_uri_matches((struct texts){NULL, 0}, one));
	if (redirect_uri_fault(APP_NATIVE, one) || !matches || text_eq(one, other))
		return;
	HOLDS(!redirect_uri_fault(APP_NATIVE, other) || other.n > 2000);
	HOLDS(text_eq(without_port(a, one), without_port(a, other)));
	HOLDS(redirect_uri_matches((struct texts){&other, 1}, one));
}

static void
scopes_are_sets(struct arena *a, struct text one, struct text other)
{
	struct texts left, right, again;
	if (!scope_parse(a, one, &left))
		return;
	HOLDS(scope_parse(a, scope_text(a, left), &again));
	HOLDS(again.n == left.n && scope_within(again, left));
	for (size_t i = 0; i < left.n; i++)
		for (size_t k = 0; k < i; k++)
			HOLDS(!text_eq(left.at[i], left.at[k]));
	if (!scope_parse(a, other, &right))
		return;
	struct texts both = scope_intersect(a, left, right);
	HOLDS(scope_within(both, left) && scope_within(both, right));
	HOLDS(scope_within(left, right) == (both.n == left.n));
}

static void
only_the_verifier_fits_its_challenge(
    struct arena *a, struct text verifier, struct text challenge)
{
	struct text own = sha256_base64url(a, verifier);
	HOLDS(pkce_challenge_valid(own));
	bool good = pkce_verifier_matches(a, verifier, own);
	HOLDS(
	    !good || (verifier.n >= 43 && verifier.n <= 128 && !has_char(verifier, '=')));
	HOLDS(!pkce_verifier_matches(a, verifier, challenge) || text_eq(own, challenge));
}

static void
a_local_path_stays_here(struct arena *a, struct text path)
{
	if (!is_local_path(path))
		return;
	/* libcurl's own form of a path: a # may be cut off, the host may not change. */
	struct text host = host_by_curl(a, "https://id.example/login", path);
	HOLDS(text_eq(host, TEXT("id.example")));
}

static void
a_link_leads_to_where_it_says(struct arena *a, struct text url)
{
	if (!url.n || app_link_fault(url))
		return;
	struct text host = host_by_curl(a, NULL, url);
	HOLDS(host.n && (text_starts(url, TEXT("https:")) || is_loopback(host)));
}

void
fuzz(struct arena *a, struct text input)
{
	struct text one = next_line(&input), other = next_line(&input);
	if (has_char(one, '\0'))
		return;
	what_may_be_registered_is_safe(a, one);
	only_loopback_ports_may_differ(a, one, other);
	scopes_are_sets(a, one, other);
	only_the_verifier_fits_its_challenge(a, one, other);
	a_local_path_stays_here(a, one);
	a_link_leads_to_where_it_says(a, one);
}
