#include "base/clock.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "live/keys.h"
#include "settings/settings.h"

static json_t *
key_json(const struct signing_key *k)
{
	return json_pack("{so so ss so so so so}", "kid", json_text(k->kid), "alg",
	    json_text(k->alg), "state", signing_key_state(k, clock_now()), "published_at",
	    json_time(k->published_at), "active_at", json_time(k->active_at),
	    "retired_at", json_time(k->retired_at), "gone_at", json_time(k->gone_at));
}

static int
key_list_run(struct cli *c)
{
	struct signing_key *keys;
	size_t n;
	if (!live_keys_start(c->db))
		return cli_fail(c, "the signing keys can't be read; see the line above");
	enum store_status status = signing_keys_shown(c->db, c->arena, &keys, &n);
	live_keys_stop();
	if (status != STORE_OK)
		return cli_store_fail(c, status, "key");
	json_t *answer = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(answer, key_json(&keys[i]));
	return cli_answer(c, answer);
}

static int
key_rotate_run(struct cli *c)
{
	struct text name = cli_option(c, "alg"), kid = NO_TEXT;
	if (!name.n)
		name = settings()->tokens.access_alg;
	enum jws_alg alg = jws_alg_of(name);
	if (alg == ALG_NONE)
		return cli_misuse(c, "--alg is ES256, RS256, PS256 or EdDSA");
	int64_t wait = cli_flag(c, "now") ? 0 : settings()->keys.publish_before;
	enum store_status status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "key");
	status = live_key_rotate(c->db, c->arena, alg, wait, 0, &kid);
	status = cli_finish(c, status,
	    &(struct cli_change){.event = "key_rotated",
		.after = json_pack("{so so so}", "kid", json_text(kid), "alg",
		    json_text(name), "active_at", json_time(clock_now() + wait))});
	if (status != STORE_OK)
		return cli_store_fail(c, status, "key");
	return cli_answer(
	    c, json_pack("{so so so}", "kid", json_text(kid), "alg", json_text(name),
		   "active_at", json_time(clock_now() + wait)));
}

static const struct option rotate_options[] = {
    {"alg", OPTION_VALUE, "ALG  ES256, RS256, PS256 or EdDSA"},
    {"now", OPTION_FLAG,
	"let it sign at once (a leaked key); caches of the JWKS may lag"},
    {0},
};

const struct command key_commands[] = {
    {"key", "list", "", NULL, key_list_run, "list signing keys with their states"},
    {"key", "rotate", "", rotate_options, key_rotate_run, "make the next signing key"},
    {0},
};
