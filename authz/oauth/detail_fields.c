/* The pure rules for one of authorization_details: its fields, and the sentence. */
#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "oauth/authorization_details.h"

enum { DEPTH_MOST = 4, TEXT_MOST = 300, NAME_MOST = 200 };

static const json_t *
declared(const json_t *fields, const char *path)
{
	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *field = json_array_get(fields, i);
		const char *name = json_string_value(json_object_get(field, "name"));
		if (name && strcmp(name, path) == 0)
			return field;
	}
	return NULL;
}

static bool
has_type(const json_t *field, const json_t *value)
{
	static const struct {
		const char *name;
		json_type type;
	} types[] = {{"string", JSON_STRING}, {"integer", JSON_INTEGER},
	    {"object", JSON_OBJECT}, {"array", JSON_ARRAY}};
	const char *type = json_string_value(json_object_get(field, "type"));
	if (!type)
		return json_is_string(value);
	if (strcmp(type, "number") == 0)
		return json_is_number(value);
	if (strcmp(type, "boolean") == 0)
		return json_is_boolean(value);
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(types[i].name, type) == 0)
			return json_typeof(value) == types[i].type;
	return false;
}

/* People read what stands there. */
static bool
is_readable(const json_t *value, int depth)
{
	const char *name;
	json_t *member;
	struct text t = {json_string_value(value), json_string_length(value)};
	if (json_is_string(value))
		return t.n <= TEXT_MOST && utf8_plain(t, false);
	if (depth > DEPTH_MOST)
		return false;
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!is_readable(json_array_get(value, i), depth + 1))
			return false;
	if (!json_is_object(value))
		return true;
	json_object_foreach((json_t *)value, name,
	    member) if (!utf8_plain(text_of(name), false) ||
			!is_readable(member, depth + 1)) return false;
	return true;
}

/* type and locations belong to every detail (RFC 9396 2). */
static bool
is_common(const char *path)
{
	return strcmp(path, "type") == 0 || strcmp(path, "locations") == 0;
}

static const char *
members_fault(const json_t *fields, const json_t *object, const char *above, int depth)
{
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)object, name, value)
	{
		char path[NAME_MOST];
		int n = snprintf(
		    path, sizeof(path), "%s%s%s", above, *above ? "." : "", name);
		if (n < 0 || n >= (int)sizeof(path) || depth > DEPTH_MOST)
			return "a field of authorization_details is nested too deep";
		const json_t *field = declared(fields, path);
		if (field && !has_type(field, value))
			return "a field of authorization_details has the wrong type";
		if (field || (depth == 0 && is_common(path)))
			continue;
		if (!json_is_object(value))
			return "authorization_details has a field that its type does not "
			       "know";
		const char *fault = members_fault(fields, value, path, depth + 1);
		if (fault)
			return fault;
	}
	return NULL;
}

static const json_t *
value_at(const json_t *detail, struct text path)
{
	struct text name;
	char part[NAME_MOST];
	while (text_next(&path, '.', &name)) {
		if (name.n >= sizeof(part))
			return NULL;
		memcpy(part, name.at, name.n);
		part[name.n] = '\0';
		detail = json_object_get(detail, part);
	}
	return detail;
}

const char *
detail_fault(const json_t *fields, const json_t *detail)
{
	if (!json_is_object(detail) || !is_readable(detail, 0))
		return "authorization_details has a text that is too long or has control "
		       "characters, or is nested too deep";
	const json_t *locations = json_object_get(detail, "locations");
	if (locations && !json_is_array(locations))
		return "locations is an array of URIs";
	const char *fault = members_fault(fields, detail, "", 0);
	if (fault)
		return fault;
	for (size_t i = 0; i < json_array_size(fields); i++) {
		const json_t *field = json_array_get(fields, i);
		const char *name = json_string_value(json_object_get(field, "name"));
		if (json_is_true(json_object_get(field, "required")) && name &&
		    !value_at(detail, text_of(name)))
			return "authorization_details lacks a field that its type "
			       "requires";
	}
	return NULL;
}

struct text
detail_sentence(struct arena *a, struct text sentence, const json_t *detail)
{
	struct builder b = builder_new(a, 256);
	while (sentence.n) {
		size_t open = text_index(sentence, '{');
		build_text(&b, text_part(sentence, 0, open));
		sentence = text_part(sentence, open, sentence.n);
		size_t close = text_index(sentence, '}');
		if (close == sentence.n) {
			build_text(&b, sentence);
			break;
		}
		const json_t *value = value_at(detail, text_part(sentence, 1, close - 1));
		if (json_is_string(value))
			build_text(&b, json_string_text(a, value));
		else if (value)
			build_text(&b, json_compact(a, value));
		else
			build_text(&b, TEXT("-"));
		sentence = text_part(sentence, close + 1, sentence.n);
	}
	return builder_text(&b);
}
