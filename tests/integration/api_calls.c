#include "api_calls.h"

#include <string.h>

const char *
token_of(const char *email, const char *scope)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--scope", "openid", "--scope", "apps", "--scope", "admin");
	struct answer t = tokens_for(signed_in(email), app, scope);
	ck_status(&t, 200);
	return member(t.json, "access_token");
}

struct answer
api_call(const char *token, const char *method, const char *path, const char *json,
    const char *header)
{
	return ASK(.method = method, .path = path, .bearer = token, .body = json,
	    .type = json ? "application/json" : NULL, .header = {header});
}

void
ck_problem(const struct answer *a, long status, const char *code)
{
	ck_status(a, status);
	ck_assert_str_eq(header_of(a, "Content-Type"), "application/problem+json");
	ck_assert_str_eq(header_of(a, "Cache-Control"), "no-store");
	ck_assert_str_eq(member(a->json, "code"), code);
	ck_assert_int_eq(json_integer_value(json_object_get(a->json, "status")), status);
	ck_assert_str_eq(member(a->json, "request_id"), header_of(a, "X-Request-Id"));
}

size_t
items_of(const struct answer *a)
{
	ck_status(a, 200);
	return json_array_size(json_object_get(a->json, "items"));
}

json_t *
event_found(const char *id, const char *name)
{
	static const char *const from[] = {"--client", "--user"};
	for (size_t i = 0; i < 2; i++) {
		json_t *list = CLI("audit", "list", from[i], id), *e;
		size_t at;
		json_array_foreach(list, at, e)
		{
			if (strcmp(member(e, "event"), name) == 0)
				return e;
		}
	}
	return NULL;
}
