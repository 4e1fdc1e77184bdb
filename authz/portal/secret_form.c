#include "portal/secret_form.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "portal/developer_page.h"
#include "settings/settings.h"

#include <string.h>

enum { DAY = 86400, SOON = 7 * DAY };

static const int64_t days_offered[] = {30, 90, 180, 365};

void
secret_form_read(struct request *rq, struct secret_form *f, struct secret_wish *wish)
{
	f->label = text_trim(form_get(rq->form, TEXT("label")));
	f->lifetime = form_get(rq->form, TEXT("lifetime"));
	f->date = text_trim(form_get(rq->form, TEXT("expires_on")));
	f->o = DONE;
	*wish = secret_wish_default();
	wish->label = f->label;
	bool dated = text_eq(f->lifetime, TEXT("date"));
	const char *fault = secret_label_fault(f->label);
	if (fault)
		f->o = REFUSED("label", fault);
	if (fault || !f->lifetime.n)
		return;
	fault = secret_expiry_read(dated ? f->date : f->lifetime, &wish->expires_at);
	if (!fault)
		fault = secret_expiry_fault(wish->expires_at);
	if (fault)
		f->o = REFUSED(dated ? "expires_on" : "lifetime", fault);
}

static void
add_choice(struct request *rq, json_t *list, const struct secret_form *f,
    struct text value, const char *name, int64_t days)
{
	json_t *slots = json_pack("{sI}", "days", (json_int_t)days);
	struct text label = phrase(rq->arena, request_language(rq), text_of(name), slots);
	bool chosen =
	    f->lifetime.n ? text_eq(f->lifetime, value) : json_array_size(list) == 0;
	json_decref(slots);
	json_array_append_new(list, json_pack("{so so sb}", "value", json_text(value),
					"title", json_text(label), "chosen", chosen));
}

/* The first one is what a form that says nothing means. */
static json_t *
choices_json(struct request *rq, const struct secret_form *f)
{
	int64_t most = settings()->apps.secret_days_most;
	json_t *list = json_array();
	if (most)
		add_choice(rq, list, f, arena_printf(rq->arena, "%lld", (long long)most),
		    "secret.in_days", most);
	else
		add_choice(rq, list, f, TEXT("never"), "secret.never", 0);
	for (size_t i = 0; i < COUNT_OF(days_offered); i++)
		if (!most || days_offered[i] < most)
			add_choice(rq, list, f,
			    arena_printf(rq->arena, "%lld", (long long)days_offered[i]),
			    "secret.in_days", days_offered[i]);
	add_choice(rq, list, f, TEXT("date"), "secret.on_date", 0);
	return list;
}

static json_t *
form_field(
    struct request *rq, const char *name, struct text value, const struct secret_form *f)
{
	bool at_fault = f->o.field && strcmp(f->o.field, name) == 0;
	return field_json(rq, name, value, at_fault ? f->o.fault : NULL);
}

void
put_secret_fields(struct request *rq, json_t *data, const struct secret_form *f)
{
	int64_t now = clock_now(), most = settings()->apps.secret_days_most;
	json_t *lifetime = form_field(rq, "lifetime", NO_TEXT, f);
	json_t *date = form_field(rq, "expires_on", f->date, f);
	json_object_set_new(lifetime, "choices", choices_json(rq, f));
	json_object_set_new(date, "first", json_text(date_text(rq->arena, now)));
	if (most)
		json_object_set_new(date, "last",
		    json_text(date_text(rq->arena, now + (most - 1) * DAY)));
	json_object_set_new(data, "new_label", form_field(rq, "label", f->label, f));
	json_object_set_new(data, "new_lifetime", lifetime);
	json_object_set_new(data, "new_date", date);
}

static json_t *
secret_json(struct request *rq, const struct client_secret *s, int64_t now)
{
	bool expired = client_secret_has_expired(s, now);
	json_t *j =
	    json_pack("{so so so so sb sb}", "id", json_text(uuid_text(rq->arena, s->id)),
		"hint", json_text(s->hint), "label", json_text(s->label), "created",
		json_text(date_text(rq->arena, s->created_at)), "expired", expired,
		"soon", s->expires_at && !expired && s->expires_at <= now + SOON);
	json_object_set_new(j, "used",
	    json_text(s->last_used_at ? time_text(rq->arena, s->last_used_at) : NO_TEXT));
	json_object_set_new(j, "end",
	    json_text(s->expires_at ? time_text(rq->arena, s->expires_at) : NO_TEXT));
	return j;
}

void
put_secrets(
    struct request *rq, json_t *data, const struct client *c, const struct secret_form *f)
{
	json_t *list = json_array();
	int64_t now = clock_now();
	for (size_t i = 0; i < c->secret_count + c->expired_secret_count; i++) {
		json_t *j = secret_json(rq, &c->secrets[i], now);
		json_object_set_new(j, "can_remove",
		    json_boolean(i >= c->secret_count || c->secret_count > 1));
		json_array_append_new(list, j);
	}
	json_object_set_new(data, "secrets", list);
	json_object_set_new(
	    data, "can_add_secret", json_boolean(c->secret_count < CLIENT_SECRETS_MOST));
	put_secret_fields(rq, data, f);
}
