#include "admin/admin.h"
#include "admin/audit_filter.h"
#include "admin/change_view.h"
#include "admin/endpoints.h"
#include "base/csv.h"
#include "base/encoding.h"

enum { ROWS_EXPORTED = 10000 };

struct text
audit_date(struct text t)
{
	uint64_t year, month, day;
	if (t.n != 10 || t.at[4] != '-' || t.at[7] != '-' ||
	    !text_to_u64(text_part(t, 0, 4), &year) ||
	    !text_to_u64(text_part(t, 5, 2), &month) ||
	    !text_to_u64(text_part(t, 8, 2), &day))
		return NO_TEXT;
	static const unsigned char days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days[month - 1] + (uint64_t)(leap && month == 2))
		return NO_TEXT;
	return t;
}

static struct audit_filter
read_filter(struct request *rq)
{
	struct form q = rq->parameters;
	uint64_t at = 0;
	struct audit_filter f = {
	    .event = text_part(text_trim(form_get(q, TEXT("event"))), 0, 100),
	    .from = audit_date(text_trim(form_get(q, TEXT("from")))),
	    .until = audit_date(text_trim(form_get(q, TEXT("until"))))};
	if (!utf8_valid(f.event))
		f.event = NO_TEXT;
	uuid_parse(text_trim(form_get(q, TEXT("user"))), &f.user_id);
	uuid_parse(text_trim(form_get(q, TEXT("client"))), &f.client_id);
	if (text_to_u64(form_get(q, TEXT("at")), &at) &&
	    at < UINT64_C(7258118400000000) &&
	    uuid_parse(form_get(q, TEXT("id")), &f.before_id))
		f.before_us = (int64_t)at;
	return f;
}

static json_t *
id_json(struct request *rq, struct uuid id)
{
	return json_text(uuid_is_nil(id) ? NO_TEXT : uuid_text(rq->arena, id));
}

/* The address of the same rows, as a page or a file. */
static struct builder
address_of(struct request *rq, const char *path, const struct audit_filter *f)
{
	struct builder b = builder_new(rq->arena, 200);
	build_text(&b, text_of(path));
	build_query(&b, TEXT("event"), f->event);
	if (!uuid_is_nil(f->user_id))
		build_query(&b, TEXT("user"), uuid_text(rq->arena, f->user_id));
	if (!uuid_is_nil(f->client_id))
		build_query(&b, TEXT("client"), uuid_text(rq->arena, f->client_id));
	build_query(&b, TEXT("from"), f->from);
	build_query(&b, TEXT("until"), f->until);
	return b;
}

static json_t *
row_json(struct request *rq, const struct audit_row *row)
{
	const struct audit_event *e = &row->event;
	json_t *shown = json_pack("{so so so so so so}", "at", admin_time(rq, row->at),
	    "event", json_text(e->event), "actor", json_text(e->actor), "user_id",
	    id_json(rq, e->user_id), "client_id", id_json(rq, e->client_id), "address",
	    json_text(e->address));
	put_changes(rq, shown, e->details);
	return shown;
}

const struct response *
show_audit_log(struct request *rq)
{
	struct audit_filter f = read_filter(rq);
	struct audit_found *found;
	size_t n;
	enum store_status status =
	    audit_search(rq->db, rq->arena, &f, ROWS_SHOWN + 1, &found, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct builder csv = address_of(rq, "/admin/audit.csv", &f);
	json_t *data = admin_data(rq, "admin.menu.audit", "audit"), *rows = json_array();
	for (size_t i = 0; i < n && i < ROWS_SHOWN; i++)
		json_array_append_new(rows, row_json(rq, &found[i].row));
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "has_rows", json_boolean(n > 0));
	json_object_set_new(data, "csv", json_text(builder_text(&csv)));
	json_object_set_new(data, "event_wanted", json_text(f.event));
	json_object_set_new(data, "user_wanted", id_json(rq, f.user_id));
	json_object_set_new(data, "client_wanted", id_json(rq, f.client_id));
	json_object_set_new(data, "from_wanted", json_text(f.from));
	json_object_set_new(data, "until_wanted", json_text(f.until));
	if (n > ROWS_SHOWN) {
		const struct audit_found *last = &found[ROWS_SHOWN - 1];
		struct builder next = address_of(rq, "/admin/audit", &f);
		build_printf(&next, "&at=%lld", (long long)last->at_us);
		build_query(&next, TEXT("id"), uuid_text(rq->arena, last->id));
		json_object_set_new(data, "next", json_text(builder_text(&next)));
	}
	return respond_page(rq, 200, "admin_audit", data);
}

const struct response *
export_audit_log(struct request *rq)
{
	struct audit_filter f = read_filter(rq);
	struct audit_found *found;
	size_t n;
	enum store_status status =
	    audit_search(rq->db, rq->arena, &f, ROWS_EXPORTED, &found, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct builder b = builder_new(rq->arena, 200 + n * 200);
	build_text(
	    &b, TEXT("at,event,actor,user_id,client_id,address,request_id,details\r\n"));
	for (size_t i = 0; i < n; i++) {
		const struct audit_event *e = &found[i].row.event;
		json_t *at = admin_time(rq, found[i].row.at);
		csv_cell(&b, text_of(json_string_value(at)), ',');
		json_decref(at);
		csv_cell(&b, e->event, ',');
		csv_cell(&b, e->actor, ',');
		csv_cell(&b,
		    uuid_is_nil(e->user_id) ? NO_TEXT : uuid_text(rq->arena, e->user_id),
		    ',');
		csv_cell(&b,
		    uuid_is_nil(e->client_id) ? NO_TEXT
					      : uuid_text(rq->arena, e->client_id),
		    ',');
		csv_cell(&b, e->address, ',');
		csv_cell(&b, e->request_id, ',');
		csv_cell(&b, e->details, '\n');
	}
	struct response *rs =
	    respond(rq, 200, TEXT("text/csv; charset=utf-8"), builder_text(&b));
	response_header(rq, rs, TEXT("Content-Disposition"),
	    TEXT("attachment; filename=\"audit.csv\""));
	return rs;
}
