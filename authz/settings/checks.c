#include "settings/address.h"
#include "settings/table.h"

#include <arpa/inet.h>
#include <stdio.h>

static bool
is_ip(int family, struct text t)
{
	char room[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	if (t.n >= sizeof(room) || text_index(t, '\0') != t.n)
		return false;
	snprintf(room, sizeof(room), "%.*s", TEXT_ARG(t));
	return inet_pton(family, room, bytes) == 1;
}

bool
address_split(struct text t, struct address *out)
{
	size_t colon = t.n;
	while (colon && t.at[colon - 1] != ':')
		colon--;
	if (!colon || t.n - colon > 5)
		return false;
	out->host = text_part(t, 0, colon - 1);
	out->bracketed =
	    text_starts(out->host, TEXT("[")) && text_ends(out->host, TEXT("]"));
	if (out->bracketed)
		out->host = text_part(out->host, 1, out->host.n - 2);
	return text_to_u64(text_part(t, colon, t.n), &out->port) && out->port <= 65535;
}

bool
address_is_loopback(struct text host)
{
	return text_eq(host, TEXT("localhost")) || text_eq(host, TEXT("127.0.0.1")) ||
	       text_eq(host, TEXT("::1"));
}

const char *
check_listen(struct text t)
{
	struct address address;
	if (!address_split(t, &address) ||
	    !is_ip(address.bracketed ? AF_INET6 : AF_INET, address.host))
		return "must be address:port, such as 127.0.0.1:8080 or [::1]:8080";
	if (!address.port)
		return "must name a port from 1 to 65535: clients could not find port 0";
	return NULL;
}

const char *
check_network(struct text t)
{
	static const char wrong[] = "must be an address or a range, such as 10.0.0.0/8";
	size_t slash = text_index(t, '/');
	struct text host = text_part(t, 0, slash);
	bool v4 = is_ip(AF_INET, host);
	uint64_t bits;
	if (!v4 && !is_ip(AF_INET6, host))
		return wrong;
	if (slash == t.n)
		return NULL;
	if (!text_to_u64(text_part(t, slash + 1, t.n), &bits) || bits > (v4 ? 32 : 128))
		return wrong;
	return NULL;
}

static bool
all_of(struct text t, const char *others, bool upper)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.at[i];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			continue;
		if (upper && c >= 'A' && c <= 'Z')
			continue;
		if (!c || !strchr(others, c))
			return false;
	}
	return true;
}

/* RFC 3986 3.3 without percent-encoding, so that the issuer has one spelling only. */
static const char *
check_path(struct text path)
{
	struct text segment;
	if (!path.n)
		return NULL;
	if (path.at[path.n - 1] == '/')
		return "must not end in a slash";
	if (!all_of(path, "/-._~!$&'()*+,;=:@", true))
		return "has a character in its path that an issuer can't have";
	path = text_part(path, 1, path.n);
	while (text_next(&path, '/', &segment))
		if (!segment.n || text_eq(segment, TEXT(".")) ||
		    text_eq(segment, TEXT("..")))
			return "must not have empty or dotted segments in its path";
	return NULL;
}

/* A host name or address in lower case, with a port or without. */
static bool
host_split(struct text authority, struct address *out)
{
	size_t host_end = authority.n && authority.at[0] == '['
			      ? text_index(authority, ']') + 1
			      : text_index(authority, ':');
	if (host_end >= authority.n) {
		out->bracketed = text_starts(authority, TEXT("["));
		out->host =
		    out->bracketed ? text_part(authority, 1, authority.n - 2) : authority;
		if (out->bracketed && !text_ends(authority, TEXT("]")))
			return false;
	} else if (!address_split(authority, out) || !out->port) {
		return false;
	}
	if (out->bracketed)
		return is_ip(AF_INET6, out->host);
	return out->host.n && all_of(out->host, "-.", false) && out->host.at[0] != '.' &&
	       out->host.at[0] != '-';
}

/* RFC 8414 2: an https URL without query and fragment. It is compared as a string
 * everywhere, so it has to be in the form in which browsers write it too. */
const char *
check_issuer(struct text url)
{
	bool http = text_starts(url, TEXT("http://"));
	if (!http && !text_starts(url, TEXT("https://")))
		return "must be an http or https URL, such as https://id.example.com";
	if (text_index(url, '?') != url.n || text_index(url, '#') != url.n)
		return "must have neither a query nor a fragment";
	struct text rest = text_part(url, http ? 7 : 8, url.n);
	size_t slash = text_index(rest, '/');
	struct address address;
	if (!host_split(text_part(rest, 0, slash), &address))
		return "must have a host in lower case, and a port from 1 to 65535 or "
		       "none";
	if (http && !address_is_loopback(address.host))
		return "must be https: http is for localhost, 127.0.0.1 and [::1] only, "
		       "without exception; behind a proxy that ends TLS, give the URL "
		       "that "
		       "people see";
	return check_path(text_part(rest, slash, rest.n));
}

const char *
check_mtls_issuer(struct text url)
{
	if (url.n && !text_starts(url, TEXT("https://")))
		return "must be an https URL, such as https://mtls.id.example.com";
	return url.n ? check_issuer(url) : NULL;
}

const char *
check_mail_url(struct text url)
{
	bool smtps = text_starts(url, TEXT("smtps://"));
	struct address address;
	if (!url.n)
		return NULL;
	if (!smtps && !text_starts(url, TEXT("smtp://")))
		return "must be smtp://host:port or smtps://host:port";
	if (!host_split(text_part(url, smtps ? 8 : 7, url.n), &address))
		return "must have a host in lower case, a port from 1 to 65535 or none, "
		       "and "
		       "nothing behind; who signs in stands in [mail] username and "
		       "password";
	return NULL;
}

const char *
check_mail_from(struct text t)
{
	size_t at = text_index(t, '@');
	bool good = !t.n || (at && at + 1 < t.n);
	for (size_t i = 0; i < t.n; i++)
		good = good && t.at[i] > ' ' && t.at[i] <= '~' &&
		       !strchr("()<>[]:;,\\\"", t.at[i]) && (t.at[i] != '@' || i == at);
	return good ? NULL : "must be an address, such as no-reply@example.com";
}
