/* Where a developer says what the app is to be told of, and sees what was sent. */
#include "portal/app_tabs.h"
#include "portal/endpoints.h"
#include "portal/webhook_page.h"

static const struct client *
app_of(const struct request *rq)
{
	return rq->own;
}

static struct webhook_wish
read_wish(struct request *rq, bool enabled)
{
	return (struct webhook_wish){.url = text_trim(form_get(rq->form, TEXT("url"))),
	    .description = text_trim(form_get(rq->form, TEXT("description"))),
	    .events = form_all(rq->arena, rq->form, TEXT("event")),
	    .enabled = enabled};
}

const struct response *
list_webhooks(struct request *rq)
{
	return webhooks_page(rq, app_of(rq), &(struct webhook_page){0});
}

const struct response *
add_webhook(struct request *rq)
{
	struct webhook_wish wish = read_wish(rq, true);
	struct webhook_page p = {.typed = &wish, .status = 422};
	struct webhook w = {0};
	struct text secret;
	enum store_status status =
	    webhook_create(rq, app_of(rq), &wish, &w, &secret, &p.fault);
	if (status == STORE_CONFLICT)
		return webhooks_page(rq, app_of(rq), &p);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	return webhook_page(rq, app_of(rq), &w,
	    &(struct webhook_page){.new_secret = secret, .status = 201});
}

/* The endpoint in the path, if it is this app's; else the answer that there is none. */
static const struct response *
find_webhook(struct request *rq, struct webhook *out)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status =
	    webhook_find(rq->db, rq->arena, app_of(rq)->id, id, out);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}

/* By a GET, so that a reload sends nothing again. */
static const struct response *
back(struct request *rq, const struct webhook *w, enum store_status status,
    const char *done)
{
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct text path = webhook_path(rq->arena, app_of(rq), w);
	return respond_redirect(
	    rq, arena_printf(rq->arena, "%.*s?%s=1", TEXT_ARG(path), done));
}

const struct response *
show_webhook(struct request *rq)
{
	struct webhook w = {0};
	const struct response *none = find_webhook(rq, &w);
	return none ? none : webhook_page(rq, app_of(rq), &w, &(struct webhook_page){0});
}

const struct response *
change_webhook(struct request *rq)
{
	struct webhook w = {0};
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	struct webhook_wish wish =
	    read_wish(rq, form_get(rq->form, TEXT("enabled")).n > 0);
	struct webhook_page p = {.typed = &wish, .status = 422};
	enum store_status status = webhook_change(rq, &w, &wish, &p.fault);
	if (status == STORE_CONFLICT)
		return webhook_page(rq, app_of(rq), &w, &p);
	return back(rq, &w, status, "saved");
}

const struct response *
renew_webhook_secret(struct request *rq)
{
	struct webhook w = {0};
	struct text secret;
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	bool at_once = form_get(rq->form, TEXT("at_once")).n > 0;
	enum store_status status = webhook_new_secret(rq, &w, at_once, &secret);
	if (status == STORE_OK)
		status = webhook_find(rq->db, rq->arena, w.client_id, w.id, &w);
	if (status != STORE_OK)
		return back(rq, &w, status, "");
	return webhook_page(rq, app_of(rq), &w,
	    &(struct webhook_page){.new_secret = secret, .status = 201});
}

const struct response *
test_webhook(struct request *rq)
{
	struct webhook w = {0};
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	struct webhook_page p = {.status = 422};
	enum store_status status = webhook_test(rq, &w, &p.fault);
	if (status == STORE_CONFLICT)
		return webhook_page(rq, app_of(rq), &w, &p);
	return back(rq, &w, status, "sent");
}

const struct response *
send_webhook_again(struct request *rq)
{
	struct webhook w = {0};
	struct uuid id;
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	if (!uuid_parse(rq->path_args[2], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	if (!w.enabled)
		return webhook_page(rq, app_of(rq), &w,
		    &(struct webhook_page){
			.fault = {NULL, "webhooks.is_off"}, .status = 422});
	return back(rq, &w, webhook_send_again(rq, &w, id), "sent");
}

const struct response *
delete_webhook(struct request *rq)
{
	struct webhook w = {0};
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	enum store_status status = webhook_delete(rq, &w);
	if (status != STORE_OK)
		return back(rq, &w, status, "");
	struct text path = webhooks_path(rq->arena, app_of(rq));
	return respond_redirect(
	    rq, arena_printf(rq->arena, "%.*s?deleted=1", TEXT_ARG(path)));
}
