/* /api/v1/admin/keys, …/nodes and …/operators: the server itself, and who runs it. */
#include "admin/endpoints.h"
#include "admin/key_change.h"
#include "api/api.h"
#include "base/clock.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "settings/settings.h"
#include "store/nodes.h"
#include "store/operators.h"
#include "store/signing_keys.h"

static json_t *
key_json(const struct signing_key *k)
{
	return json_pack("{so so ss so so so so}", "kid", json_text(k->kid), "alg",
	    json_text(k->alg), "state", signing_key_state(k, clock_now()), "published_at",
	    json_time(k->published_at), "active_at", json_time(k->active_at),
	    "retired_at", json_time(k->retired_at), "gone_at", json_time(k->gone_at));
}

const struct response *
list_keys_for_api(struct request *rq)
{
	struct signing_key *keys;
	size_t n;
	enum store_status status = signing_keys_shown(rq->db, rq->arena, &keys, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, key_json(&keys[i]));
	return api_respond_page(rq, items, NO_UUID);
}

static const struct response *
rotate(struct request *rq)
{
	static const char *const members[] = {"alg", "at_once", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct signing_key key;
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	const json_t *name = json_object_get(body, "alg");
	const json_t *at_once = json_object_get(body, "at_once");
	enum jws_alg alg = jws_alg_of(
	    name ? json_string_text(rq->arena, name) : settings()->tokens.access_alg);
	if (alg == ALG_NONE)
		return api_refuse_member(
		    rq, TEXT("/alg"), TEXT("it is ES256, RS256, PS256 or EdDSA"));
	if (at_once && !json_is_boolean(at_once))
		return api_refuse_member(
		    rq, TEXT("/at_once"), TEXT("it is true or false"));
	enum store_status status = key_rotate(rq, alg, json_is_true(at_once), &key);
	return status == STORE_OK ? api_respond(rq, 201, key_json(&key))
				  : oauth_store_error(rq, status);
}

const struct response *
rotate_key_for_api(struct request *rq)
{
	return api_once(rq, rotate);
}

const struct response *
list_operators_for_api(struct request *rq)
{
	struct operator_row *all;
	size_t n;
	enum store_status status = operators_list(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    items, json_pack("{so so so so so}", "user_id",
			       json_text(uuid_text(rq->arena, all[i].user_id)), "email",
			       json_text(all[i].email), "name", json_text(all[i].name),
			       "role", json_text(operator_role_name(all[i].role)),
			       "created_at", json_time(all[i].created_at)));
	return api_respond_page(rq, items, NO_UUID);
}

const struct response *
list_nodes_for_api(struct request *rq)
{
	struct node *all;
	size_t n;
	enum store_status status = nodes_list(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct node *one = &all[i];
		json_array_append_new(items,
		    json_pack("{so so so so sb sb sI sI sI so so}", "id",
			json_text(uuid_text(rq->arena, one->id)), "host",
			json_text(one->host), "address", json_text(one->address),
			"version", json_text(one->version), "coherent", one->coherent,
			"gone", one->gone, "revocation_marks", (json_int_t)one->marks,
			"token_bytes", (json_int_t)one->token_bytes, "token_room",
			(json_int_t)one->token_room, "started_at",
			json_time(one->started_at), "seen_at", json_time(one->beat_at)));
	}
	return api_respond_page(rq, items, NO_UUID);
}
