/*
 * `token check` judges an access token as a resource server would that has nothing but
 * the JWKS, with libjwt: the second pair of eyes, independent of our own verifier.
 */
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "cli/fetch.h"
#include "jose/jws.h"
#include "live/keys.h"
#include "oauth/access_token.h"
#include "oauth/refresh_token.h"
#include "settings/settings.h"
#include "store/families.h"

#include <stdio.h>

/* The token: the argument, or a line of standard input, where `ps` doesn't show it. */
static bool
read_token(struct cli *c, struct text *token)
{
	*token = cli_argument(c, 0);
	if (token->n && !text_eq(*token, TEXT("-")))
		return true;
	enum { ROOM = 64 * 1024 };
	char *at = arena_alloc(c->arena, ROOM);
	setvbuf(stdin, NULL, _IONBF, 0);
	size_t n = fread(at, 1, ROOM, stdin);
	while (n && (at[n - 1] == '\n' || at[n - 1] == '\r' || at[n - 1] == ' '))
		n--;
	*token = (struct text){at, n};
	return n > 0 && n < ROOM;
}

static bool
load_jwks(struct cli *c, json_t **jwks)
{
	struct text from = cli_option(c, "jwks"), document;
	if (!from.n)
		from = arena_printf(
		    c->arena, "%.*s/oauth2/jwks", TEXT_ARG(settings()->server.issuer));
	const char *fault =
	    text_starts(from, TEXT("http://")) || text_starts(from, TEXT("https://"))
		? fetch_url(c->arena, from, &document)
		: fetch_file(c->arena, from, &document);
	if (fault) {
		cli_fail(c, "%.*s: %s", TEXT_ARG(from), fault);
		return false;
	}
	*jwks = json_loadb(document.at, document.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_array(json_object_get(*jwks, "keys"))) {
		cli_fail(c, "%.*s is not a JWKS", TEXT_ARG(from));
		return false;
	}
	return true;
}

static const json_t *
find_jwk(const json_t *jwks, struct text kid)
{
	size_t i;
	json_t *jwk;
	json_array_foreach(json_object_get(jwks, "keys"), i, jwk)
	{
		const char *id = json_string_value(json_object_get(jwk, "kid"));
		if (id && text_eq(text_of(id), kid))
			return jwk;
	}
	return NULL;
}

/* The audience may be one string or several (RFC 7519 4.1.3). */
static bool
has_audience(const json_t *claims, struct text wanted)
{
	const json_t *aud = json_object_get(claims, "aud"), *one;
	size_t i;
	if (json_is_string(aud))
		return text_eq(text_of(json_string_value(aud)), wanted);
	json_array_foreach(aud, i,
	    one) if (json_is_string(one) &&
		     text_eq(text_of(json_string_value(one)), wanted)) return true;
	return false;
}

static const char *
judge_claims(struct cli *c, const json_t *claims)
{
	static const char *const required[] = {
	    "iss", "sub", "aud", "exp", "iat", "jti", "client_id"};
	int64_t now = clock_now();
	for (size_t i = 0; i < COUNT_OF(required); i++)
		if (!json_object_get(claims, required[i]))
			return arena_printf(c->arena,
			    "the claim %s is missing (RFC 9068 2.2)", required[i])
			    .at;
	const char *iss = json_string_value(json_object_get(claims, "iss"));
	if (!iss || !text_eq(text_of(iss), settings()->server.issuer))
		return "another issuer made it";
	if (json_integer_value(json_object_get(claims, "exp")) <= now)
		return "it has expired";
	if (json_integer_value(json_object_get(claims, "iat")) > now + 5)
		return "it was issued in the future";
	struct text audience = cli_option(c, "audience");
	if (audience.n && !has_audience(claims, audience))
		return "it is for another audience";
	return NULL;
}

static bool
signature_good(struct arena *a, const json_t *jwk, struct text token,
    const struct jws *jws, const char **verifier)
{
	enum libjwt_verdict verdict = jws_verify_by_libjwt(a, jwk, token, jws);
	*verifier = verdict == LIBJWT_UNABLE ? "openssl" : "libjwt";
	if (verdict != LIBJWT_UNABLE)
		return verdict == LIBJWT_GOOD;
	struct jws_key *key = jws_key_from_jwk(jws->alg, jwk);
	bool good = key && jws_verify(key, jws);
	jws_key_free(key);
	return good;
}

/* NULL when the token is good for a resource server, else the first thing that isn't. */
static const char *
judge(struct cli *c, struct text token, const json_t *jwks, json_t **claims,
    const char **verifier)
{
	struct jws jws;
	if (!jws_parse(c->arena, token, &jws))
		return "it is not a JWT that authz makes (a sealed token is checked by "
		       "introspection)";
	if (!text_eq_nocase(jws.typ, TEXT("at+jwt")) &&
	    !text_eq_nocase(jws.typ, TEXT("application/at+jwt")))
		return "its typ is not at+jwt (RFC 9068 2.1)";
	const json_t *jwk = find_jwk(jwks, jws.kid);
	if (!jwk)
		return "its kid is not in the JWKS";
	if (!signature_good(c->arena, jwk, token, &jws, verifier))
		return "the signature is wrong";
	*claims = json_loadb(jws.payload.at, jws.payload.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(*claims))
		return "its payload is not a JSON object";
	return judge_claims(c, *claims);
}

static int
token_check_run(struct cli *c)
{
	struct text token;
	CLEANUP(json) json_t *jwks = NULL;
	CLEANUP(json) json_t *claims = NULL;
	if (!read_token(c, &token))
		return cli_misuse(
		    c, "give the token as the argument or on standard input");
	if (!load_jwks(c, &jwks))
		return 1;
	const char *verifier = "none";
	const char *fault = judge(c, token, jwks, &claims, &verifier);
	json_t *answer = json_pack("{sb ss}", "valid", !fault, "verified_by", verifier);
	if (fault)
		json_object_set_new(answer, "reason", json_string(fault));
	if (claims)
		json_object_set(answer, "claims", claims);
	cli_answer(c, answer);
	return fault ? 1 : 0;
}

/* Ends a refresh token's family, or one access token. */
static enum store_status
revoke(struct cli *c, struct text token, const char **what)
{
	struct refresh_token refresh;
	struct access_token access;
	struct family family;
	enum store_status status;
	if (refresh_token_read(c->arena, token, &refresh)) {
		*what = "family";
		status = family_find(
		    c->db, c->arena, refresh.user_id, refresh.family, &family);
		if (status != STORE_OK)
			return status;
		return family_revoke(
		    c->db, c->arena, refresh.user_id, refresh.family, family.client_id);
	}
	status = access_token_read(c->db, c->arena, token, &access);
	if (status != STORE_OK)
		return status;
	*what = "access token";
	return access_token_revoke(c->db, c->arena, &access);
}

static int
token_revoke_run(struct cli *c)
{
	struct text token;
	const char *what = "";
	if (!read_token(c, &token))
		return cli_misuse(
		    c, "give the token as the argument or on standard input");
	if (!live_keys_start(c->db))
		return cli_fail(c, "the signing keys can't be read; see the line above");
	enum store_status status = db_begin(c->db);
	if (status == STORE_OK) {
		status = revoke(c, token, &what);
		status = cli_finish(c, status,
		    &(struct cli_change){.event = "token_revoked",
			.thing = "what",
			.which = text_of(what)});
	}
	live_keys_stop();
	if (status == STORE_NONE)
		return cli_fail(c, "this token is not alive");
	if (status != STORE_OK)
		return cli_store_fail(c, status, "token");
	return cli_answer(c, json_pack("{ss}", "revoked", what));
}

static const struct option check_options[] = {
    {"jwks", OPTION_VALUE, "URL|FILE  the keys; by default those of the issuer"},
    {"audience", OPTION_VALUE, "URI  the resource that the token must be for"},
    {0},
};

const struct command token_commands[] = {
    {"token", "check", "[TOKEN]", check_options, token_check_run,
	"judge an access token by the JWKS alone", true},
    {"token", "revoke", "[TOKEN]", NULL, token_revoke_run,
	"end an access token, or a refresh token's family"},
    {0},
};
