#include "base/text.h"

struct text
text_of(const char *s)
{
	return s ? (struct text){s, strlen(s)} : NO_TEXT;
}

bool
text_eq(struct text a, struct text b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool
text_eq_nocase(struct text a, struct text b)
{
	if (a.n != b.n)
		return false;
	if (text_eq(a, b))
		return true;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

bool
text_eq_secret(struct text a, struct text b)
{
	if (a.n != b.n)
		return false;
	volatile unsigned char difference = 0;
	for (size_t i = 0; i < a.n; i++)
		difference = (unsigned char)(difference | (a.at[i] ^ b.at[i]));
	return difference == 0;
}

bool
text_starts(struct text t, struct text prefix)
{
	return t.n >= prefix.n && text_eq(text_part(t, 0, prefix.n), prefix);
}

bool
text_ends(struct text t, struct text suffix)
{
	return t.n >= suffix.n && text_eq(text_part(t, t.n - suffix.n, suffix.n), suffix);
}

int
text_compare(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.at, b.at, n) : 0;
	if (order)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

size_t
text_index(struct text t, char c)
{
	const char *hit = t.n ? memchr(t.at, c, t.n) : NULL;
	return hit ? (size_t)(hit - t.at) : t.n;
}

struct text
text_part(struct text t, size_t from, size_t n)
{
	if (from >= t.n)
		return NO_TEXT;
	size_t left = t.n - from;
	return (struct text){t.at + from, n < left ? n : left};
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct text
text_trim(struct text t)
{
	while (t.n && is_blank(t.at[0])) {
		t.at++;
		t.n--;
	}
	while (t.n && is_blank(t.at[t.n - 1]))
		t.n--;
	return t;
}

bool
text_next(struct text *rest, char separator, struct text *piece)
{
	if (!rest->at)
		return false;
	size_t end = text_index(*rest, separator);
	*piece = (struct text){rest->at, end};
	*rest = end == rest->n ? NO_TEXT
			       : (struct text){rest->at + end + 1, rest->n - end - 1};
	return true;
}

bool
text_to_u64(struct text t, uint64_t *out)
{
	uint64_t value = 0;
	if (t.n == 0)
		return false;
	for (size_t i = 0; i < t.n; i++) {
		if (t.at[i] < '0' || t.at[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(t.at[i] - '0'), &value))
			return false;
	}
	*out = value;
	return true;
}

bool
texts_have(struct texts list, struct text t)
{
	for (size_t i = 0; i < list.n; i++)
		if (text_eq(list.at[i], t))
			return true;
	return false;
}
