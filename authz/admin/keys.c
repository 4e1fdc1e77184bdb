/* The signing keys, and their successors by an operator's hand. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/key_change.h"
#include "base/clock.h"
#include "settings/settings.h"

static const char path[] = "/admin/keys";

static json_t *
row_json(struct request *rq, const struct signing_key *k)
{
	const char *state = signing_key_state(k, clock_now());
	return json_pack("{so so so so so so so sb}", "kid", json_text(k->kid), "alg",
	    json_text(k->alg), "key_state", admin_word(rq, "key_state", text_of(state)),
	    "published", admin_time(rq, k->published_at), "active",
	    admin_time(rq, k->active_at), "retired", admin_time(rq, k->retired_at),
	    "gone", admin_time(rq, k->gone_at), "signs", *state == 'a');
}

static json_t *
algorithms_json(struct text chosen)
{
	static const char *const all[] = {"ES256", "RS256", "PS256", "EdDSA"};
	json_t *list = json_array();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		json_array_append_new(list, json_pack("{ss sb}", "alg", all[i], "chosen",
						text_eq(chosen, text_of(all[i]))));
	return list;
}

static const struct response *
keys_page(struct request *rq, int code, struct text alg, bool at_once, const char *fault)
{
	struct signing_key *keys;
	size_t n;
	enum store_status status = signing_keys_shown(rq->db, rq->arena, &keys, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = admin_data(rq, "admin.menu.keys", "keys"), *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows, row_json(rq, &keys[i]));
	json_object_set_new(data, "page", json_string(path));
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "algorithms", algorithms_json(alg));
	json_object_set_new(data, "at_once", json_boolean(at_once));
	json_object_set_new(
	    data, "hours", json_integer(settings()->keys.publish_before / 3600));
	if (fault)
		json_object_set_new(data, "confirm_fault", admin_phrase(rq, fault));
	return respond_page(rq, code, "admin_keys", data);
}

const struct response *
show_keys(struct request *rq)
{
	return keys_page(rq, 200, settings()->tokens.access_alg, false, NULL);
}

const struct response *
rotate_key(struct request *rq)
{
	struct signing_key made;
	struct text name = form_get(rq->form, TEXT("alg"));
	bool at_once = form_get(rq->form, TEXT("at_once")).n != 0;
	enum jws_alg alg = jws_alg_of(name);
	if (alg == ALG_NONE)
		return respond_error_page(rq, 400, "errors.bad_request");
	if (!text_eq(form_get(rq->form, TEXT("confirm")), TEXT("yes")))
		return keys_page(rq, 422, name, at_once, "server.confirm_fault");
	return admin_back(rq, key_rotate(rq, alg, at_once, &made), text_of(path));
}
