#include "account/page.h"

#include "base/cleanup.h"
#include "store/audit.h"

/* The first has no path of its own: the apps stand where the account begins. */
static const struct {
	struct text path;
	const char *label;
} pages[] = {
    {TEXT_INIT("/account"), "account.nav_apps"},
    {TEXT_INIT("/account/profile"), "account.nav_profile"},
    {TEXT_INIT("/account/sessions"), "account.nav_sessions"},
    {TEXT_INIT("/account/history"), "account.nav_history"},
    {TEXT_INIT("/account/password"), "account.nav_password"},
    {TEXT_INIT("/account/data"), "account.nav_data"},
};

static bool
is_here(struct request *rq, size_t page)
{
	struct text path = pages[page].path;
	if (page == 0)
		return text_eq(rq->path, path) ||
		       text_starts(rq->path, TEXT("/account/apps/"));
	return text_starts(rq->path, path) &&
	       (rq->path.n == path.n || rq->path.at[path.n] == '/');
}

static json_t *
navigation(struct request *rq)
{
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(pages); i++)
		json_array_append_new(list,
		    json_pack("{so so sb}", "path", json_text(pages[i].path), "label",
			phrase_if(rq, true, pages[i].label), "here", is_here(rq, i)));
	return list;
}

struct response *
account_page(
    struct request *rq, int status, const char *name, const char *title, json_t *data)
{
	json_object_set_new(data, "title",
	    json_text(phrase(rq->arena, request_language(rq), text_of(title), data)));
	json_object_set_new(data, "pages", navigation(rq));
	json_object_set_new(data, "wide", json_true());
	return respond_page(rq, status, name, data);
}

json_t *
phrase_if(struct request *rq, bool given, const char *name)
{
	if (!given)
		return json_null();
	return json_text(phrase(rq->arena, request_language(rq), text_of(name), NULL));
}

enum store_status
change_end(struct request *rq, const char *event, struct uuid client_id,
    struct text details, enum store_status status)
{
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("user"),
	    .user_id = rq->user->id,
	    .client_id = client_id,
	    .address = rq->peer,
	    .request_id = rq->id,
	    .details = details};
	if (status == STORE_OK)
		status = audit_add(rq->db, rq->arena, &e);
	return db_finish(rq->db, status);
}
