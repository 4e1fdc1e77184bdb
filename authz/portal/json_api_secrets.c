/* /api/v1/apis/{}/secrets: with what a team's API proves itself at introspection. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/client_secret.h"
#include "oauth/errors.h"
#include "oauth/secret_document.h"
#include "portal/api_change.h"
#include "portal/api_document.h"
#include "portal/endpoints.h"
#include "portal/json_secrets.h"

static enum store_status
find_servers(struct request *rq, struct client **servers, size_t *n)
{
	const struct own_api *own = rq->own;
	return clients_of_resource(rq->db, rq->arena, own->api.id, own->api.team_id,
	    API_SERVERS_MOST, servers, n);
}

static json_t *
of_server(struct arena *a, const struct client *server, json_t *document)
{
	json_object_set_new(document, "client_id", json_text(uuid_text(a, server->id)));
	return document;
}

const struct response *
list_api_secrets_for_api(struct request *rq)
{
	struct client *servers;
	size_t n, i;
	json_t *document;
	enum store_status status = find_servers(rq, &servers, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t k = 0; k < n; k++) {
		CLEANUP(json)
		json_t *secrets = all_secret_documents(rq->arena, &servers[k]);
		json_array_foreach(secrets, i, document)
		{
			of_server(rq->arena, &servers[k], document);
		}
		json_array_extend(items, secrets);
	}
	return api_respond_page(rq, items, NO_UUID);
}

/* The one that was just made, as its server has it now. */
static const struct response *
respond_made(struct request *rq, struct text secret)
{
	struct client *servers;
	size_t n;
	enum store_status status = find_servers(rq, &servers, &n);
	for (size_t i = 0; status == STORE_OK && i < n; i++) {
		const struct client_secret *s = client_secret_match(&servers[i], secret);
		if (!s)
			continue;
		CLEANUP(json)
		json_t *document =
		    of_server(rq->arena, &servers[i], secret_document(rq->arena, s));
		json_object_set_new(document, "client_secret", json_text(secret));
		return respond_json(rq, 201, json_compact(rq->arena, document));
	}
	return oauth_store_error(rq, status == STORE_OK ? STORE_NONE : status);
}

static const struct response *
create(struct request *rq)
{
	struct secret_wish wish;
	struct text secret;
	const struct response *refused = read_secret_wish(rq, &wish);
	if (!refused)
		refused = document_problem(
		    rq, api_secret_add(rq, rq->own, NO_UUID, &wish, &secret));
	return refused ? refused : respond_made(rq, secret);
}

const struct response *
add_api_secret_for_api(struct request *rq)
{
	return api_once(rq, create);
}

static const struct client *
server_with(const struct client *servers, size_t n, struct uuid secret)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0;
		     k < servers[i].secret_count + servers[i].expired_secret_count; k++)
			if (uuid_eq(servers[i].secrets[k].id, secret))
				return &servers[i];
	return NULL;
}

const struct response *
remove_api_secret_for_api(struct request *rq)
{
	struct uuid id;
	struct client *servers;
	size_t n;
	if (!uuid_parse(rq->path_args[1], &id))
		return api_not_found(rq);
	enum store_status status = find_servers(rq, &servers, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	const struct client *server = server_with(servers, n, id);
	const struct response *refused =
	    server ? document_problem(rq, api_secret_remove(rq, rq->own, server->id, id))
		   : api_not_found(rq);
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}
