#include "oauth/jwt_claims.h"

#include "base/clock.h"

enum { DEEPEST = 16, LAST_TIME = 253402300799 }; /* the end of the year 9999 */

/* Brackets outside of strings; whether they fit each other, the parser will see. */
static bool
is_shallow(struct text json)
{
	size_t depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < json.n; i++) {
		char c = json.at[i];
		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '{' || c == '['))
			depth++;
		else if (!in_string && (c == '}' || c == ']') && depth)
			depth--;
		if (depth > DEEPEST)
			return false;
	}
	return true;
}

json_t *
jwt_claims_read(struct text payload)
{
	if (!is_shallow(payload))
		return NULL;
	json_t *claims = json_loadb(payload.at, payload.n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(claims))
		return claims;
	json_decref(claims);
	return NULL;
}

static struct text
string_of(const json_t *value)
{
	return (struct text){json_string_value(value), json_string_length(value)};
}

struct text
jwt_claim(const json_t *claims, const char *name)
{
	return string_of(json_object_get(claims, name));
}

bool
jwt_claim_time(const json_t *claims, const char *name, int64_t *out)
{
	const json_t *value = json_object_get(claims, name);
	double number = json_number_value(value);
	if (!json_is_number(value) || !(number >= 0 && number <= (double)LAST_TIME))
		return false;
	*out = (int64_t)number;
	return true;
}

bool
jwt_claims_aud_has(const json_t *claims, struct text aud)
{
	const json_t *value = json_object_get(claims, "aud"), *one;
	size_t i;
	if (json_is_string(value))
		return text_eq(string_of(value), aud);
	json_array_foreach(value, i,
	    one) if (json_is_string(one) && text_eq(string_of(one), aud)) return true;
	return false;
}

static bool
is_meant_for(const json_t *claims, const struct jwt_rules *rules)
{
	if (rules->sole_aud && !json_is_string(json_object_get(claims, "aud")))
		return false;
	for (size_t i = 0; i < rules->aud.n; i++)
		if (jwt_claims_aud_has(claims, rules->aud.at[i]))
			return true;
	return !rules->aud.n;
}

/* One that is there must be a time; *out is 0 when it may be left out and is. */
static bool
read_time(const json_t *claims, const char *name, bool needed, int64_t *out)
{
	*out = 0;
	if (!json_object_get(claims, name))
		return !needed;
	return jwt_claim_time(claims, name, out);
}

static const char *
times_fault(const json_t *claims, const struct jwt_rules *rules)
{
	int64_t now = clock_now(), exp, nbf, iat;
	if (!read_time(claims, "exp", rules->needs_exp, &exp))
		return "the claim exp is missing or not a number";
	if (!read_time(claims, "nbf", false, &nbf))
		return "the claim nbf is not a number";
	if (!read_time(claims, "iat", rules->needs_iat, &iat))
		return "the claim iat is missing or not a number";
	if (json_object_get(claims, "exp") && !rules->may_be_expired &&
	    exp + JWT_SKEW <= now)
		return "it has expired by the claim exp";
	if (rules->longest && exp > now + rules->longest + JWT_SKEW)
		return "the claim exp is too far ahead";
	if (nbf > now + JWT_SKEW || iat > now + JWT_SKEW)
		return "it is not valid yet by the claims nbf or iat; check the clock";
	return NULL;
}

const char *
jwt_claims_fault(const json_t *claims, const struct jwt_rules *rules)
{
	if (rules->iss.n && !text_eq(jwt_claim(claims, "iss"), rules->iss))
		return "the claim iss is not the one expected";
	if (rules->sub.n && !text_eq(jwt_claim(claims, "sub"), rules->sub))
		return "the claim sub is not the one expected";
	if (!is_meant_for(claims, rules))
		return rules->sole_aud ? "the claim aud is not this server's issuer alone"
				       : "the claim aud does not name this server";
	if (rules->needs_jti && !jwt_claim(claims, "jti").n)
		return "the claim jti is missing";
	return times_fault(claims, rules);
}
