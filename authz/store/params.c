#include "store/connection.h"

#include "base/builder.h"

#include <time.h>

/* From PostgreSQL's pg_type; 0: the server infers the type from the statement. */
enum {
	TYPE_INFERRED = 0,
	TYPE_BOOL = 16,
	TYPE_BYTEA = 17,
	TYPE_BIGINT = 20,
	TYPE_TEXTS = 1009,
	TYPE_TIMESTAMPTZ = 1184,
	TYPE_UUID = 2950
};

static void
quote_element(struct builder *b, struct text t)
{
	build_char(b, '"');
	for (size_t i = 0; i < t.n; i++) {
		if (t.at[i] == '"' || t.at[i] == '\\')
			build_char(b, '\\');
		build_char(b, t.at[i]);
	}
	build_char(b, '"');
}

/* {"a","b \"c\""}: every element quoted, so that none reads as NULL. */
static const char *
array_literal(struct arena *a, struct texts list)
{
	struct builder b = builder_new(a, 64);
	build_char(&b, '{');
	for (size_t i = 0; i < list.n; i++) {
		if (i)
			build_char(&b, ',');
		quote_element(&b, list.at[i]);
	}
	build_char(&b, '}');
	return arena_cstr(a, builder_text(&b));
}

static const char *
time_literal(struct arena *a, int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	if (!gmtime_r(&t, &tm) || tm.tm_year > 290000)
		return seconds > 0 ? "infinity" : "-infinity";
	return arena_printf(a, "%04d-%02d-%02d %02d:%02d:%02d+00", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec)
	    .at;
}

static bool
has_nul(struct text t)
{
	return t.n && memchr(t.at, 0, t.n);
}

static bool
texts_have_nul(struct texts list)
{
	for (size_t i = 0; i < list.n; i++)
		if (has_nul(list.at[i]))
			return true;
	return false;
}

static void
binary(struct pq_params *out, size_t i, Oid type, const void *bytes, size_t n)
{
	out->types[i] = type;
	/* libpq takes a NULL pointer as NULL, whatever the length. */
	out->values[i] = bytes ? bytes : "";
	out->lengths[i] = (int)n;
	out->formats[i] = 1;
}

static void
literal(struct pq_params *out, size_t i, Oid type, const char *value)
{
	out->types[i] = type;
	out->values[i] = value;
}

static bool
convert(struct arena *a, const struct param *p, struct pq_params *out, size_t i)
{
	switch (p->kind) {
	case PARAM_NULL:
		return true;
	case PARAM_TEXT:
		if (has_nul(p->text))
			return false;
		literal(out, i, TYPE_INFERRED, arena_cstr(a, p->text));
		return true;
	case PARAM_BYTES:
		binary(out, i, TYPE_BYTEA, p->text.at, p->text.n);
		return true;
	case PARAM_NUMBER:
		literal(out, i, TYPE_BIGINT,
		    arena_printf(a, "%lld", (long long)p->number).at);
		return true;
	case PARAM_BOOL:
		literal(out, i, TYPE_BOOL, p->number ? "t" : "f");
		return true;
	case PARAM_UUID:
		if (uuid_is_nil(p->uuid))
			literal(out, i, TYPE_UUID, NULL);
		else
			binary(out, i, TYPE_UUID, p->uuid.bytes, sizeof(p->uuid.bytes));
		return true;
	case PARAM_TEXTS:
		if (texts_have_nul(p->texts))
			return false;
		literal(out, i, TYPE_TEXTS, array_literal(a, p->texts));
		return true;
	case PARAM_TIME:
		literal(out, i, TYPE_TIMESTAMPTZ,
		    p->number ? time_literal(a, p->number) : NULL);
		return true;
	}
	return false;
}

bool
params_convert(
    struct arena *a, const struct param *params, size_t n, struct pq_params *out)
{
	out->types = ARENA_ARRAY(a, n, Oid);
	out->values = ARENA_ARRAY(a, n, const char *);
	out->lengths = ARENA_ARRAY(a, n, int);
	out->formats = ARENA_ARRAY(a, n, int);
	for (size_t i = 0; i < n; i++)
		if (!convert(a, &params[i], out, i))
			return false;
	return true;
}
