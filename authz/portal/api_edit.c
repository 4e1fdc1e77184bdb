/* The forms on the page of an API. */
#include "portal/api_page.h"
#include "portal/endpoints.h"
#include "store/reviews.h"

const struct response *
load_own_api(struct request *rq)
{
	struct uuid id;
	struct own_api *own = ARENA_NEW(rq->arena, struct own_api);
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	rq->own = own;
	return outcome_page(
	    rq, ENDED(own_api_find(rq->db, rq->arena, rq->user->id, id, own)));
}

const struct response *
show_api(struct request *rq)
{
	return api_page(rq, &(struct api_page){.o = DONE});
}

/* The page again with what was wrong, or back to it by a GET. */
static const struct response *
answer(struct request *rq, const struct api_page *p)
{
	const struct own_api *own = rq->own;
	const struct response *refused = outcome_page(rq, p->o);
	if (refused)
		return refused;
	return p->o.fault ? api_page(rq, p) : back_saved(rq, api_path(rq, &own->api));
}

const struct response *
change_api(struct request *rq)
{
	struct own_api *own = rq->own;
	struct resource draft = own->api;
	struct api_page p = {.typed = &draft};
	p.o = read_api_settings(rq, &draft, &p.lifetime);
	if (outcome_is_done(p.o))
		p.o = api_change(rq, own, &draft);
	return answer(rq, &p);
}

const struct response *
ask_for_api(struct request *rq)
{
	struct api_page p = {.value = text_trim(form_get(rq->form, TEXT("purpose")))};
	p.o = api_ask_again(rq, rq->own, p.value);
	return answer(rq, &p);
}

const struct response *
delete_api(struct request *rq)
{
	struct api_page p = {
	    .value = text_trim(form_get(rq->form, TEXT("confirmation")))};
	p.o = api_delete(rq, rq->own, p.value);
	return outcome_is_done(p.o)
		   ? respond_redirect(rq, TEXT("/developer/apis?deleted=1"))
		   : answer(rq, &p);
}

const struct response *
decide_request(struct request *rq)
{
	struct uuid client_id;
	struct api_page p = {0};
	struct text decision = form_get(rq->form, TEXT("decision"));
	bool approve = text_eq(decision, TEXT("approve"));
	if (!approve && !text_eq(decision, TEXT("refuse")))
		return respond_error_page(rq, 400, "errors.bad_request");
	if (!uuid_parse(form_get(rq->form, TEXT("client_id")), &client_id))
		return respond_error_page(rq, 404, "errors.not_found");
	p.o = api_decide(rq, rq->own, client_id, form_get(rq->form, TEXT("scope")),
	    SCOPE_ASKED, approve, text_trim(form_get(rq->form, TEXT("message"))));
	return answer(rq, &p);
}

const struct response *
add_api_secret(struct request *rq)
{
	struct secret_wish wish;
	struct api_page p = {.status = 201};
	struct text given = form_get(rq->form, TEXT("server"));
	if (given.n && !uuid_parse(given, &p.server))
		return respond_error_page(rq, 404, "errors.not_found");
	secret_form_read(rq, &p.secret, &wish);
	p.o = p.secret.o;
	if (outcome_is_done(p.o))
		p.o = api_secret_add(rq, rq->own, p.server, &wish, &p.new_secret);
	if (outcome_is_done(p.o)) {
		p.secret = (struct secret_form){.o = DONE};
		return api_page(rq, &p);
	}
	p.status = 0;
	p.new_secret = NO_TEXT;
	return answer(rq, &p);
}

const struct response *
remove_api_secret(struct request *rq)
{
	struct uuid id, server;
	struct api_page p = {0};
	if (!uuid_parse(rq->path_args[1], &id) ||
	    !uuid_parse(form_get(rq->form, TEXT("server")), &server))
		return respond_error_page(rq, 404, "errors.not_found");
	p.o = api_secret_remove(rq, rq->own, server, id);
	return answer(rq, &p);
}
