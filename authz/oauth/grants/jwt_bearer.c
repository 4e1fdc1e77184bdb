/*
 * RFC 7523 2.1: another server that the operator trusts asserts who the person is, or the
 * app asserts itself. A person must have allowed the app before, and no refresh token
 * comes of it: the app brings the next assertion.
 */
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "jose/jws.h"
#include "oauth/client_keys.h"
#include "oauth/errors.h"
#include "oauth/grants/grant.h"
#include "oauth/grants/redemption.h"
#include "oauth/jwt_claims.h"
#include "oauth/sandbox.h"
#include "oauth/scope.h"
#include "oauth/scope_asked.h"
#include "oauth/subject.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/consents.h"
#include "store/replay_guards.h"
#include "store/trusted_issuers.h"
#include "store/users.h"

enum { LONGEST = 3600 }; /* seconds that an assertion may live */

struct assertion {
	struct jws jws;
	json_t *claims;
	struct trusted_issuer issuer;
	bool self_issued;
};

static const struct response *
refuse(struct request *rq, const char *sentence)
{
	return oauth_error(rq, INVALID_GRANT, sentence);
}

static const struct response *
find_issuer(struct request *rq, struct assertion *x)
{
	struct text iss = jwt_claim(x->claims, "iss");
	x->self_issued = text_eq(iss, rq->client->client_id);
	if (x->self_issued && text_eq(rq->client->auth_method, TEXT("none")))
		return oauth_error(
		    rq, UNAUTHORIZED_CLIENT, "a public app may not assert itself");
	if (x->self_issued)
		return NULL;
	enum store_status status =
	    trusted_issuer_find(rq->db, rq->arena, iss, &x->issuer);
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	if (status == STORE_NONE || !texts_have(x->issuer.clients, rq->client->client_id))
		return refuse(rq, "assertion: its issuer is not one that the operator "
				  "trusts for this app");
	return NULL;
}

static const struct response *
verify(struct request *rq, const struct assertion *x)
{
	const struct client keys = {.id = x->issuer.id,
	    .metadata = {.jwks = x->issuer.jwks, .jwks_uri = x->issuer.jwks_uri}};
	switch (client_keys_verify(
	    rq->arena, x->self_issued ? rq->client : &keys, NO_TEXT, &x->jws)) {
	case CLIENT_KEYS_GOOD:
		return NULL;
	case CLIENT_KEYS_AWAY:
		return oauth_error(rq, TEMPORARILY_UNAVAILABLE,
		    "the keys of the assertion's issuer could not be fetched");
	case CLIENT_KEYS_BAD:
		break;
	}
	return refuse(rq, "assertion: none of its issuer's keys has signed it");
}

static const struct response *
check_claims(struct request *rq, const struct assertion *x)
{
	struct text here = settings()->server.issuer;
	const struct text aud[] = {
	    here, arena_printf(rq->arena, "%.*s/oauth2/token", TEXT_ARG(here))};
	const struct jwt_rules rules = {
	    .sub = x->self_issued ? rq->client->client_id : NO_TEXT,
	    .aud = {aud, COUNT_OF(aud)},
	    .needs_exp = true,
	    .needs_jti = true,
	    .longest = LONGEST};
	const char *fault = jwt_claims_fault(x->claims, &rules);
	if (!fault && !jwt_claim(x->claims, "sub").n)
		fault = "sub is missing";
	return fault ? refuse(rq, arena_printf(rq->arena, "assertion: %s", fault).at)
		     : NULL;
}

static const struct response *
take_once(struct request *rq, const struct assertion *x)
{
	int64_t expires_at = 0;
	jwt_claim_time(x->claims, "exp", &expires_at);
	/* As long as it is accepted, and once more the skew for the database's clock. */
	enum store_status status = replay_guard_take(rq->db, rq->arena, "jwt_bearer",
	    jwt_claim(x->claims, "iss"), jwt_claim(x->claims, "jti"),
	    expires_at + 2 * (int64_t)JWT_SKEW);
	if (status == STORE_CONFLICT)
		return refuse(rq, "assertion: its jti was used before");
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

/* An address counts when both sides have proven it: its issuer and we. */
static enum store_status
find_user(struct request *rq, const struct assertion *x, struct user *user)
{
	struct uuid id;
	enum store_status status;
	if (!x->issuer.by_email) {
		status = issuer_link_find(
		    rq->db, rq->arena, x->issuer.id, jwt_claim(x->claims, "sub"), &id);
		if (status == STORE_OK)
			status = user_by_id(rq->db, rq->arena, id, user);
	} else {
		if (!json_is_true(json_object_get(x->claims, "email_verified")))
			return STORE_NONE;
		status =
		    user_by_email(rq->db, rq->arena, jwt_claim(x->claims, "email"), user);
		if (status == STORE_OK && !user->email_verified_at)
			status = STORE_NONE;
	}
	return status == STORE_OK && user->disabled_at ? STORE_NONE : status;
}

/* Of what the person allowed this app, what it asks for; nothing about the person. */
static const struct response *
find_scopes(struct request *rq, const struct user *user, struct scope_answer *answer)
{
	struct consent consent;
	enum store_status status =
	    consent_find(rq->db, rq->arena, user->id, rq->client->id, &consent);
	if (status == STORE_NONE)
		return refuse(rq, "the person has not allowed this app anything yet");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	struct texts_builder bound = texts_builder_new(rq->arena);
	for (size_t i = 0; i < consent.scopes.n; i++)
		if (!scope_is_about_person(consent.scopes.at[i]))
			texts_add(&bound, consent.scopes.at[i]);
	const struct response *refused =
	    scope_asked_within(rq, texts_done(&bound), answer);
	if (!refused && !answer->scopes.n)
		return oauth_error(rq, INVALID_SCOPE,
		    "the person has allowed none of the scopes of an API");
	return refused;
}

static const struct response *
issue_for_person(struct request *rq, const struct assertion *x, struct issued *out)
{
	struct user user = {0};
	struct scope_answer answer = {0};
	enum store_status status = find_user(rq, x, &user);
	if (status == STORE_NONE)
		return refuse(
		    rq, "assertion: its subject is nobody who has an account here");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	const struct response *refused = require_open_client(rq, user.id);
	if (!refused)
		refused = find_scopes(rq, &user, &answer);
	if (!refused)
		refused = take_once(rq, x);
	if (refused)
		return refused;
	out->access_only = true;
	out->family = (struct family){.user_id = user.id,
	    .id = uuid_new(),
	    .client_id = rq->client->id,
	    .resource_id = answer.resource ? answer.resource->id : NO_UUID,
	    .scopes = answer.scopes,
	    .extras = {.resources = answer.more_resources}};
	status = subject_for(
	    rq->db, rq->arena, rq->client, user.id, &out->family.extras.subject);
	return status == STORE_OK ? redeem_family(rq, out)
				  : oauth_store_error(rq, status);
}

static const struct response *
run(struct request *rq, struct issued *out)
{
	struct assertion x = {0};
	struct text sent = form_get(rq->form, TEXT("assertion"));
	if (!sent.n)
		return oauth_error(
		    rq, INVALID_REQUEST, "the parameter assertion is missing");
	if (!request_may_block(rq))
		return DEFER;
	if (!jws_parse(rq->arena, sent, &x.jws) ||
	    (x.jws.typ.n && !text_eq_nocase(x.jws.typ, TEXT("JWT"))))
		return refuse(rq, "assertion: it is not a JWT, or signed by none of the "
				  "algorithms in the metadata");
	CLEANUP(json) json_t *claims = jwt_claims_read(x.jws.payload);
	if (!claims)
		return refuse(rq, "assertion: its payload is not a plain JSON object");
	x.claims = claims;
	const struct response *refused = find_issuer(rq, &x);
	if (!refused)
		refused = verify(rq, &x);
	if (!refused)
		refused = check_claims(rq, &x);
	if (refused)
		return refused;
	if (!x.self_issued)
		return issue_for_person(rq, &x, out);
	refused = take_once(rq, &x);
	return refused ? refused : issue_for_itself(rq, out);
}

const struct grant grant_jwt_bearer = {
    TEXT_INIT("urn:ietf:params:oauth:grant-type:jwt-bearer"), run};
