/* What apps ask this person by the back channel (CIBA): shown after signing in. */
#include "account/requests.h"

#include "account/endpoints.h"
#include "identity/signin.h"
#include "oauth/consent_view.h"
#include "oauth/pending_decision.h"
#include "oauth/sandbox.h"
#include "store/users.h"

static enum store_status
asking_client(struct request *rq, const struct pending_grant *g, struct client *out)
{
	enum store_status status = pending_client(rq, g, out);
	return status == STORE_OK ? app_open_to(rq, out, rq->user->id) : status;
}

static enum store_status
describe(struct request *rq, const struct pending_grant *g, json_t *list)
{
	struct client *client = ARENA_NEW(rq->arena, struct client);
	json_t *data = NULL;
	enum store_status status = asking_client(rq, g, client);
	if (status == STORE_OK)
		status =
		    consent_view(rq, client, g->scopes, "account.request_title", &data);
	/* The app was suspended, has lost a scope or is closed again. */
	if (status == STORE_NONE)
		return STORE_OK;
	if (status != STORE_OK)
		return status;
	json_object_set_new(data, "id", json_text(uuid_text(rq->arena, g->id)));
	json_object_set_new(data, "binding_message", json_text(g->binding_message));
	json_array_append_new(list, data);
	return STORE_OK;
}

enum store_status
describe_requests(struct request *rq, json_t **out)
{
	struct pending_grant *waiting;
	size_t n;
	enum store_status status =
	    pending_grants_of_user(rq->db, rq->arena, rq->user->id, &waiting, &n);
	*out = json_array();
	for (size_t i = 0; i < n && status == STORE_OK; i++)
		status = describe(rq, &waiting[i], *out);
	return status;
}

/* Only what names this person; another's is not even there. */
static enum store_status
find_request(struct request *rq, struct pending_grant *g)
{
	struct uuid id;
	struct client *client = ARENA_NEW(rq->arena, struct client);
	if (!uuid_parse(rq->path_args[0], &id))
		return STORE_NONE;
	enum store_status status = pending_grant_by_id(rq->db, rq->arena, id, g);
	if (status == STORE_OK && !uuid_eq(g->user_id, rq->user->id))
		return STORE_NONE;
	return status == STORE_OK ? asking_client(rq, g, client) : status;
}

const struct response *
answer_request(struct request *rq)
{
	struct pending_grant g = {0};
	struct text decision = form_get(rq->form, TEXT("decision"));
	bool allow = text_eq(decision, TEXT("allow"));
	if (!allow && !text_eq(decision, TEXT("deny")))
		return respond_error_page(rq, 400, "errors.bad_request");
	enum store_status status = find_request(rq, &g);
	if (status == STORE_OK && g.state == PENDING_WAITS)
		status = pending_decide(rq, &g, allow);
	if (status == STORE_NONE)
		return respond_redirect(rq, TEXT("/account?answered=late"));
	if (status != STORE_OK)
		return store_error_page(rq, status);
	return respond_redirect(rq, g.state == PENDING_ALLOWED
					? TEXT("/account?answered=allow")
					: TEXT("/account?answered=deny"));
}
