/* RFC 7591 3: an app, or the developer's program, registers the app. */
#include "oauth/registration.h"

#include "base/clock.h"
#include "base/json.h"
#include "identity/throttle.h"
#include "oauth/bearer.h"
#include "oauth/client_secret.h"
#include "oauth/endpoints.h"
#include "oauth/json_body.h"
#include "oauth/metadata.h"
#include "oauth/opaque_secret.h"
#include "oauth/registration_metadata.h"
#include "oauth/software_statement.h"
#include "oauth/subject.h"
#include "settings/settings.h"
#include "store/audit.h"

void
put_registration(struct arena *a, json_t *m)
{
	(void)a;
	if (settings()->registration.mode != REGISTRATION_OFF)
		metadata_url(m, "registration_endpoint", "/oauth2/register");
}

bool
registration_needs_secret(const struct client *app)
{
	return text_starts(app->auth_method, TEXT("client_secret_"));
}

struct text
registration_bearer(struct request *rq)
{
	struct text header = request_header(rq, TEXT("Authorization"));
	size_t space = text_index(header, ' ');
	if (!text_eq_nocase(text_part(header, 0, space), TEXT("Bearer")))
		return NO_TEXT;
	return text_trim(text_part(header, space, header.n));
}

/* When the last of its secrets ends; 0: never. */
static int64_t
secrets_end(const struct client *app)
{
	int64_t last = 0;
	for (size_t i = 0; i < app->secret_count; i++) {
		if (!app->secrets[i].expires_at)
			return 0;
		if (app->secrets[i].expires_at > last)
			last = app->secrets[i].expires_at;
	}
	return last;
}

const struct response *
answer_registration(struct request *rq, int status, const struct client *app,
    struct text token, struct text secret)
{
	CLEANUP(json) json_t *j = registration_json(rq->arena, app);
	struct text issuer = settings()->server.issuer;
	json_object_set_new(
	    j, "registration_access_token", json_stringn(token.at, token.n));
	json_object_set_new(j, "registration_client_uri",
	    json_sprintf("%.*s/oauth2/register/%.*s", TEXT_ARG(issuer),
		TEXT_ARG(uuid_text(rq->arena, app->id))));
	if (secret.n)
		json_object_set_new(
		    j, "client_secret", json_stringn(secret.at, secret.n));
	if (registration_needs_secret(app))
		json_object_set_new(
		    j, "client_secret_expires_at", json_integer(secrets_end(app)));
	return respond_json(rq, status, json_compact(rq->arena, j));
}

static enum store_status
note(struct request *rq, const struct client *app)
{
	struct audit_event e = {.event = TEXT("app_registered"),
	    .actor = TEXT("client"),
	    .client_id = app->id,
	    .address = rq->peer,
	    .request_id = rq->id};
	if (!uuid_is_nil(app->team_id))
		e.details = arena_printf(rq->arena, "{\"team_id\":\"%.*s\"}",
		    TEXT_ARG(uuid_text(rq->arena, app->team_id)));
	return audit_add(rq->db, rq->arena, &e);
}

/* The app, its token and the note of it, all or nothing. */
static enum store_status
add(struct request *rq, const struct client *app, struct texts asked, struct text token)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_add(rq->db, rq->arena, app, asked);
	if (status == STORE_OK)
		status = client_set_registration_token(
		    rq->db, rq->arena, app->id, opaque_secret_hash(rq->arena, token));
	if (status == STORE_OK)
		status = note(rq, app);
	return db_finish(rq->db, status);
}

static const struct response *
create(struct request *rq, const json_t *metadata, const struct initial_access_token *by)
{
	struct client app;
	struct client_secret stored;
	struct texts asked;
	struct text scope, secret = NO_TEXT;
	enum oauth_error_code code;
	const char *fault = registration_read(
	    rq->arena, metadata, &(struct client_metadata){0}, &app, &scope, &code);
	if (fault)
		return oauth_error(rq, code, fault);
	fault = sector_fault(rq->arena, &app);
	if (fault)
		return oauth_error(rq, INVALID_CLIENT_METADATA, fault);
	enum store_status status =
	    registration_scopes(rq->db, rq->arena, scope, &app.scopes, &asked);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	app.id = uuid_new();
	app.client_id = uuid_text(rq->arena, app.id);
	app.team_id = by->team_id;
	/* Of a public app PKCE is asked whoever vouches for it (docs/decisions/0007). */
	app.metadata.pkce_optional =
	    by->pkce_optional && !text_eq(app.auth_method, TEXT("none"));
	app.created_at = clock_now();
	if (registration_needs_secret(&app)) {
		struct secret_wish wish = secret_wish_default();
		secret = client_secret_new(rq->arena, &app, &wish, &stored);
		app.secrets = &stored;
		app.secret_count = 1;
	}
	struct text token = opaque_secret(rq->arena, "azg_");
	status = add(rq, &app, asked, token);
	return status == STORE_OK ? answer_registration(rq, 201, &app, token, secret)
				  : oauth_store_error(rq, status);
}

/* Who registers without a token does so only so often. */
static const struct response *
slow_down(struct request *rq)
{
	int64_t seconds;
	enum store_status status = throttle_network(
	    rq, "registration", settings()->registration.per_hour, 3600, &seconds);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!seconds)
		return NULL;
	struct response *rs = oauth_error(rq, TEMPORARILY_UNAVAILABLE,
	    "too many apps were registered from this network; try again later");
	rs->status = 429;
	response_header(rq, rs, TEXT("Retry-After"),
	    arena_printf(rq->arena, "%lld", (long long)seconds));
	return rs;
}

/* With an initial access token the app belongs to whom the token was made for. */
static const struct response *
register_by_token(struct request *rq, const json_t *metadata, struct text token)
{
	struct initial_access_token by;
	struct text hash = opaque_secret_hash(rq->arena, token);
	enum store_status status =
	    initial_access_token_take(rq->db, rq->arena, hash, &by);
	if (status == STORE_NONE)
		return refuse_bearer(rq, INVALID_TOKEN,
		    "the initial access token is unknown, expired or used up", NO_TEXT);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	const struct response *answer = create(rq, metadata, &by);
	if (answer->status != 201)
		initial_access_token_give_back(rq->db, rq->arena, hash);
	return answer;
}

static const struct initial_access_token nobody;

const struct response *
register_client(struct request *rq)
{
	CLEANUP(json) json_t *metadata = NULL;
	struct text token = registration_bearer(rq);
	enum registration_mode mode = settings()->registration.mode;
	if (mode == REGISTRATION_OFF)
		return oauth_error(
		    rq, ACCESS_DENIED, "apps are not registered here by themselves");
	const struct response *refused = read_json(rq, &metadata);
	if (refused)
		return refused;
	refused = apply_software_statement(rq, metadata);
	if (refused)
		return refused;
	if (token.n)
		return register_by_token(rq, metadata, token);
	if (mode == REGISTRATION_TOKEN)
		return refuse_bearer(rq, INVALID_TOKEN,
		    "registering an app needs an initial access token", NO_TEXT);
	refused = slow_down(rq);
	return refused ? refused : create(rq, metadata, &nobody);
}
