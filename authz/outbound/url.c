/* What a URL must be before anything is done with it: read by the parser that fetches. */
#include "outbound/url.h"
#include "base/cleanup.h"
#include "outbound/fetch.h"
#include "settings/settings.h"

#include <arpa/inet.h>
#include <stdio.h>

enum { LONGEST = 2000 };

DEFINE_CLEANUP(url, CURLU *, curl_url_cleanup);
DEFINE_CLEANUP(part, char *, curl_free);

bool
host_is_loopback(const char *host)
{
	struct in_addr v4;
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	       (inet_pton(AF_INET, host, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127);
}

static bool
is_graphic(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.at[i] <= ' ' || t.at[i] > '~' || t.at[i] == '\\')
			return false;
	return true;
}

static const char *
judge(CURLU *url)
{
	CLEANUP(part) char *scheme = NULL, *host = NULL;
	if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		return "the URL has no host";
	if (strcmp(scheme, "https") == 0)
		return NULL;
	if (strcmp(scheme, "http") == 0 && settings()->outbound.allow_private &&
	    host_is_loopback(host))
		return NULL;
	return "the URL must begin with https://";
}

const char *
url_open(struct text t, CURLU **url)
{
	char room[LONGEST + 1];
	*url = NULL;
	if (!t.n || t.n > LONGEST || !is_graphic(t))
		return "the URL must be of 1 to 2000 printable ASCII characters without "
		       "spaces or backslashes";
	if (text_index(t, '#') != t.n)
		return "the URL must not have a fragment";
	snprintf(room, sizeof(room), "%.*s", TEXT_ARG(t));
	CURLU *made = curl_url();
	if (!made)
		return "the server is short of memory";
	CURLUcode code = curl_url_set(made, CURLUPART_URL, room, CURLU_DISALLOW_USER);
	const char *fault = NULL;
	if (code == CURLUE_USER_NOT_ALLOWED)
		fault = "the URL must not carry a user name or password";
	else if (code != CURLUE_OK)
		fault = "the URL is malformed; it must begin with https://";
	else
		fault = judge(made);
	if (fault)
		curl_url_cleanup(made);
	else
		*url = made;
	return fault;
}

const char *
fetch_url_fault(struct text t)
{
	CLEANUP(url) CURLU *url = NULL;
	return url_open(t, &url);
}
