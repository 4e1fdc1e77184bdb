#include "payments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
ask(const struct service *s, const char *token)
{
	char url[1024];
	json_t *answer = NULL;
	char *value = form_encode(token);
	size_t room = value ? strlen(value) + sizeof("token=") : 0;
	char *form = room ? malloc(room) : NULL;
	char *user = form_encode(s->client_id), *password = form_encode(s->client_secret);
	if (form && user && password) {
		snprintf(form, room, "token=%s", value);
		snprintf(url, sizeof(url), "%s/oauth2/introspect", s->issuer);
		char *body = fetch(url, form, user, password);
		if (body)
			answer = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
		free(body);
	}
	free(password);
	free(user);
	free(form);
	free(value);
	return answer;
}

enum verdict
verify_by_introspection(
    const struct service *s, const char *token, const char *scope, char subject[128])
{
	json_t *answer = ask(s, token);
	enum verdict verdict = TOKEN_INVALID;
	if (!answer)
		return AUTHZ_UNREACHABLE;
	if (json_is_true(json_object_get(answer, "active")) &&
	    has_audience(json_object_get(answer, "aud"), s->audience)) {
		const char *list = json_string_value(json_object_get(answer, "scope"));
		const char *sub = json_string_value(json_object_get(answer, "sub"));
		snprintf(subject, 128, "%s", sub ? sub : "");
		verdict = list && has_scope(list, scope) ? TOKEN_GOOD : TOKEN_LACKS_SCOPE;
	}
	json_decref(answer);
	return verdict;
}
