#include "base/json.h"

#include <stdlib.h>
#include <time.h>

struct text
json_compact(struct arena *a, const json_t *value)
{
	char *line = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	struct text t = line ? arena_text(a, text_of(line)) : NO_TEXT;
	free(line);
	return t;
}

struct text
json_string_text(struct arena *a, const json_t *value)
{
	if (!json_is_string(value))
		return NO_TEXT;
	return arena_text(
	    a, (struct text){json_string_value(value), json_string_length(value)});
}

json_t *
json_text(struct text t)
{
	json_t *value = json_stringn(t.at ? t.at : "", t.n);
	return value ? value : json_string("");
}

json_t *
json_object_of(struct text json)
{
	json_t *value = json_loadb(json.at ? json.at : "", json.n, 0, NULL);
	if (json_is_object(value))
		return value;
	json_decref(value);
	return json_object();
}

json_t *
json_texts(struct texts list)
{
	json_t *array = json_array();
	for (size_t i = 0; i < list.n; i++)
		json_array_append_new(array, json_text(list.at[i]));
	return array;
}

json_t *
json_time(int64_t seconds)
{
	if (!seconds)
		return json_null();
	time_t t = (time_t)seconds;
	struct tm utc;
	char at[32];
	gmtime_r(&t, &utc);
	strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &utc);
	return json_string(at);
}
