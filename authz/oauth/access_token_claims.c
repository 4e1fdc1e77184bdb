/* The members that a JWT and an introspection answer have in common beyond the plain
 * ones: most tokens have none of these. */
#include "base/builder.h"
#include "base/json.h"
#include "oauth/access_token_format.h"

static void
build_raw_member(struct builder *b, const char *name, struct text json)
{
	if (json.n)
		build_printf(b, ",\"%s\":%.*s", name, TEXT_ARG(json));
}

/* RFC 7800 3.1, RFC 9449 6.1, RFC 8705 3.1. */
static void
build_confirmation(struct builder *b, const struct grant_extras *e)
{
	if (!e->cnf_jkt.n && !e->cnf_x5t.n)
		return;
	build_text(b, TEXT(",\"cnf\":{"));
	if (e->cnf_jkt.n)
		build_printf(b, "\"jkt\":\"%.*s\"", TEXT_ARG(e->cnf_jkt));
	if (e->cnf_x5t.n)
		build_printf(b, "%s\"x5t#S256\":\"%.*s\"", e->cnf_jkt.n ? "," : "",
		    TEXT_ARG(e->cnf_x5t));
	build_char(b, '}');
}

void
build_token_extras(struct builder *b, const struct grant_extras *e)
{
	build_confirmation(b, e);
	if (e->acr.n)
		build_json_member(b, TEXT("acr"), e->acr);
	build_raw_member(b, "act", e->act);
	build_raw_member(b, "may_act", e->may_act);
	build_raw_member(b, "authorization_details", e->authorization_details);
}

void
build_audience(struct builder *b, const struct access_token *t)
{
	if (!t->extras.resources.n) {
		build_json_member(b, TEXT("aud"), t->audience);
		return;
	}
	struct texts_builder all = texts_builder_new(b->arena);
	texts_add(&all, t->audience);
	for (size_t i = 0; i < t->extras.resources.n; i++)
		texts_add(&all, t->extras.resources.at[i]);
	build_json_strings(b, TEXT("aud"), texts_done(&all));
}

void
read_token_extras(struct arena *a, const json_t *claims, struct grant_extras *out)
{
	const json_t *cnf = json_object_get(claims, "cnf");
	out->cnf_jkt = json_string_text(a, json_object_get(cnf, "jkt"));
	out->cnf_x5t = json_string_text(a, json_object_get(cnf, "x5t#S256"));
	out->acr = json_string_text(a, json_object_get(claims, "acr"));
	out->act = json_compact(a, json_object_get(claims, "act"));
	out->may_act = json_compact(a, json_object_get(claims, "may_act"));
	out->authorization_details =
	    json_compact(a, json_object_get(claims, "authorization_details"));
}

void
read_audience(struct arena *a, const json_t *claims, struct access_token *out)
{
	const json_t *aud = json_object_get(claims, "aud");
	struct texts_builder others = texts_builder_new(a);
	out->audience =
	    json_string_text(a, json_is_array(aud) ? json_array_get(aud, 0) : aud);
	for (size_t i = 1; i < json_array_size(aud); i++)
		texts_add(&others, json_string_text(a, json_array_get(aud, i)));
	out->extras.resources = texts_done(&others);
}
