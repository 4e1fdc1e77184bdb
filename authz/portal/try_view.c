#include "portal/try_view.h"

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "portal/developer_page.h"

#include <stdlib.h>

/* Those that the catalogue explains: try.claim.NAME. */
static const char *const explained[] = {"iss", "sub", "aud", "exp", "iat", "nbf", "jti",
    "client_id", "scope", "auth_time", "amr", "acr", "nonce", "at_hash", "azp", "sid",
    "email", "email_verified", "name", "cnf", "status", "typ", "alg", "kid",
    "authorization_details", "act"};
static const char *const times[] = {"exp", "iat", "nbf", "auth_time"};

static bool
is_in(const char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (text_eq(text_of(list[i]), text_of(name)))
			return true;
	return false;
}

static json_t *
claim_view(struct request *rq, const char *name, json_t *value)
{
	struct text shown =
	    json_is_string(value) ? json_string_text(rq->arena, value) : NO_TEXT;
	if (!json_is_string(value)) {
		char *line = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		shown = arena_text(rq->arena, text_of(line));
		free(line);
	}
	json_t *view =
	    json_pack("{ss so}", "claim", name, "claim_value", json_text(shown));
	if (is_in(explained, COUNT_OF(explained), name))
		json_object_set_new(
		    view, "meaning", portal_word(rq, "try.claim", text_of(name)));
	if (json_is_integer(value) && is_in(times, COUNT_OF(times), name))
		json_object_set_new(view, "time",
		    json_text(arena_printf(rq->arena, "%.*s UTC",
			TEXT_ARG(time_text(rq->arena, json_integer_value(value))))));
	return view;
}

/* The members of one part of a JWT; NULL when it is none. */
static json_t *
part_view(struct request *rq, struct text part)
{
	struct text plain;
	const char *name;
	json_t *value;
	if (!base64url_decode(rq->arena, part, &plain))
		return NULL;
	CLEANUP(json) json_t *members = json_loadb(plain.at, plain.n, 0, NULL);
	if (!json_is_object(members))
		return NULL;
	json_t *list = json_array();
	json_object_foreach(members, name, value)
	{
		json_array_append_new(list, claim_view(rq, name, value));
	}
	return list;
}

static json_t *
token_view(struct request *rq, const char *name, struct text token)
{
	struct text rest = token, head, payload;
	json_t *view = json_pack("{ss so so}", "token_name", name, "token",
	    json_text(token), "purpose", portal_word(rq, "try.token", text_of(name)));
	if (!text_next(&rest, '.', &head) || !text_next(&rest, '.', &payload))
		return view;
	json_t *head_view = part_view(rq, head), *claims = part_view(rq, payload);
	json_object_set_new(view, "is_jwt", json_boolean(head_view && claims));
	json_object_set_new(view, "head", head_view ? head_view : json_array());
	json_object_set_new(view, "claims", claims ? claims : json_array());
	return view;
}

static const char *const tokens[] = {"access_token", "id_token", "refresh_token"};

void
try_view_tokens(struct request *rq, json_t *data, const json_t *answer)
{
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(tokens); i++) {
		struct text token =
		    json_string_text(rq->arena, json_object_get(answer, tokens[i]));
		if (token.n)
			json_array_append_new(list, token_view(rq, tokens[i], token));
		json_object_set_new(data, tokens[i], json_text(token));
	}
	json_object_set_new(data, "has_tokens", json_boolean(json_array_size(list)));
	json_object_set_new(data, "tokens", list);
	json_object_set(data, "expires_in", json_object_get(answer, "expires_in"));
	json_object_set(data, "granted", json_object_get(answer, "scope"));
}

json_t *
try_tokens_of(const struct request *rq)
{
	json_t *answer = json_object();
	for (size_t i = 0; i < COUNT_OF(tokens); i++) {
		struct text token = form_get(rq->form, text_of(tokens[i]));
		if (token.n)
			json_object_set_new(answer, tokens[i], json_text(token));
	}
	return answer;
}
