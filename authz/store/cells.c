#include "store/db.h"

#include "base/builder.h"
#include "base/encoding.h"

#include <stdlib.h>

enum { TYPE_TIMESTAMP = 1114, TYPE_TIMESTAMPTZ = 1184 };

static struct text
cell(const PGresult *r, int row, int column)
{
	if (PQgetisnull(r, row, column))
		return NO_TEXT;
	return (struct text){
	    PQgetvalue(r, row, column), (size_t)PQgetlength(r, row, column)};
}

struct text
cell_text(struct arena *a, const PGresult *r, int row, int column)
{
	return arena_text(a, cell(r, row, column));
}

/* bytea_output = hex: \x0123… */
struct text
cell_bytes(struct arena *a, const PGresult *r, int row, int column)
{
	struct text t = cell(r, row, column);
	if (!t.at || !text_starts(t, TEXT("\\x")))
		return NO_TEXT;
	size_t n = (t.n - 2) / 2;
	char *bytes = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++)
		bytes[i] =
		    (char)(hex_digit(t.at[2 + 2 * i]) << 4 | hex_digit(t.at[3 + 2 * i]));
	return (struct text){bytes, n};
}

/* libpq ends every value with a NUL. A fraction is cut off. */
int64_t
cell_number(const PGresult *r, int row, int column)
{
	struct text t = cell(r, row, column);
	return t.n ? strtoll(t.at, NULL, 10) : 0;
}

bool
cell_bool(const PGresult *r, int row, int column)
{
	struct text t = cell(r, row, column);
	return t.n && t.at[0] == 't';
}

struct uuid
cell_uuid(const PGresult *r, int row, int column)
{
	struct uuid id = NO_UUID;
	uuid_parse(cell(r, row, column), &id);
	return id;
}

/* One element of an array literal, unquoted; `*at` moves behind it. */
static struct text
array_element(struct arena *a, struct text t, size_t *at)
{
	struct builder b = builder_new(a, 32);
	bool quoted = *at < t.n && t.at[*at] == '"';
	*at += quoted;
	for (; *at < t.n; ++*at) {
		char c = t.at[*at];
		if (quoted ? c == '"' : c == ',' || c == '}')
			break;
		if (c == '\\' && *at + 1 < t.n)
			c = t.at[++*at];
		build_char(&b, c);
	}
	*at += quoted;
	return builder_text(&b);
}

struct texts
cell_texts(struct arena *a, const PGresult *r, int row, int column)
{
	struct text t = cell(r, row, column);
	struct texts_builder list = texts_builder_new(a);
	size_t at = 1;
	while (at < t.n && t.at[at] != '}') {
		texts_add(&list, array_element(a, t, &at));
		if (at < t.n && t.at[at] == ',')
			at++;
	}
	return texts_done(&list);
}

/* Days from 1970-01-01 in the Gregorian calendar (March-based years make February last).
 */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
	if (month <= 2) {
		year--;
		month += 12;
	}
	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 +
	       day - 719469;
}

/* 2026-11-24 15:14:16.123+00, as DateStyle ISO and TimeZone UTC give it. */
static int64_t
parse_time(const char *s)
{
	long long f[6] = {0};
	char *end = (char *)s;
	for (int i = 0; i < 6; i++) {
		f[i] = strtoll(end, &end, 10);
		if (*end && i < 5)
			end++;
	}
	return days_of(f[0], f[1], f[2]) * 86400 + f[3] * 3600 + f[4] * 60 + f[5];
}

int64_t
cell_time(const PGresult *r, int row, int column)
{
	struct text t = cell(r, row, column);
	Oid type = PQftype(r, column);
	if (type != TYPE_TIMESTAMPTZ && type != TYPE_TIMESTAMP)
		return cell_number(r, row, column);
	if (t.n == 0 || text_eq(t, TEXT("-infinity")))
		return 0;
	if (text_eq(t, TEXT("infinity")))
		return INT64_MAX;
	return parse_time(t.at);
}

json_t *
cell_json(const PGresult *r, int row, int column)
{
	struct text t = cell(r, row, column);
	return t.at ? json_loadb(t.at, t.n, JSON_DECODE_ANY, NULL) : NULL;
}
