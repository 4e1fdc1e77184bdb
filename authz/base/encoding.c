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

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* Room for the padding is there. */
static struct text
encode_digits(struct arena *a, const unsigned char *in, size_t n, const char *digits)
{
	char *out = arena_alloc(a, n / 3 * 4 + 5);
	size_t at = 0, i = 0;
	for (; n - i >= 3; i += 3) {
		uint32_t three =
		    (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
		out[at++] = digits[three >> 18];
		out[at++] = digits[three >> 12 & 63];
		out[at++] = digits[three >> 6 & 63];
		out[at++] = digits[three & 63];
	}
	if (i < n) {
		uint32_t rest =
		    (uint32_t)in[i] << 16 | (n - i == 2 ? (uint32_t)in[i + 1] << 8 : 0);
		out[at++] = digits[rest >> 18];
		out[at++] = digits[rest >> 12 & 63];
		if (n - i == 2)
			out[at++] = digits[rest >> 6 & 63];
	}
	return (struct text){out, at};
}

struct text
base64url_encode(struct arena *a, const void *bytes, size_t n)
{
	return encode_digits(a, bytes, n, LETTERS "-_");
}

struct text
base64_encode(struct arena *a, const void *bytes, size_t n)
{
	struct text t = encode_digits(a, bytes, n, LETTERS "+/");
	return arena_printf(a, "%.*s%.*s", TEXT_ARG(t), (int)((4 - t.n % 4) % 4), "==");
}

/* A digit's value and one more, in either alphabet; 0: not a digit. */
static const unsigned char digit_values[256] = {['A'] = 1,
    ['B'] = 2,
    ['C'] = 3,
    ['D'] = 4,
    ['E'] = 5,
    ['F'] = 6,
    ['G'] = 7,
    ['H'] = 8,
    ['I'] = 9,
    ['J'] = 10,
    ['K'] = 11,
    ['L'] = 12,
    ['M'] = 13,
    ['N'] = 14,
    ['O'] = 15,
    ['P'] = 16,
    ['Q'] = 17,
    ['R'] = 18,
    ['S'] = 19,
    ['T'] = 20,
    ['U'] = 21,
    ['V'] = 22,
    ['W'] = 23,
    ['X'] = 24,
    ['Y'] = 25,
    ['Z'] = 26,
    ['a'] = 27,
    ['b'] = 28,
    ['c'] = 29,
    ['d'] = 30,
    ['e'] = 31,
    ['f'] = 32,
    ['g'] = 33,
    ['h'] = 34,
    ['i'] = 35,
    ['j'] = 36,
    ['k'] = 37,
    ['l'] = 38,
    ['m'] = 39,
    ['n'] = 40,
    ['o'] = 41,
    ['p'] = 42,
    ['q'] = 43,
    ['r'] = 44,
    ['s'] = 45,
    ['t'] = 46,
    ['u'] = 47,
    ['v'] = 48,
    ['w'] = 49,
    ['x'] = 50,
    ['y'] = 51,
    ['z'] = 52,
    ['0'] = 53,
    ['1'] = 54,
    ['2'] = 55,
    ['3'] = 56,
    ['4'] = 57,
    ['5'] = 58,
    ['6'] = 59,
    ['7'] = 60,
    ['8'] = 61,
    ['9'] = 62,
    ['+'] = 63,
    ['-'] = 63,
    ['/'] = 64,
    ['_'] = 64};

/* `foreign` has the two characters of the other alphabet. */
static bool
decode_digits(struct arena *a, struct text t, const char foreign[2], struct text *out)
{
	if (t.n % 4 == 1 || text_index(t, foreign[0]) < t.n ||
	    text_index(t, foreign[1]) < t.n)
		return false;
	const unsigned char *at = (const unsigned char *)t.at;
	char *bytes = arena_alloc(a, t.n / 4 * 3 + 4);
	size_t n = 0, i = 0;
	uint32_t bits = 0;
	int held = 0;
	/* Four digits are three bytes; a digit that is none is found behind the loop. */
	for (; t.n - i >= 4; i += 4) {
		uint32_t d[4] = {digit_values[at[i]], digit_values[at[i + 1]],
		    digit_values[at[i + 2]], digit_values[at[i + 3]]};
		if (!d[0] || !d[1] || !d[2] || !d[3])
			break;
		uint32_t three =
		    (d[0] - 1) << 18 | (d[1] - 1) << 12 | (d[2] - 1) << 6 | (d[3] - 1);
		bytes[n++] = (char)(three >> 16);
		bytes[n++] = (char)(three >> 8);
		bytes[n++] = (char)three;
	}
	for (; i < t.n; i++) {
		uint32_t digit = digit_values[at[i]];
		if (!digit)
			return false;
		bits = bits << 6 | (digit - 1);
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
	return decode_digits(a, t, "+/", out);
}

bool
base64_decode(struct arena *a, struct text t, struct text *out)
{
	if (t.n % 4)
		return false;
	for (int i = 0; i < 2 && t.n && t.at[t.n - 1] == '='; i++)
		t.n--;
	return decode_digits(a, t, "-_", out);
}

bool
percent_decode(struct arena *a, struct text t, bool plus, struct text *out)
{
	if (text_index(t, '%') == t.n && (!plus || text_index(t, '+') == t.n)) {
		*out = t;
		return true;
	}
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

/* How many of the bytes from `at` on are ASCII and not NUL, in steps of eight. */
static size_t
plain_run(struct text t, size_t at)
{
	const uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
	size_t from = at;
	for (uint64_t eight; t.n - at >= sizeof(eight); at += sizeof(eight)) {
		memcpy(&eight, t.at + at, sizeof(eight));
		/* The lowest byte that is 0 borrows into its high bit. */
		if ((eight | (eight - ones)) & high)
			break;
	}
	return at - from;
}

bool
utf8_valid(struct text t)
{
	for (size_t i = 0; i < t.n;) {
		i += plain_run(t, i);
		if (i == t.n)
			break;
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

static uint32_t
code_point(const unsigned char *c, size_t length)
{
	uint32_t point = length == 1 ? c[0] : c[0] & (0xffu >> (length + 1));
	for (size_t k = 1; k < length; k++)
		point = point << 6 | (c[k] & 0x3fu);
	return point;
}

struct range {
	uint32_t first, last;
};

static bool
is_in(uint32_t point, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

/* Controls, what has no width, what turns the direction, and letters that look like
 * nothing. Joiners (U+200C, U+200D) stay: Persian, Hindi and emoji are written with them.
 */
static const struct range hidden[] = {{0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c},
    {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200b},
    {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x2800, 0x2800},
    {0x3164, 0x3164}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
    {0xe0000, 0xe007f}};

/* Spaces, joiners and variation selectors: nothing is seen of them alone. */
static const struct range blank[] = {{0, ' '}, {0xa0, 0xa0}, {0x1680, 0x1680},
    {0x2000, 0x200a}, {0x200c, 0x200d}, {0x202f, 0x202f}, {0x205f, 0x205f},
    {0x3000, 0x3000}, {0xfe00, 0xfe0f}, {0xe0100, 0xe01ef}};

bool
utf8_blank(struct text t)
{
	while (t.n) {
		size_t length = utf8_sequence(t);
		const unsigned char *c = (const unsigned char *)t.at;
		if (!length || !is_in(code_point(c, length), blank,
				   sizeof(blank) / sizeof(blank[0])))
			return false;
		t = text_part(t, length, t.n);
	}
	return true;
}

bool
utf8_plain(struct text t, bool lines)
{
	for (size_t i = 0; i < t.n;) {
		const unsigned char *c = (const unsigned char *)t.at + i;
		size_t length = utf8_sequence(text_part(t, i, t.n));
		bool is_break = *c == '\n' || *c == '\r' || *c == '\t';
		if (!length || (*c < ' ' && !(lines && is_break)) ||
		    is_in(code_point(c, length), hidden,
			sizeof(hidden) / sizeof(hidden[0])))
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
