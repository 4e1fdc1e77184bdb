/* What the counters say of one app, day by day. */
#include "store/usage.h"

#include "store/rows.h"

enum { CODES_MOST = 64 };

/* How many days ago. */
static const char usage_counters_sql[] =
    "SELECT (now() AT TIME ZONE 'UTC')::date - day, what, n FROM usage_counters "
    "WHERE client_id = $1::uuid AND day > (now() AT TIME ZONE 'UTC')::date - $2::integer "
    "ORDER BY what, day";

static const char usage_days_sql[] =
    "SELECT ((now() AT TIME ZONE 'UTC')::date - i)::text "
    "FROM generate_series($1::integer - 1, 0, -1) AS i";

static enum store_status
list_days(struct db *db, struct arena *a, int days, struct usage_report *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, usage_days_sql, P_NUMBER(days));
	if (status != STORE_OK)
		return status;
	out->day_count = row_count(r);
	out->days = ARENA_ARRAY(a, out->day_count, struct usage_day);
	for (size_t i = 0; i < out->day_count; i++)
		out->days[i] = (struct usage_day){.day = cell_text(a, r, (int)i, 0)};
	return STORE_OK;
}

/* Rows come sorted, so that those of a code follow each other. */
static void
add_error(
    struct arena *a, struct usage_report *out, struct text code, size_t day, int64_t n)
{
	struct usage_error *last =
	    out->code_count ? &out->by_code[out->code_count - 1] : NULL;
	out->errors += n;
	out->days[day].errors += n;
	if (!last || !text_eq(last->code, code)) {
		if (out->code_count == CODES_MOST)
			return;
		last = &out->by_code[out->code_count++];
		*last = (struct usage_error){
		    .code = code, .by_day = ARENA_ARRAY(a, out->day_count, int64_t)};
	}
	last->sum += n;
	last->by_day[day] += n;
}

static void
add_counter(
    struct arena *a, struct usage_report *out, struct text what, size_t day, int64_t n)
{
	static const struct text error = TEXT_INIT("error.");
	if (text_starts(what, error)) {
		add_error(a, out, text_part(what, error.n, what.n), day, n);
		return;
	}
	for (int i = 0; i < USAGES; i++) {
		if (!text_eq(what, text_of(usage_name((enum usage)i))))
			continue;
		out->sum[i] += n;
		out->days[day].n[i] += n;
	}
}

static enum store_status
add_counters(
    struct db *db, struct arena *a, struct uuid client_id, struct usage_report *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(
	    db, a, &r, usage_counters_sql, P_UUID(client_id), P_NUMBER(out->day_count));
	if (status != STORE_OK)
		return status;
	out->by_code = ARENA_ARRAY(a, CODES_MOST, struct usage_error);
	for (int i = 0; i < PQntuples(r); i++) {
		int64_t ago = cell_number(r, i, 0);
		/* Another node's clock may be in tomorrow; the day may just have turned.
		 */
		if (ago < 0 || ago >= (int64_t)out->day_count)
			continue;
		add_counter(a, out, cell_text(a, r, i, 1),
		    out->day_count - 1 - (size_t)ago, cell_number(r, i, 2));
	}
	return STORE_OK;
}

static const char usage_people_sql[] =
    "SELECT (now() AT TIME ZONE 'UTC')::date - day, sketch FROM usage_people "
    "WHERE client_id = $1::uuid "
    "AND day > (now() AT TIME ZONE 'UTC')::date - $2::integer";

static enum store_status
add_people(
    struct db *db, struct arena *a, struct uuid client_id, struct usage_report *out)
{
	RESULT *r = NULL;
	struct sketch one, active = {0};
	int64_t days = (int64_t)out->day_count;
	enum store_status status = DB_RUN(db, a, &r, usage_people_sql, P_UUID(client_id),
	    P_NUMBER(days > USAGE_ACTIVE_DAYS ? days : USAGE_ACTIVE_DAYS));
	for (int i = 0; status == STORE_OK && i < PQntuples(r); i++) {
		int64_t ago = cell_number(r, i, 0);
		struct text bytes = cell_bytes(a, r, i, 1);
		if (ago < 0 || bytes.n != sizeof(one.registers))
			continue;
		memcpy(one.registers, bytes.at, bytes.n);
		if (ago < days)
			out->days[days - 1 - ago].people = sketch_count(&one);
		if (ago < USAGE_ACTIVE_DAYS)
			sketch_merge(&active, &one);
	}
	out->active = sketch_count(&active);
	return status;
}

enum store_status
usage_report(struct db *db, struct arena *a, struct uuid client_id, int days,
    struct usage_report *out)
{
	*out = (struct usage_report){0};
	if (days > USAGE_DAYS_MOST)
		days = USAGE_DAYS_MOST;
	enum store_status status = list_days(db, a, days, out);
	if (status == STORE_OK)
		status = add_counters(db, a, client_id, out);
	if (status == STORE_OK)
		status = add_people(db, a, client_id, out);
	return status;
}
