/* What tests of the JSON API share. */
#ifndef INTEGRATION_API_CALLS_H
#define INTEGRATION_API_CALLS_H

#include "flow.h"

/* An access token with these scopes, for that person. */
const char *token_of(const char *email, const char *scope);
/* JSON may be NULL; so may the token, and one more header. */
struct answer api_call(const char *token, const char *method, const char *path,
    const char *json, const char *header);
#define CALL(token, method, path, json) api_call(token, method, path, json, NULL)
/* A problem (RFC 9457) of that status and code. */
void ck_problem(const struct answer *a, long status, const char *code);

#define NEW_APP                                                                          \
	"{\"client_name\":\"Budget\",\"kind\":\"web\","                                  \
	"\"redirect_uris\":[\"" CALLBACK "\"]}"

/* How many there are in a list. */
size_t items_of(const struct answer *a);
/* The newest event of that name about an app or a person, or NULL. */
json_t *event_found(const char *id, const char *name);

#endif
