/*
 * RFC 8693: an API that got a token calls another API for the same person, or an app gets
 * a narrower token of its own. Whoever exchanges is bounded by what the operator allows
 * it (token_exchange_resources, its scopes) and by what the person allowed the app. The
 * new token is of the same family: what ends that one, ends this one.
 */
#include "base/cleanup.h"
#include "live/clients.h"
#include "live/resources.h"
#include "live/usage.h"
#include "oauth/access_token.h"
#include "oauth/actor.h"
#include "oauth/errors.h"
#include "oauth/grants/grant.h"
#include "oauth/sandbox.h"
#include "oauth/scope.h"
#include "oauth/scope_asked.h"
#include "oauth/sender.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/consents.h"

static const struct text type_access_token =
    TEXT_INIT("urn:ietf:params:oauth:token-type:access_token");
static const struct text type_jwt = TEXT_INIT("urn:ietf:params:oauth:token-type:jwt");

struct exchange {
	struct access_token subject, actor; /* actor: when there is one */
	bool has_actor;
	struct resource target;
	struct texts scopes;
	struct text act;
};

static struct text
parameter(const struct request *rq, const char *name)
{
	return form_get(rq->form, text_of(name));
}

static const struct response *
fault(struct request *rq, const char *format, const char *name)
{
	return oauth_error(
	    rq, INVALID_REQUEST, arena_printf(rq->arena, "%s%s", name, format).at);
}

/* An access token that was given to this client, or for its API. */
static const struct response *
read_token(struct request *rq, const char *name, struct access_token *out)
{
	struct text token = parameter(rq, name),
		    type = parameter(rq, arena_printf(rq->arena, "%s_type", name).at);
	const struct resource *own = rq->client->resource;
	if (!token.n || !type.n)
		return fault(rq, " and its type are both needed", name);
	if (!text_eq(type, type_access_token) && !text_eq(type, type_jwt))
		return fault(rq,
		    "_type must be urn:ietf:params:oauth:token-type:access_token or :jwt",
		    name);
	enum store_status status = access_token_accept(rq->db, rq->arena, token, out);
	if (status == STORE_NONE)
		return fault(
		    rq, " has expired, was revoked, or is not one of ours", name);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (text_eq(type, type_jwt) && out->format != TOKEN_JWT)
		return fault(rq, " is not a JWT", name);
	if (!uuid_eq(out->client_id, rq->client->id) &&
	    !(own && access_token_is_for(out, own->uri)))
		return fault(rq, " was neither given to this app nor for its API", name);
	const char *unbound = sender_fault(rq, &out->extras);
	return unbound ? oauth_error(rq, INVALID_REQUEST, unbound) : NULL;
}

static const struct response *
read_tokens(struct request *rq, struct exchange *x)
{
	x->has_actor =
	    parameter(rq, "actor_token").n || parameter(rq, "actor_token_type").n;
	const struct response *refused = read_token(rq, "subject_token", &x->subject);
	if (!refused && x->has_actor)
		refused = read_token(rq, "actor_token", &x->actor);
	if (!refused && uuid_is_nil(x->subject.user_id))
		refused = fault(rq, " is not about a person", "subject_token");
	return refused;
}

/* Delegation is told in the new token, unless the operator wants this app to pass for the
 * person; an app that narrows its own token is no one else. */
static const struct response *
name_actor(struct request *rq, struct exchange *x)
{
	struct text sub = x->has_actor ? x->actor.subject : rq->client->client_id;
	bool own = uuid_eq(x->subject.client_id, rq->client->id);
	bool silent =
	    !x->has_actor && (own || rq->client->metadata.token_exchange_impersonation);
	x->act = x->subject.extras.act;
	if (!(own && !x->has_actor) &&
	    !may_act(x->subject.extras.may_act, sub, settings()->server.issuer))
		return oauth_error(rq, INVALID_REQUEST,
		    "the may_act of the subject_token names another actor");
	if (silent)
		return NULL;
	x->act = act_with(rq->arena, sub, x->act);
	return x->act.n ? NULL
			: oauth_error(rq, INVALID_REQUEST,
			      "too many actors stand between the person and this app");
}

static const struct response *
find_target(struct request *rq, struct exchange *x)
{
	struct text uri = parameter(rq, "resource"), audience = parameter(rq, "audience");
	struct texts allowed = rq->client->metadata.token_exchange_resources;
	if (form_count(rq->form, TEXT("resource")) > 1 ||
	    (uri.n && audience.n && !text_eq(uri, audience)))
		return oauth_error(rq, INVALID_TARGET,
		    "resource and audience name several APIs: a token is for one");
	if (!uri.n)
		uri = audience;
	if (!uri.n && allowed.n == 1)
		uri = allowed.at[0];
	if (!texts_have(allowed, uri))
		return oauth_error(rq, INVALID_TARGET,
		    "name one of the APIs in the token_exchange_resources of this app, "
		    "which the operator sets");
	enum store_status status =
	    live_resource_by_uri(rq->db, rq->arena, uri, &x->target);
	if (status == STORE_NONE)
		return oauth_error(rq, INVALID_TARGET, "the resource is not known here");
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

/* What the person allowed the app that the family is of, however many stand between, and
 * that app still may have. */
static enum store_status
consented(struct request *rq, const struct access_token *t, struct texts *out)
{
	struct family family;
	struct client app;
	struct consent consent;
	if (!request_may_block(rq))
		return STORE_DEFER;
	enum store_status status =
	    family_find(rq->db, rq->arena, t->user_id, t->family, &family);
	if (status == STORE_OK)
		status = consent_find(
		    rq->db, rq->arena, t->user_id, family.client_id, &consent);
	if (status == STORE_OK && !live_client_find(rq->arena, family.client_id, &app))
		status = live_client_read(rq->db, rq->arena, family.client_id, &app);
	if (status == STORE_OK)
		*out = scope_intersect(rq->arena, consent.scopes, app.scopes);
	return status;
}

/* For the API that the subject token is for, its own scopes are the bound; for another,
 * whose scopes it can't have, the consent that it comes from. */
static const struct response *
find_bound(struct request *rq, const struct exchange *x, struct texts *out)
{
	struct texts all;
	struct texts_builder list = texts_builder_new(rq->arena);
	enum store_status status = STORE_OK;
	scope_parse(rq->arena, x->subject.scope, &all);
	if (!access_token_is_for(&x->subject, x->target.uri))
		status = consented(rq, &x->subject, &all);
	if (status == STORE_NONE)
		return fault(rq, " comes from a consent that has ended", "subject_token");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	for (size_t i = 0; i < all.n; i++)
		if (!scope_is_about_person(all.at[i]) &&
		    texts_have(rq->client->scopes, all.at[i]))
			texts_add(&list, all.at[i]);
	*out = texts_done(&list);
	return NULL;
}

static const struct response *
find_scopes(struct request *rq, struct exchange *x)
{
	struct scope_request q = {.resource_uri = x->target.uri};
	struct scope_answer answer;
	const struct response *refused = find_bound(rq, x, &q.approved);
	if (refused)
		return refused;
	if (!scope_parse(rq->arena, parameter(rq, "scope"), &q.asked))
		return oauth_error(
		    rq, INVALID_SCOPE, "scope has characters that no scope may have");
	enum store_status status = scope_resolve(rq->db, rq->arena, &q, &answer);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (answer.error)
		explain_scopes(rq, &q, &answer);
	if (answer.error)
		return oauth_error(rq, (enum oauth_error_code)answer.code,
		    answer.code == INVALID_SCOPE
			? "a scope goes beyond what the person allowed, beyond what this "
			  "app is approved for, or is of another API"
			: answer.error);
	x->scopes = answer.scopes;
	return x->scopes.n ? NULL
			   : oauth_error(rq, INVALID_SCOPE,
				 "the person has allowed nothing of what this app is "
				 "approved for at that API");
}

/* What is asked back must be what the target's tokens are. */
static const struct response *
choose_type(struct request *rq, const struct exchange *x, struct issued *out)
{
	struct text asked = parameter(rq, "requested_token_type");
	out->issued_token_type = asked.n ? asked : type_access_token;
	if (text_eq(out->issued_token_type, type_access_token) ||
	    (text_eq(asked, type_jwt) && x->target.token_format == TOKEN_JWT))
		return NULL;
	return oauth_error(rq, INVALID_REQUEST,
	    "requested_token_type is access_token, or jwt where the API has such tokens");
}

/* The person keeps the name that the caller knows, be it pairwise: nobody learns another
 * by exchanging. */
static void
fill(struct arena *a, const struct exchange *x, struct issued *out)
{
	const struct access_token *t = &x->subject;
	bool public = text_eq(t->subject, uuid_text(a, t->user_id));
	out->by_person = true;
	out->ends_by = t->expires_at;
	out->scopes = x->scopes;
	out->family = (struct family){.user_id = t->user_id,
	    .id = t->family,
	    .auth_time = t->auth_time,
	    .amr = t->amr,
	    .extras = {.acr = t->extras.acr,
		.act = x->act,
		.may_act = t->extras.may_act,
		.subject = public ? NO_TEXT : t->subject}};
}

static const struct response *
run(struct request *rq, struct issued *out)
{
	struct exchange x = {0};
	if (text_eq(rq->client->auth_method, TEXT("none")))
		return oauth_error(rq, UNAUTHORIZED_CLIENT,
		    "a public app can't prove who it is, so it may not exchange tokens");
	const struct response *refused = read_tokens(rq, &x);
	if (!refused)
		refused = require_open_client(rq, x.subject.user_id);
	if (!refused)
		refused = name_actor(rq, &x);
	if (!refused)
		refused = find_target(rq, &x);
	if (!refused)
		refused = choose_type(rq, &x, out);
	if (!refused)
		refused = find_scopes(rq, &x);
	if (refused)
		return refused;
	fill(rq->arena, &x, out);
	refused = issue_access_token(rq, out, &x.target);
	if (!refused)
		live_count(rq->client->id, USAGE_ACCESS_TOKENS);
	return refused;
}

const struct grant grant_token_exchange = {
    TEXT_INIT("urn:ietf:params:oauth:grant-type:token-exchange"), run};
