/*
 * Makes what a load is to show, with the keys of the server under test: one a line, by
 * the thousands a second. Persons are numbered; their ids, sessions and families follow
 * from the number, as bench.py fills the database.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "html/page.h"
#include "jose/keyring.h"
#include "live/keys.h"
#include "oauth/access_token.h"
#include "oauth/code.h"
#include "oauth/refresh_token.h"
#include "settings/settings.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

struct order {
	struct text kind;
	uint64_t count, first,
	    spread; /* each number once, in an order that is not theirs */
	uint64_t persons, generation;
	struct uuid client_id, resource_id;
	struct text audience, scope, redirect_uri, challenge;
};

static struct uuid
numbered(char kind, uint64_t number)
{
	struct uuid id;
	char text[37];
	snprintf(text, sizeof(text), "00000000-0000-7000-8%c00-%012llx", kind,
	    (unsigned long long)number);
	if (!uuid_parse(text_of(text), &id))
		abort();
	return id;
}

static struct text
mint_code(struct arena *a, const struct order *o, uint64_t person)
{
	struct text pwd = TEXT("pwd");
	struct code c = {.client_id = o->client_id,
	    .user_id = numbered('1', person),
	    .session_id = numbered('2', person),
	    .resource_id = o->resource_id,
	    .redirect_uri = o->redirect_uri,
	    .code_challenge = o->challenge,
	    .scopes = {&o->scope, 1},
	    .amr = {&pwd, 1},
	    .auth_time = clock_now()};
	return code_make(a, &c);
}

/* There may be more families than persons. */
static struct text
mint_refresh_token(struct arena *a, const struct order *o, uint64_t family)
{
	const struct refresh_token t = {
	    .user_id = numbered('1', (family - 1) % o->persons + 1),
	    .family = numbered('3', family),
	    .generation = (int64_t)o->generation};
	return refresh_token_make(a, &t);
}

static struct text
mint_access_token(struct arena *a, const struct order *o, uint64_t person)
{
	const struct resource r = {.uri = o->audience,
	    .token_format = text_eq(o->kind, TEXT("sealed")) ? TOKEN_SEALED : TOKEN_JWT};
	struct text pwd = TEXT("pwd");
	struct access_token t = {.client_id = o->client_id,
	    .user_id = numbered('1', person),
	    .family = numbered('3', person),
	    .subject = uuid_text(a, numbered('1', person)),
	    .scope = o->scope,
	    .amr = {&pwd, 1},
	    .auth_time = clock_now()};
	return access_token_make(a, &r, &t);
}

static void
mint_all(const struct order *o)
{
	for (uint64_t i = 0; i < o->count; i++) {
		struct arena *a = arena_new();
		uint64_t number = o->first + i * 7368787 % o->spread;
		struct text t = text_eq(o->kind, TEXT("codes")) ? mint_code(a, o, number)
				: text_eq(o->kind, TEXT("refresh"))
				    ? mint_refresh_token(a, o, number)
				    : mint_access_token(a, o, number);
		printf("%.*s\n", TEXT_ARG(t));
		arena_free(a);
	}
}

/* The settings come from the environment. */
static bool
open_keys(struct arena *a)
{
	struct texts errors;
	const struct settings *s = settings_read(a, NULL, NULL, 0, &errors);
	if (!s)
		return false;
	settings_use(s);
	log_setup(LOG_WARN, LOG_JSON);
	if (!store_open(a) || cli_open_keyring(a, false))
		return false;
	struct db *db = db_new(store_url());
	bool good = live_keys_start(db);
	db_free(db);
	return good;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct order o = {0};
	if (argc != 13 || !text_to_u64(text_of(argv[2]), &o.count) ||
	    !text_to_u64(text_of(argv[3]), &o.first) ||
	    !text_to_u64(text_of(argv[4]), &o.spread) ||
	    !text_to_u64(text_of(argv[5]), &o.persons) || !o.persons ||
	    !text_to_u64(text_of(argv[6]), &o.generation) ||
	    !uuid_parse(text_of(argv[7]), &o.client_id) ||
	    !uuid_parse(text_of(argv[8]), &o.resource_id)) {
		fputs("mint codes|refresh|jwt|sealed COUNT FIRST SPREAD PERSONS "
		      "GENERATION CLIENT_ID RESOURCE_ID AUDIENCE SCOPE REDIRECT_URI "
		      "CODE_CHALLENGE\n",
		    stderr);
		return 2;
	}
	o.kind = text_of(argv[1]);
	o.audience = text_of(argv[9]);
	o.scope = text_of(argv[10]);
	o.redirect_uri = text_of(argv[11]);
	o.challenge = text_of(argv[12]);
	if (!open_keys(a))
		return 1;
	mint_all(&o);
	live_keys_stop();
	store_close();
	keyring_forget();
	arena_free(a);
	return 0;
}
