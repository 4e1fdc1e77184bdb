/* A device app is tried: its codes, and its tokens once the same person has allowed it.
 */
#include "base/cleanup.h"
#include "base/json.h"
#include "oauth/endpoints.h"
#include "oauth/pending_code.h"
#include "portal/developer_page.h"
#include "portal/try_page.h"
#include "portal/try_run.h"
#include "settings/settings.h"
#include "store/pending_grants.h"

static const step device_steps[] = {
    pace_public_client, answer_device_authorization, NULL};

/* What the device would show, and the button that asks again. */
static const struct response *
show_codes(struct request *rq, const struct client *app, struct text device_code,
    struct text user_code, const char *state)
{
	struct builder link = builder_new(rq->arena, 200);
	build_printf(&link, "%.*s/device", TEXT_ARG(settings()->server.issuer));
	struct text uri = builder_text(&link);
	build_query(&link, TEXT("user_code"), user_code);
	return try_page(rq, app,
	    json_pack("{so so so so so}", "device_code", json_text(device_code),
		"user_code", json_text(user_code), "device_uri", json_text(uri),
		"device_uri_complete", json_text(builder_text(&link)), "device_state",
		portal_word(rq, "try.device_state", text_of(state))));
}

const struct response *
start_device_try(struct request *rq, const struct client *app)
{
	/* An empty one counts as left out. */
	const struct field fields[] = {{TEXT("scope"), form_get(rq->form, TEXT("scope"))},
	    {TEXT("resource"), form_get(rq->form, TEXT("resource"))}};
	json_t *answer = try_as_app(rq, app, fields, COUNT_OF(fields), device_steps);
	struct text device_code =
	    json_string_text(rq->arena, json_object_get(answer, "device_code"));
	struct text user_code =
	    json_string_text(rq->arena, json_object_get(answer, "user_code"));
	if (!device_code.n)
		return try_show_answer(rq, app, "device", answer, false);
	json_decref(answer);
	return show_codes(rq, app, device_code, user_code, "started");
}

/* Of a request that this person started here: one that a device made may be decided by
 * anybody, and their tokens are not for the console. */
static enum store_status
check_own(struct request *rq, struct text device_code)
{
	struct pending_code code;
	struct pending_grant g;
	if (!pending_code_read(rq->arena, DOOR_DEVICE, device_code, &code))
		return STORE_NONE;
	enum store_status status = pending_grant_by_id(rq->db, rq->arena, code.id, &g);
	return status == STORE_OK && !uuid_eq(g.user_id, rq->user->id) ? STORE_NONE
								       : status;
}

const struct response *
poll_device_try(struct request *rq, const struct client *app)
{
	struct text device_code = form_get(rq->form, TEXT("device_code"));
	struct text user_code = text_part(form_get(rq->form, TEXT("user_code")), 0, 20);
	enum store_status status = check_own(rq, device_code);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	if (status == STORE_NONE)
		return try_show_answer(rq, app, "device",
		    json_pack("{ss}", "error", "expired_token"), false);
	const struct field fields[] = {
	    {TEXT("grant_type"), TEXT("urn:ietf:params:oauth:grant-type:"
				      "device_code")},
	    {TEXT("device_code"), device_code}};
	json_t *answer = try_as_app(rq, app, fields, COUNT_OF(fields), try_token_steps);
	struct text error = json_string_text(rq->arena, json_object_get(answer, "error"));
	bool early = text_eq(error, TEXT("slow_down"));
	if (!early && !text_eq(error, TEXT("authorization_pending")))
		return try_show_answer(rq, app, "tokens", answer, true);
	json_decref(answer);
	return show_codes(rq, app, device_code, user_code,
	    early ? "slow_down" : "authorization_pending");
}
