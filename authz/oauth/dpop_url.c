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
build_path(struct builder *b, struct text path)
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

static size_t
end_of(struct text t, const char *stops)
{
	size_t n = 0;
	while (n < t.n && !strchr(stops, t.at[n]))
		n++;
	return n;
}

struct text
dpop_url(struct arena *a, struct text url)
{
	static const struct {
		struct text scheme, port;
	} schemes[] = {{TEXT_INIT("https://"), TEXT_INIT(":443")},
	    {TEXT_INIT("http://"), TEXT_INIT(":80")}};
	struct builder b = builder_new(a, url.n + 1);
	for (size_t i = 0; i < 2; i++) {
		struct text scheme = schemes[i].scheme, port = schemes[i].port;
		if (!text_eq_nocase(text_part(url, 0, scheme.n), scheme))
			continue;
		struct text rest = text_part(url, scheme.n, url.n);
		struct text host = text_part(rest, 0, end_of(rest, "/?#"));
		struct text path = text_part(rest, host.n, rest.n);
		path = text_part(path, 0, end_of(path, "?#"));
		if (text_ends(host, port))
			host = text_part(host, 0, host.n - port.n);
		else if (text_ends(host, TEXT(":")))
			host = text_part(host, 0, host.n - 1);
		if (!host.n || text_index(host, '@') < host.n)
			return NO_TEXT;
		build_text(&b, scheme);
		build_lower(&b, host);
		return build_path(&b, path.n ? path : TEXT("/")) ? builder_text(&b)
								 : NO_TEXT;
	}
	return NO_TEXT;
}
