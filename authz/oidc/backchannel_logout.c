#include "oidc/backchannel_logout.h"

#include "base/builder.h"
#include "base/clock.h"
#include "base/log.h"
#include "live/clients.h"
#include "live/keys.h"
#include "oauth/fapi.h"
#include "oidc/session_id.h"
#include "outbound/fetch.h"
#include "settings/settings.h"
#include "store/logout_notices.h"

enum { TOKEN_LIFETIME = 120 /* seconds */ };

/* 2.4: no nonce, so that it can't be taken for an ID token. */
static struct text
logout_claims(struct arena *a, const struct logout_notice *n, const struct client *app)
{
	struct builder b = builder_new(a, 512);
	int64_t now = clock_now();
	build_text(&b, TEXT("{\"iss\":"));
	build_json_string(&b, settings()->server.issuer);
	build_json_member(&b, TEXT("sub"), n->subject);
	build_json_member(&b, TEXT("aud"), app->client_id);
	build_json_number(&b, TEXT("iat"), now);
	build_json_number(&b, TEXT("exp"), now + TOKEN_LIFETIME);
	build_json_member(&b, TEXT("jti"), uuid_text(a, uuid_new()));
	build_json_member(&b, TEXT("sid"), session_id_for(a, n->session_id, app->id));
	build_text(
	    &b, TEXT(",\"events\":{"
		     "\"http://schemas.openid.net/event/backchannel-logout\":{}}}"));
	return builder_text(&b);
}

/* Made now, however long the notice has waited: it is good for two minutes. NULL, or why
 * the app does not know. */
static const char *
tell(struct db *db, struct arena *a, const struct logout_notice *n,
    const struct client *app)
{
	const struct jws_key *key;
	struct fetched answer;
	enum store_status status = live_signing_key_for(db,
	    signing_alg(app, app->metadata.id_token_signed_response_alg,
		settings()->tokens.id_alg),
	    &key);
	if (status != STORE_OK)
		return "there is no key to sign with now";
	struct text token =
	    jws_sign(a, key, TEXT("logout+jwt"), logout_claims(a, n, app));
	if (!token.n)
		return "the logout token could not be signed";
	struct text body = arena_printf(a, "logout_token=%.*s", TEXT_ARG(token));
	const struct fetch f = {.method = FETCH_POST,
	    .url = app->metadata.backchannel_logout_uri,
	    .content_type = TEXT("application/x-www-form-urlencoded"),
	    .body = body};
	const char *why = fetch_run(a, &f, &answer);
	if (!why && (answer.status < 200 || answer.status > 299))
		why = arena_printf(a, "the app answered %d", answer.status).at;
	return why;
}

static void
settle(struct db *db, struct arena *a, const struct logout_notice *n)
{
	struct client app;
	const char *why = NULL;
	enum store_status status = STORE_OK;
	if (!live_client_find(a, n->client_id, &app))
		status = live_client_read(db, a, n->client_id, &app);
	if (status != STORE_OK && status != STORE_NONE)
		return;
	bool listens = status == STORE_OK && !client_is_stopped(&app) &&
		       app.metadata.backchannel_logout_uri.n;
	if (listens)
		why = tell(db, a, n, &app);
	if (why)
		log_warn(n->last ? "logout_untold" : "logout_not_told_yet",
		    LT("client_id", uuid_text(a, n->client_id)),
		    LN("attempts", n->attempts), LC("why", why));
	else
		logout_notice_done(db, a, n->id);
}

bool
backchannel_logout_send(struct db *db)
{
	struct arena *a = arena_new();
	struct logout_notice n;
	bool claimed =
	    db_ready(db) == STORE_OK &&
	    logout_notice_claim(db, a, settings()->outbound.timeout, &n) == STORE_OK;
	if (claimed)
		settle(db, a, &n);
	arena_free(a);
	return claimed;
}
