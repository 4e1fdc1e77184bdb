#include "oauth/actor.h"

#include "base/builder.h"
#include "base/json.h"

#include <jansson.h>

static json_t *
parse(struct text json)
{
	return json.n ? json_loadb(json.at, json.n, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

struct text
act_with(struct arena *a, struct text sub, struct text act)
{
	CLEANUP(json) json_t *chain = parse(act);
	struct builder b = builder_new(a, act.n + sub.n + 32);
	size_t depth = 1;
	for (const json_t *one = chain; one; one = json_object_get(one, "act"))
		depth++;
	if (depth > ACTORS_MOST)
		return NO_TEXT;
	build_text(&b, TEXT("{\"sub\":"));
	build_json_string(&b, sub);
	if (act.n)
		build_printf(&b, ",\"act\":%.*s", TEXT_ARG(act));
	build_char(&b, '}');
	return builder_text(&b);
}

static bool
says(const json_t *object, const char *name, struct text value)
{
	const json_t *member = json_object_get(object, name);
	return json_is_string(member) && text_eq((struct text){json_string_value(member),
						     json_string_length(member)},
					     value);
}

bool
may_act(struct text claim, struct text sub, struct text issuer)
{
	CLEANUP(json) json_t *named = parse(claim);
	if (!claim.n)
		return true;
	size_t known = 1 + (json_object_get(named, "iss") != NULL);
	return says(named, "sub", sub) && json_object_size(named) == known &&
	       (known == 1 || says(named, "iss", issuer));
}
