/* RFC 9449 4.3 compares URLs, not their spellings. */
#include "base/builder.h"
#include "base/encoding.h"
#include "oauth/dpop.h"

static bool
is_unreserved(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

static void
build_lower(struct builder *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.at[i];
		build_char(b, (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
	}
}

/* Escapes of what needs none are undone, the others get capital digits (RFC 3986
 * 6.2.2.1, 6.2.2.2). */
static bool
build_unescaped(struct builder *b, struct text path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (path.at[i] != '%') {
			build_char(b, path.at[i]);
			continue;
		}
		int high = i + 1 < path.n ? hex_digit(path.at[i + 1]) : -1;
		int low = i + 2 < path.n ? hex_digit(path.at[i + 2]) : -1;
		if (high < 0 || low < 0)
			return false;
		int c = high << 4 | low;
		if (is_unreserved(c))
			build_char(b, (char)c);
		else
			build_printf(b, "%%%02X", c);
		i += 2;
	}
	return true;
}

/* Segments `.` and `..` lead to where they lead (RFC 3986 6.2.2.3). */
static void
build_without_dots(struct builder *b, struct text path)
{
	size_t root = b->n;
	while (path.n) {
		size_t n = 1 + text_index(text_part(path, 1, path.n), '/');
		struct text segment = text_part(path, 0, n);
		bool up = text_eq(segment, TEXT("/.."));
		path = text_part(path, n, path.n);
		while (up && b->n > root && b->at[--b->n] != '/')
			;
		if (!up && !text_eq(segment, TEXT("/.")))
			build_text(b, segment);
		else if (!path.n)
			build_char(b, '/');
	}
}

static size_t
end_of(struct text t, const char *stops)
{
	size_t n = 0;
	while (n < t.n && !strchr(stops, t.at[n]))
		n++;
	return n;
}

/* The authority's host and its port with the colon; false when it is neither. */
static bool
split_authority(struct text authority, struct text *host, struct text *port)
{
	size_t from = text_starts(authority, TEXT("[")) ? text_index(authority, ']') : 0;
	struct text rest = text_part(authority, from, authority.n);
	size_t end = from + text_index(rest, ':');
	if (from && from == authority.n)
		return false;
	*host = text_part(authority, 0, end);
	*port = text_part(authority, end, authority.n);
	for (size_t i = 1; i < port->n; i++)
		if (port->at[i] < '0' || port->at[i] > '9')
			return false;
	return host->n && text_index(*host, '@') == host->n;
}

struct text
dpop_url(struct arena *a, struct text url)
{
	static const struct {
		struct text scheme, port;
	} schemes[] = {{TEXT_INIT("https://"), TEXT_INIT(":443")},
	    {TEXT_INIT("http://"), TEXT_INIT(":80")}};
	struct builder b = builder_new(a, url.n + 1), plain = builder_new(a, url.n + 1);
	struct text host, port;
	for (size_t i = 0; i < 2; i++) {
		struct text scheme = schemes[i].scheme;
		if (!text_eq_nocase(text_part(url, 0, scheme.n), scheme))
			continue;
		struct text rest = text_part(url, scheme.n, url.n);
		struct text authority = text_part(rest, 0, end_of(rest, "/?#"));
		struct text path = text_part(rest, authority.n, rest.n);
		path = text_part(path, 0, end_of(path, "?#"));
		if (!split_authority(authority, &host, &port))
			return NO_TEXT;
		build_text(&b, scheme);
		build_lower(&b, host);
		if (port.n > 1 && !text_eq(port, schemes[i].port))
			build_text(&b, port);
		if (!build_unescaped(&plain, path.n ? path : TEXT("/")))
			return NO_TEXT;
		build_without_dots(&b, builder_text(&plain));
		return builder_text(&b);
	}
	return NO_TEXT;
}
