#include "portal/usage_view.h"

#include "base/cleanup.h"
#include "html/plot.h"

static const int ranges[] = {7, 30, 90};
enum { STANDARD_DAYS = 30 };

int
usage_days_wanted(struct request *rq)
{
	uint64_t days;
	if (text_to_u64(form_get(rq->parameters, TEXT("days")), &days))
		for (size_t i = 0; i < COUNT_OF(ranges); i++)
			if ((uint64_t)ranges[i] == days)
				return ranges[i];
	return STANDARD_DAYS;
}

static int64_t
tokens_of(const struct usage_day *d)
{
	return d->n[USAGE_LOGINS] + d->n[USAGE_REFRESHES] + d->n[USAGE_ACCESS_TOKENS];
}
static int64_t
people_of(const struct usage_day *d)
{
	return d->people;
}
static int64_t
errors_of(const struct usage_day *d)
{
	return d->errors;
}
static int64_t
introspections_of(const struct usage_day *d)
{
	return d->n[USAGE_INTROSPECTIONS];
}

/* "usage.NAME.title" and ".text" say what is drawn. */
struct series {
	const char *name;
	int64_t (*of)(const struct usage_day *d);
	bool adds_up; /* over days: people who come again don't */
};
static const struct series tokens = {"tokens", tokens_of, true};
static const struct series people = {"people", people_of, false};
static const struct series errors = {"errors", errors_of, true};
static const struct series introspections = {"introspections", introspections_of, true};

static struct text
words(struct request *rq, const char *name, const char *part, const json_t *slots)
{
	struct text full = arena_printf(rq->arena, "usage.%s.%s", name, part);
	return phrase(rq->arena, request_language(rq), full, slots);
}

static json_t *
number(struct request *rq, int64_t n)
{
	return json_text(plot_number(rq->arena, n));
}

static int64_t
sum_of(const struct usage_report *u, const struct series *s)
{
	int64_t sum = 0;
	for (size_t i = 0; i < u->day_count; i++)
		sum += s->of(&u->days[i]);
	return sum;
}

static json_t *
plot_json(struct request *rq, const struct usage_report *u, const struct series *s)
{
	struct plot_bar *bars = ARENA_ARRAY(rq->arena, u->day_count, struct plot_bar);
	for (size_t i = 0; i < u->day_count; i++)
		bars[i] = (struct plot_bar){u->days[i].day, s->of(&u->days[i])};
	struct plot p = {.title = words(rq, s->name, "title", NULL),
	    .description = words(rq, s->name, "text", NULL),
	    .bars = bars,
	    .n = u->day_count};
	int64_t top = plot_top(&p), sum = s->adds_up ? sum_of(u, s) : u->active;
	json_t *slots = json_pack("{so}", "count", number(rq, sum));
	json_t *plot = json_pack("{ss so so so so so so so so}", "plot_name", s->name,
	    "plot_title", json_text(p.title), "plot_text", json_text(p.description),
	    "svg", json_text(plot_svg(rq->arena, &p)), "sum",
	    json_text(words(rq, s->name, "sum", slots)), "top", number(rq, top), "half",
	    number(rq, top / 2), "first", json_text(bars[0].label), "last",
	    json_text(bars[u->day_count - 1].label));
	json_decref(slots);
	return plot;
}

/* What an app of its kind never does is not shown, unless it did. */
static json_t *
plots_json(struct request *rq, const struct client *app, const struct usage_report *u)
{
	json_t *list = json_array();
	bool is_api = app->kind == APP_RESOURCE_SERVER;
	bool has_people = texts_have(app->grant_types, TEXT("refresh_token")) ||
			  texts_have(app->grant_types, TEXT("authorization_code"));
	if (!is_api || sum_of(u, &tokens))
		json_array_append_new(list, plot_json(rq, u, &tokens));
	if (has_people || u->active)
		json_array_append_new(list, plot_json(rq, u, &people));
	if (is_api || sum_of(u, &introspections))
		json_array_append_new(list, plot_json(rq, u, &introspections));
	json_array_append_new(list, plot_json(rq, u, &errors));
	return list;
}

/* The newest first: that is what one looks for. */
static json_t *
rows_json(struct request *rq, const struct usage_report *u)
{
	json_t *rows = json_array();
	for (size_t i = u->day_count; i-- > 0;) {
		const struct usage_day *d = &u->days[i];
		json_array_append_new(
		    rows, json_pack("{so so so so so so so}", "day", json_text(d->day),
			      "logins", number(rq, d->n[USAGE_LOGINS]), "refreshes",
			      number(rq, d->n[USAGE_REFRESHES]), "access_tokens",
			      number(rq, d->n[USAGE_ACCESS_TOKENS]), "people",
			      number(rq, d->people), "introspections",
			      number(rq, d->n[USAGE_INTROSPECTIONS]), "errors",
			      number(rq, d->errors)));
	}
	return rows;
}

static json_t *
codes_json(struct request *rq, const struct usage_report *u)
{
	json_t *list = json_array();
	for (size_t i = 0; i < u->code_count; i++)
		json_array_append_new(
		    list, json_pack("{so so}", "code", json_text(u->by_code[i].code),
			      "count", number(rq, u->by_code[i].sum)));
	return list;
}

static json_t *
ranges_json(struct request *rq, const char *path, int days)
{
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(ranges); i++) {
		json_t *slots = json_pack("{si}", "days", ranges[i]);
		json_array_append_new(list,
		    json_pack("{so so sb}", "label",
			json_text(words(rq, "range", "days", slots)), "link",
			json_text(arena_printf(rq->arena, "%s?days=%d", path, ranges[i])),
			"here", ranges[i] == days));
		json_decref(slots);
	}
	return list;
}

enum store_status
usage_view(struct request *rq, const struct client *app, json_t *data, const char *path,
    const char *csv)
{
	struct usage_report u;
	int days = usage_days_wanted(rq);
	enum store_status status = usage_report(rq->db, rq->arena, app->id, days, &u);
	if (status != STORE_OK)
		return status;
	json_t *usage = json_pack("{so so so so sb sb}", "ranges",
	    ranges_json(rq, path, days), "plots", plots_json(rq, app, &u), "rows",
	    rows_json(rq, &u), "codes", codes_json(rq, &u), "has_codes", u.code_count > 0,
	    "is_api", app->kind == APP_RESOURCE_SERVER);
	if (csv)
		json_object_set_new(usage, "csv",
		    json_text(arena_printf(rq->arena, "%s?days=%d", csv, days)));
	json_object_set_new(data, "usage", usage);
	return STORE_OK;
}

enum store_status
usage_line(struct request *rq, const struct client *app, json_t *data)
{
	struct usage_report u;
	bool is_api = app->kind == APP_RESOURCE_SERVER;
	enum store_status status =
	    usage_report(rq->db, rq->arena, app->id, STANDARD_DAYS, &u);
	if (status == STORE_OK)
		json_object_set_new(data, "usage_line",
		    plot_json(rq, &u, is_api ? &introspections : &tokens));
	return status;
}
