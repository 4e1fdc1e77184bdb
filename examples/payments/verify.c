#include "payments.h"

#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool
has_scope(const char *list, const char *scope)
{
	size_t n = strlen(scope);
	for (const char *at = list; at && *at;
	     at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL)
		if (strncmp(at, scope, n) == 0 && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

bool
has_audience(const json_t *aud, const char *audience)
{
	size_t i;
	json_t *one;
	if (json_is_string(aud))
		return strcmp(json_string_value(aud), audience) == 0;
	json_array_foreach(aud, i, one)
	{
		if (json_is_string(one) && strcmp(json_string_value(one), audience) == 0)
			return true;
	}
	return false;
}

/* The header, from the part before the first dot, without believing anything in it yet.
 */
static json_t *
read_header(const char *token)
{
	jwt_t *jwt = NULL;
	json_t *header = NULL;
	/* Without a key libjwt only parses. */
	if (jwt_decode(&jwt, token, NULL, 0) != 0)
		return NULL;
	char *text = jwt_get_headers_json(jwt, NULL);
	if (text)
		header = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	jwt_free(jwt);
	return header;
}

static const char *
member(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	return value ? value : "";
}

/* The claims, once the signature is good; NULL otherwise. */
static json_t *
verified_claims(const struct service *s, const char *token)
{
	char pem[4096], alg[16];
	json_t *claims = NULL, *header = read_header(token);
	jwt_t *jwt = NULL;
	/* libjwt believes the token's alg: it must be the key's own before we ask. */
	bool known = header && strcasecmp(member(header, "typ"), "at+jwt") == 0 &&
		     jwks_find(s->issuer, member(header, "kid"), pem, alg) &&
		     strcmp(member(header, "alg"), alg) == 0;
	json_decref(header);
	if (!known ||
	    jwt_decode(&jwt, token, (const unsigned char *)pem, (int)strlen(pem)) != 0)
		return NULL;
	char *text = jwt_get_grants_json(jwt, NULL);
	if (text)
		claims = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	jwt_free(jwt);
	return claims;
}

enum verdict
verify_jwt(
    const struct service *s, const char *token, const char *scope, char subject[128])
{
	enum verdict verdict = TOKEN_INVALID;
	json_t *claims = verified_claims(s, token);
	if (claims && strcmp(member(claims, "iss"), s->issuer) == 0 &&
	    has_audience(json_object_get(claims, "aud"), s->audience) &&
	    json_integer_value(json_object_get(claims, "exp")) > time(NULL)) {
		snprintf(subject, 128, "%s", member(claims, "sub"));
		verdict = has_scope(member(claims, "scope"), scope) ? TOKEN_GOOD
								    : TOKEN_LACKS_SCOPE;
	}
	json_decref(claims);
	return verdict;
}
