#include "payments.h"

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

/* One of the token's first two parts, without believing anything in it yet. */
static json_t *
read_part(const char *token, int part)
{
	unsigned char bytes[8192];
	const char *at = token;
	for (int i = 0; i < part && at; i++)
		at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL;
	if (!at)
		return NULL;
	size_t n = decode_base64url(at, strcspn(at, "."), bytes, sizeof(bytes));
	return json_loadb((const char *)bytes, n, JSON_REJECT_DUPLICATES, NULL);
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
	json_t *header = read_part(token, 0);
	/* The algorithm is the key's own, whatever the token says. */
	bool good = header && strcasecmp(member(header, "typ"), "at+jwt") == 0 &&
		    jwks_find(s->issuer, member(header, "kid"), pem, alg) &&
		    strcmp(member(header, "alg"), alg) == 0 &&
		    signature_good(token, pem, alg);
	json_decref(header);
	return good ? read_part(token, 1) : NULL;
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
