/* Why an app was refused: its last errors. */
#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "portal/app_tabs.h"
#include "portal/endpoints.h"
#include "portal/error_view.h"

enum { SHOWN = 20 };

static const char *const endpoints[] = {"/oauth2/authorize", "/oauth2/token",
    "/oauth2/par", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/userinfo",
    "/oauth2/device_authorization", "/oauth2/bc-authorize", "/oauth2/register/{}",
    "/oauth2/check"};

static struct app_error_filter
read_filter(struct request *rq, const struct client *app)
{
	struct form q = rq->parameters;
	uint64_t at = 0;
	struct app_error_filter f = {.client_id = app->id,
	    .endpoint = text_part(text_trim(form_get(q, TEXT("endpoint"))), 0, 100),
	    .code = text_part(text_trim(form_get(q, TEXT("error"))), 0, 60)};
	if (!utf8_valid(f.endpoint))
		f.endpoint = NO_TEXT;
	if (!utf8_valid(f.code))
		f.code = NO_TEXT;
	struct text request = text_trim(form_get(q, TEXT("request")));
	/* What is no id is the id of no request. */
	if (request.n && !uuid_parse(request, &f.request))
		f.request = f.client_id;
	if (text_to_u64(form_get(q, TEXT("at")), &at) &&
	    at < UINT64_C(7258118400000000) &&
	    uuid_parse(form_get(q, TEXT("id")), &f.before_kind))
		f.before_at = (int64_t)at;
	return f;
}

/* The address of the same errors. */
static struct builder
address_of(struct request *rq, struct text path, const struct app_error_filter *f)
{
	struct builder b = builder_new(rq->arena, 200);
	build_text(&b, path);
	if (f->endpoint.n)
		build_query(&b, TEXT("endpoint"), f->endpoint);
	if (f->code.n)
		build_query(&b, TEXT("error"), f->code);
	if (!uuid_is_nil(f->request))
		build_query(&b, TEXT("request"), uuid_text(rq->arena, f->request));
	return b;
}

static json_t *
endpoint_choices(struct text wanted)
{
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(endpoints); i++)
		json_array_append_new(
		    list, json_pack("{ss sb}", "value", endpoints[i], "chosen",
			      text_eq(wanted, text_of(endpoints[i]))));
	return list;
}

static void
add_rows(struct request *rq, json_t *data, const struct app_error *found, size_t n)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		json_t *row = error_view(rq, &found[i]);
		json_object_set_new(row, "open", json_boolean(n == 1));
		json_array_append_new(rows, row);
	}
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "has_rows", json_boolean(n != 0));
}

static void
add_links(struct request *rq, json_t *data, struct text path,
    const struct app_error_filter *f, const struct app_error *found, size_t n)
{
	struct builder here = address_of(rq, path, f);
	json_object_set_new(data, "here", json_text(builder_text(&here)));
	if (n <= SHOWN)
		return;
	const struct app_error *last = &found[SHOWN - 1];
	build_query(
	    &here, TEXT("at"), arena_printf(rq->arena, "%lld", (long long)last->last_at));
	build_query(&here, TEXT("id"), uuid_text(rq->arena, last->kind));
	json_object_set_new(data, "next", json_text(builder_text(&here)));
}

const struct response *
show_errors(struct request *rq)
{
	const struct client *app = rq->own;
	struct app_error_filter f = read_filter(rq, app);
	struct app_error *found;
	size_t n;
	struct text path =
	    arena_printf(rq->arena, "%.*s/errors", TEXT_ARG(app_path(rq->arena, app)));
	enum store_status status =
	    app_errors_list(rq->db, rq->arena, &f, SHOWN + 1, &found, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	bool filtered =
	    f.endpoint.n || f.code.n || !uuid_is_nil(f.request) || f.before_at;
	json_t *data = json_pack("{so so so so sb}", "errors_path", json_text(path),
	    "endpoints", endpoint_choices(f.endpoint), "error_wanted", json_text(f.code),
	    "request_wanted",
	    json_text(text_part(form_get(rq->parameters, TEXT("request")), 0, 100)),
	    "filtered", filtered);
	add_rows(rq, data, found, n);
	add_links(rq, data, path, &f, found, n);
	return app_tab(rq, 200, "developer_errors", app, data);
}
