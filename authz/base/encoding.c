#include "base/encoding.h"

int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

struct text
hex_encode(struct arena *a, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *in = bytes;
	char *out = arena_alloc(a, 2 * n + 1);
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	return (struct text){out, 2 * n};
}

struct text
base64url_encode(struct arena *a, const void *bytes, size_t n)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *in = bytes;
	char *out = arena_alloc(a, n / 3 * 4 + 5);
	size_t at = 0;
	uint32_t bits = 0;
	int held = 0;
	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | in[i];
		held += 8;
		while (held >= 6) {
			held -= 6;
			out[at++] = digits[bits >> held & 63];
		}
	}
	if (held)
		out[at++] = digits[bits << (6 - held) & 63];
	return (struct text){out, at};
}

/* The value of a digit whose last two characters are `c62` and `c63`, or -1. */
static int
base64_digit(char c, char c62, char c63)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == c62)
		return 62;
	return c == c63 ? 63 : -1;
}

static bool
decode_digits(struct arena *a, struct text t, char c62, char c63, struct text *out)
{
	if (t.n % 4 == 1)
		return false;
	char *bytes = arena_alloc(a, t.n / 4 * 3 + 4);
	size_t n = 0;
	uint32_t bits = 0;
	int held = 0;
	for (size_t i = 0; i < t.n; i++) {
		int digit = base64_digit(t.at[i], c62, c63);
		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		held += 6;
		if (held >= 8) {
			held -= 8;
			bytes[n++] = (char)(bits >> held & 0xff);
		}
	}
	if (bits & ((1u << held) - 1))
		return false;
	*out = (struct text){bytes, n};
	return true;
}

bool
base64url_decode(struct arena *a, struct text t, struct text *out)
{
	return decode_digits(a, t, '-', '_', out);
}

bool
base64_decode(struct arena *a, struct text t, struct text *out)
{
	if (t.n % 4)
		return false;
	for (int i = 0; i < 2 && t.n && t.at[t.n - 1] == '='; i++)
		t.n--;
	return decode_digits(a, t, '+', '/', out);
}

bool
percent_decode(struct arena *a, struct text t, bool plus, struct text *out)
{
	char *bytes = arena_alloc(a, t.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.at[i];
		if (c == '+' && plus)
			c = ' ';
		if (c == '%') {
			if (t.n - i < 3)
				return false;
			int high = hex_digit(t.at[i + 1]), low = hex_digit(t.at[i + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		}
		bytes[n++] = c;
	}
	*out = (struct text){bytes, n};
	return true;
}

/* RFC 3629 4. */
size_t
utf8_sequence(struct text t)
{
	const unsigned char *s = (const unsigned char *)t.at;
	static const struct {
		unsigned char first, last, low, high;
		size_t length;
	} rows[] = {
	    {0xc2, 0xdf, 0x80, 0xbf, 2},
	    {0xe0, 0xe0, 0xa0, 0xbf, 3},
	    {0xe1, 0xec, 0x80, 0xbf, 3},
	    {0xed, 0xed, 0x80, 0x9f, 3},
	    {0xee, 0xef, 0x80, 0xbf, 3},
	    {0xf0, 0xf0, 0x90, 0xbf, 4},
	    {0xf1, 0xf3, 0x80, 0xbf, 4},
	    {0xf4, 0xf4, 0x80, 0x8f, 4},
	};
	if (!t.n)
		return 0;
	if (s[0] < 0x80)
		return s[0] ? 1 : 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (s[0] < rows[i].first || s[0] > rows[i].last)
			continue;
		if (t.n < rows[i].length || s[1] < rows[i].low || s[1] > rows[i].high)
			return 0;
		for (size_t k = 2; k < rows[i].length; k++)
			if ((s[k] & 0xc0) != 0x80)
				return 0;
		return rows[i].length;
	}
	return 0;
}

bool
utf8_valid(struct text t)
{
	for (size_t i = 0; i < t.n;) {
		size_t length = utf8_sequence(text_part(t, i, t.n));
		if (!length)
			return false;
		i += length;
	}
	return true;
}

size_t
utf8_length(struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++)
		n += ((unsigned char)t.at[i] & 0xc0) != 0x80;
	return n;
}

/* U+0080 to U+009F, U+202A to U+202E, U+2066 to U+2069. */
static bool
is_hidden(const unsigned char *c, size_t length)
{
	if (length == 2)
		return c[0] == 0xc2 && c[1] < 0xa0;
	if (length != 3 || c[0] != 0xe2)
		return false;
	return (c[1] == 0x80 && c[2] >= 0xaa && c[2] <= 0xae) ||
	       (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
}

bool
utf8_plain(struct text t, bool lines)
{
	for (size_t i = 0; i < t.n;) {
		const unsigned char *c = (const unsigned char *)t.at + i;
		size_t length = utf8_sequence(text_part(t, i, t.n));
		bool is_break = *c == '\n' || *c == '\r' || *c == '\t';
		if (!length || *c == 0x7f || (*c < ' ' && !(lines && is_break)) ||
		    is_hidden(c, length))
			return false;
		i += length;
	}
	return true;
}

uint32_t
crc32_of(struct text t)
{
	uint32_t crc = 0xffffffffu;
	for (size_t i = 0; i < t.n; i++) {
		crc ^= (unsigned char)t.at[i];
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
	}
	return ~crc;
}
