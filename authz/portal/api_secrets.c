/* What a team's API authenticates with when it asks what a token is good for. */
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "oauth/app_rules.h"
#include "oauth/client_secret.h"
#include "portal/api_audit.h"

static enum store_status
find_server(
    struct request *rq, const struct own_api *own, struct uuid id, struct client *out)
{
	enum store_status status = client_by_id(rq->db, rq->arena, id, out);
	if (status == STORE_OK &&
	    (!out->resource || !uuid_eq(out->resource->id, own->api.id) ||
		!uuid_eq(out->team_id, own->api.team_id)))
		return STORE_NONE;
	return status;
}

static enum store_status
add_server(struct request *rq, const struct own_api *own, const struct secret_wish *wish,
    struct client *c, struct text *secret)
{
	struct client_secret *stored = ARENA_NEW(rq->arena, struct client_secret);
	struct resource *api = ARENA_NEW(rq->arena, struct resource);
	*api = own->api;
	*c = (struct client){.id = uuid_new(),
	    .name = own->api.name,
	    .kind = APP_RESOURCE_SERVER,
	    .team_id = own->api.team_id,
	    .resource = api,
	    .auth_method = app_kind_rule(APP_RESOURCE_SERVER)->auth_method,
	    .created_at = clock_now()};
	c->client_id = uuid_text(rq->arena, c->id);
	*secret = client_secret_new(rq->arena, c, wish, stored);
	c->secrets = stored;
	c->secret_count = 1;
	return client_add(rq->db, rq->arena, c, (struct texts){NULL, 0});
}

static json_t *
secrets_json(struct request *rq, const struct client *c)
{
	return json_pack("{so so}", "client_id", json_text(uuid_text(rq->arena, c->id)),
	    "secrets", client_secrets_audited(c));
}

/* Both sides of the change are whole: which server it was stays in them. */
static enum store_status
finish(struct request *rq, enum store_status status, const char *event,
    const struct own_api *own, const struct client *before, struct uuid id)
{
	struct client after;
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, id, &after);
	if (status != STORE_OK)
		return db_finish(rq->db, status);
	json_t *details = json_pack("{so so}", "resource", json_text(own->api.uri),
	    "after", secrets_json(rq, &after));
	if (before)
		json_object_set_new(details, "before", secrets_json(rq, before));
	return change_finish(rq, status, event, id, details);
}

struct outcome
api_secret_add(struct request *rq, struct own_api *own, struct uuid server,
    const struct secret_wish *wish, struct text *secret)
{
	struct client c = {0}, *others;
	struct client_secret stored;
	size_t n;
	struct outcome o = api_begin(rq, own, TEAM_MEMBER);
	if (!outcome_is_done(o))
		return o;
	if (uuid_is_nil(server)) {
		enum store_status status = clients_of_resource(
		    rq->db, rq->arena, own->api.id, own->api.team_id, 1, &others, &n);
		/* Made in another tab: that one gets the second secret. */
		if (status == STORE_OK && n)
			server = others[0].id;
		else {
			if (status == STORE_OK)
				status = add_server(rq, own, wish, &c, secret);
			return ENDED(
			    finish(rq, status, "api_secret_added", own, NULL, c.id));
		}
	}
	enum store_status status = find_server(rq, own, server, &c);
	if (status == STORE_OK) {
		*secret = client_secret_new(rq->arena, &c, wish, &stored);
		status = client_secret_add(rq->db, rq->arena, server, &stored);
	}
	status = finish(rq, status, "api_secret_added", own, &c, server);
	return status == STORE_CONFLICT ? REFUSED(NULL, "app.two_secrets")
					: ENDED(status);
}

struct outcome
api_secret_remove(
    struct request *rq, struct own_api *own, struct uuid server, struct uuid id)
{
	struct client c;
	struct outcome o = api_begin(rq, own, TEAM_MEMBER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = find_server(rq, own, server, &c);
	if (status == STORE_OK)
		status = client_secret_remove(rq->db, rq->arena, server, id, false);
	status = finish(rq, status, "api_secret_removed", own, &c, server);
	return status == STORE_CONFLICT ? REFUSED(NULL, "app.last_secret")
					: ENDED(status);
}
