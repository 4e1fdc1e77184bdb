/* What an app does, day by day. */
#include "base/csv.h"
#include "portal/app_tabs.h"
#include "portal/endpoints.h"
#include "portal/usage_view.h"

const struct response *
show_usage(struct request *rq)
{
	const struct client *app = rq->own;
	struct text path = app_path(rq->arena, app);
	json_t *data = json_object();
	enum store_status status = usage_view(rq, app, data,
	    arena_printf(rq->arena, "%.*s/usage", TEXT_ARG(path)).at,
	    arena_printf(rq->arena, "%.*s/usage.csv", TEXT_ARG(path)).at);
	if (status == STORE_OK)
		return app_tab(rq, 200, "developer_usage", app, data);
	json_decref(data);
	return store_error_page(rq, status);
}

/* A column for each code that there was; their sum is the last. */
static struct text
file_of(struct arena *a, const struct usage_report *u)
{
	struct builder b = builder_new(a, 1000 + u->day_count * 100);
	build_text(&b, TEXT("day,logins,refreshes,access_tokens,people,introspections,"));
	for (size_t i = 0; i < u->code_count; i++)
		csv_cell(&b, u->by_code[i].code, ',');
	build_text(&b, TEXT("errors\r\n"));
	for (size_t i = 0; i < u->day_count; i++) {
		const struct usage_day *d = &u->days[i];
		csv_cell(&b, d->day, ',');
		csv_number(&b, d->n[USAGE_LOGINS], ',');
		csv_number(&b, d->n[USAGE_REFRESHES], ',');
		csv_number(&b, d->n[USAGE_ACCESS_TOKENS], ',');
		csv_number(&b, d->people, ',');
		csv_number(&b, d->n[USAGE_INTROSPECTIONS], ',');
		for (size_t c = 0; c < u->code_count; c++)
			csv_number(&b, u->by_code[c].by_day[i], ',');
		csv_number(&b, d->errors, '\n');
	}
	return builder_text(&b);
}

const struct response *
export_usage(struct request *rq)
{
	const struct client *app = rq->own;
	struct usage_report u;
	enum store_status status =
	    usage_report(rq->db, rq->arena, app->id, usage_days_wanted(rq), &u);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct response *rs =
	    respond(rq, 200, TEXT("text/csv; charset=utf-8"), file_of(rq->arena, &u));
	response_header(rq, rs, TEXT("Content-Disposition"),
	    TEXT("attachment; filename=\"usage.csv\""));
	return rs;
}
