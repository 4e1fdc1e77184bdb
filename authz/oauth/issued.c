#include "oauth/issued.h"

#include "base/clock.h"
#include "jose/jws.h"
#include "live/resources.h"
#include "oauth/access_token.h"
#include "oauth/acr.h"
#include "oauth/client_id.h"
#include "oauth/errors.h"
#include "oauth/refresh_token.h"
#include "oauth/scope.h"
#include "oauth/sender.h"
#include "oauth/status_list.h"
#include "oauth/subject.h"
#include "settings/settings.h"
#include "store/clients.h"

const struct response *
issued_resource(struct request *rq, struct uuid id, const struct resource **out)
{
	*out = NULL;
	if (uuid_is_nil(id))
		return NULL;
	struct resource *resource = ARENA_NEW(rq->arena, struct resource);
	enum store_status status = live_resource_by_id(rq->db, rq->arena, id, resource);
	if (status == STORE_NONE)
		return oauth_error(
		    rq, INVALID_GRANT, "the resource is gone; ask for consent anew");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	*out = resource;
	return NULL;
}

static bool
signs_slowly(const struct resource *resource)
{
	return (!resource || resource->token_format == TOKEN_JWT) &&
	       jws_alg_is_slow(jws_alg_of(settings()->tokens.access_alg));
}

struct text
issued_acr(const struct family *f)
{
	return f->extras.acr.n ? f->extras.acr : acr_of(f->amr, (struct texts){NULL, 0});
}

/* An app may want its tokens to live shorter than their API's. */
static void
end_earlier(struct access_token *t, const struct optional_number *lifetime)
{
	int64_t end = clock_now() + lifetime->value;
	if (lifetime->given && (!t->ends_by || end < t->ends_by))
		t->ends_by = end;
}

const struct response *
issue_access_token(struct request *rq, struct issued *i, const struct resource *resource)
{
	if (signs_slowly(resource) && !request_may_block(rq))
		return DEFER;
	struct access_token t = {.client_id = rq->client->id,
	    .ends_by = i->ends_by,
	    .subject = rq->client->client_id,
	    .scope = scope_text(rq->arena, i->scopes)};
	if (i->by_person) {
		t.family = i->family.id;
		t.user_id = i->family.user_id;
		t.subject = family_subject(rq->arena, &i->family);
		t.auth_time = i->family.auth_time;
		t.amr = i->family.amr;
		t.extras = i->family.extras;
		t.extras.claims = NO_TEXT;
		t.extras.acr = issued_acr(&i->family);
	}
	end_earlier(&t, &rq->client->metadata.access_token_lifetime);
	t.extras.status_index = (struct optional_number){false, 0};
	const struct response *refused = take_status_index(rq, i, resource, &t.extras);
	if (refused)
		return refused;
	t.extras.resources = i->more_resources;
	t.extras.authorization_details = i->authorization_details;
	sender_bind(rq, &t.extras);
	if (rq->client->metadata.may_act.n)
		t.extras.may_act = arena_printf(rq->arena, "{\"sub\":\"%.*s\"}",
		    TEXT_ARG(rq->client->metadata.may_act));
	if (client_id_is_url(rq->client->client_id))
		t.extras.client_url = rq->client->client_id;
	i->access_token = access_token_make(rq->arena, resource, &t);
	if (!i->access_token.n)
		return oauth_error(rq, SERVER_ERROR, "the token could not be signed");
	i->token_type = access_token_type(&t);
	i->expires_in = t.expires_at - t.issued_at;
	return NULL;
}

void
issue_refresh_token(struct request *rq, struct issued *i)
{
	const struct refresh_token t = {.user_id = i->family.user_id,
	    .family = i->family.id,
	    .generation = i->family.generation};
	if (!i->access_only && texts_have(rq->client->grant_types, TEXT("refresh_token")))
		i->refresh_token = refresh_token_make(rq->arena, &t);
}
