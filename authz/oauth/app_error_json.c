#include "base/json.h"
#include "oauth/app_error.h"

static const struct {
	struct text document;
	const char *address;
} documents[] = {
    {TEXT_INIT("OIDC Core "), "https://openid.net/specs/openid-connect-core-1_0.html"},
    {TEXT_INIT("CIBA Core "),
	"https://openid.net/specs/"
	"openid-client-initiated-backchannel-authentication-core-1_0.html"},
};

struct text
rule_address(struct arena *a, struct text rule)
{
	static const struct text rfc = TEXT_INIT("RFC ");
	if (text_starts(rule, rfc)) {
		struct text rest = text_part(rule, rfc.n, rule.n), number;
		text_next(&rest, ' ', &number);
		return arena_printf(a,
		    "https://www.rfc-editor.org/rfc/rfc%.*s#section-%.*s",
		    TEXT_ARG(number), TEXT_ARG(rest));
	}
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if (text_starts(rule, documents[i].document))
			return text_of(documents[i].address);
	return NO_TEXT;
}

/* A member of the details; an empty list where there is none. New reference. */
static json_t *
list_of(const json_t *details, const char *name)
{
	json_t *list = json_object_get(details, name);
	return json_is_array(list) ? json_incref(list) : json_array();
}

json_t *
app_error_json(struct arena *a, const struct app_error *e)
{
	json_t *details = json_loadb(e->details.at, e->details.n, 0, NULL);
	struct text rule = json_string_text(a, json_object_get(details, "rule"));
	json_t *requests = json_array();
	for (size_t i = 0; i < e->request_count; i++)
		json_array_append_new(requests, json_text(uuid_text(a, e->requests[i])));
	json_t *out = json_pack("{so so so so so so sb sb sI sI sI so so so so}",
	    "endpoint", json_text(e->endpoint), "error", json_text(e->code),
	    "error_description", json_text(e->sentence), "why",
	    json_text(json_string_text(a, json_object_get(details, "why"))), "rule",
	    json_text(rule), "rule_uri", json_text(rule_address(a, rule)),
	    "authenticated", e->proven, "sampled",
	    json_is_true(json_object_get(details, "sampled")), "count", (json_int_t)e->n,
	    "first_at", (json_int_t)(e->first_at / 1000000), "last_at",
	    (json_int_t)(e->last_at / 1000000), "request_ids", requests, "sent",
	    list_of(details, "sent"), "headers", list_of(details, "headers"), "facts",
	    list_of(details, "facts"));
	json_decref(details);
	return out;
}
