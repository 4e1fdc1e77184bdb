/* RFC 7592: an app reads, replaces or removes its own registration. */
#include "base/json.h"
#include "oauth/bearer.h"
#include "oauth/client_secret.h"
#include "oauth/endpoints.h"
#include "oauth/explain.h"
#include "oauth/json_body.h"
#include "oauth/opaque_secret.h"
#include "oauth/registration.h"
#include "oauth/registration_metadata.h"
#include "oauth/software_statement.h"
#include "oauth/subject.h"
#include "store/audit.h"

/* The same for an app that is gone, never was, or did not register itself (RFC 7592 2).
 */
static const struct response *
refuse(struct request *rq)
{
	return refuse_bearer(rq, INVALID_TOKEN,
	    "the registration access token does not belong to a registration here",
	    NO_TEXT);
}

/* A step: sets rq->client to the app of the path, whose token came along. */
const struct response *
require_registration(struct request *rq)
{
	static const char nothing[32];
	struct uuid id = NO_UUID;
	struct text kept = NO_TEXT, token = registration_bearer(rq);
	struct client *app = ARENA_NEW(rq->arena, struct client);
	enum store_status status = STORE_NONE;
	if (uuid_parse(rq->path_args[0], &id))
		status = client_registration_token(rq->db, rq->arena, id, &kept);
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	bool known = kept.n != 0;
	if (!known)
		kept = (struct text){nothing, sizeof(nothing)};
	bool same = text_eq_secret(kept, opaque_secret_hash(rq->arena, token));
	if (!known || !same)
		explain_app(because(rq, WHY_REGISTRATION_TOKEN), id, true);
	if (!known || !same)
		return refuse(rq);
	status = client_by_id(rq->db, rq->arena, id, app);
	if (status == STORE_NONE || (status == STORE_OK && client_is_stopped(app)))
		return refuse(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	rq->client = app;
	return NULL;
}

const struct response *
show_registration(struct request *rq)
{
	return answer_registration(rq, 200, rq->client, registration_bearer(rq), NO_TEXT);
}

static struct text
string_of(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return NO_TEXT;
	return (struct text){json_string_value(value), json_string_length(value)};
}

/* RFC 7592 2.2: client_id must be its own, and a secret, if one is sent, a valid one. */
static const char *
identity_fault(struct request *rq, const json_t *metadata)
{
	struct text secret = string_of(metadata, "client_secret");
	if (!text_eq(string_of(metadata, "client_id"), rq->client->client_id))
		return "client_id must be the one of this registration";
	if (json_object_get(metadata, "client_secret") &&
	    !client_secret_match(rq->client, secret))
		return "client_secret, if sent, must be the current one: it can not be "
		       "chosen";
	return NULL;
}

static void
take_over(const struct client *now, struct client *app)
{
	app->id = now->id;
	app->client_id = now->client_id;
	app->description = now->description;
	app->trusted = now->trusted;
	app->created_at = now->created_at;
}

static enum store_status
note(struct request *rq, const char *event)
{
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("client"),
	    .client_id = rq->client->id,
	    .address = rq->peer,
	    .request_id = rq->id};
	return audit_add(rq->db, rq->arena, &e);
}

const struct response *
replace_registration(struct request *rq)
{
	CLEANUP(json) json_t *metadata = NULL;
	struct client app;
	struct client_secret stored;
	struct texts asked;
	struct text scope, secret = NO_TEXT;
	enum oauth_error_code code;
	const struct response *refused = read_json(rq, &metadata);
	if (refused)
		return refused;
	const char *fault = identity_fault(rq, metadata);
	if (fault)
		return oauth_error(rq, INVALID_REQUEST, fault);
	refused = apply_software_statement(rq, metadata);
	if (refused)
		return refused;
	fault = registration_read(
	    rq->arena, metadata, &rq->client->metadata, &app, &scope, &code);
	if (fault)
		return oauth_error(rq, code, fault);
	fault = sector_fault(rq->arena, &app);
	if (fault)
		return oauth_error(rq, INVALID_CLIENT_METADATA, fault);
	enum store_status status =
	    registration_scopes(rq->db, rq->arena, scope, &app.scopes, &asked);
	take_over(rq->client, &app);
	if (registration_needs_secret(&app)) {
		app.secrets = rq->client->secrets;
		app.secret_count = rq->client->secret_count;
	}
	if (registration_needs_secret(&app) && !app.secret_count) {
		struct secret_wish wish = secret_wish_default();
		secret = client_secret_new(rq->arena, &app, &wish, &stored);
		app.secrets = &stored;
		app.secret_count = 1;
	}
	if (status == STORE_OK)
		status = client_register_anew(rq->db, rq->arena, &app, asked);
	if (status == STORE_OK)
		status = note(rq, "app_changed");
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, app.id, &app);
	return status == STORE_OK
		   ? answer_registration(rq, 200, &app, registration_bearer(rq), secret)
		   : oauth_store_error(rq, status);
}

const struct response *
remove_registration(struct request *rq)
{
	enum store_status status = note(rq, "app_deleted");
	if (status == STORE_OK)
		status = client_remove(rq->db, rq->arena, rq->client->id);
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	return respond(rq, 204, NO_TEXT, NO_TEXT);
}
