#include "base/members.h"

#include "base/json.h"

static void *
place(void *s, const struct member *m)
{
	return (char *)s + m->offset;
}

static const void *
place_const(const void *s, const struct member *m)
{
	return (const char *)s + m->offset;
}

static bool
read_texts(struct arena *a, const json_t *value, struct texts *out)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < json_array_size(value); i++) {
		const json_t *item = json_array_get(value, i);
		if (!json_is_string(item))
			return false;
		texts_add(&list, json_string_text(a, item));
	}
	*out = texts_done(&list);
	return json_is_array(value);
}

static bool
read_one(struct arena *a, const struct member *m, const json_t *value, void *at)
{
	switch (m->kind) {
	case MEMBER_TEXT:
		*(struct text *)at = json_string_text(a, value);
		return json_is_string(value);
	case MEMBER_TEXTS:
		return read_texts(a, value, at);
	case MEMBER_NUMBER:
		*(struct optional_number *)at =
		    (struct optional_number){true, json_integer_value(value)};
		return json_is_integer(value);
	case MEMBER_FLAG:
		*(bool *)at = json_is_true(value);
		return json_is_boolean(value);
	case MEMBER_JSON:
		*(struct text *)at = json_compact(a, value);
		return true;
	}
	return false;
}

static void
unset(const struct member *m, void *at)
{
	switch (m->kind) {
	case MEMBER_TEXT:
	case MEMBER_JSON:
		*(struct text *)at = NO_TEXT;
		return;
	case MEMBER_TEXTS:
		*(struct texts *)at = (struct texts){NULL, 0};
		return;
	case MEMBER_NUMBER:
		*(struct optional_number *)at = (struct optional_number){false, 0};
		return;
	case MEMBER_FLAG:
		*(bool *)at = false;
		return;
	}
}

const char *
members_read(struct arena *a, const struct members *table, const json_t *object, void *s)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct member *m = &table->at[i];
		const json_t *value = json_object_get(object, m->name);
		if (json_is_null(value))
			unset(m, place(s, m));
		else if (value && !read_one(a, m, value, place(s, m)))
			return m->name;
	}
	return NULL;
}

const char *
members_unknown(const struct members *table, json_t *object)
{
	const char *name;
	json_t *value;
	json_object_foreach(object, name, value)
	{
		size_t i = 0;
		while (i < table->n && strcmp(table->at[i].name, name) != 0)
			i++;
		if (i == table->n)
			return name;
	}
	return NULL;
}

static json_t *
texts_json(const struct texts *list)
{
	json_t *array = json_array();
	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(array, json_stringn(list->at[i].at, list->at[i].n));
	return array;
}

/* New reference, or NULL when there is none. */
static json_t *
one_json(const struct member *m, const void *at)
{
	const struct text *t = at;
	const struct texts *list = at;
	const struct optional_number *number = at;
	switch (m->kind) {
	case MEMBER_TEXT:
		return t->n ? json_stringn(t->at, t->n) : NULL;
	case MEMBER_TEXTS:
		return list->n ? texts_json(list) : NULL;
	case MEMBER_NUMBER:
		return number->given ? json_integer(number->value) : NULL;
	case MEMBER_FLAG:
		return *(const bool *)at ? json_true() : NULL;
	case MEMBER_JSON:
		return t->n ? json_loadb(t->at, t->n, JSON_DECODE_ANY, NULL) : NULL;
	}
	return NULL;
}

json_t *
members_json(const struct members *table, const void *s)
{
	json_t *object = json_object();
	for (size_t i = 0; i < table->n; i++) {
		const struct member *m = &table->at[i];
		json_t *value = one_json(m, place_const(s, m));
		if (value)
			json_object_set_new(object, m->name, value);
	}
	return object;
}

struct text
members_text(struct arena *a, const struct members *table, const void *s)
{
	CLEANUP(json) json_t *object = members_json(table, s);
	return json_object_size(object) ? json_compact(a, object) : NO_TEXT;
}

bool
members_of_text(struct arena *a, const struct members *table, struct text json, void *s)
{
	if (!json.n)
		return true;
	CLEANUP(json)
	json_t *object = json_loadb(json.at, json.n, JSON_REJECT_DUPLICATES, NULL);
	return json_is_object(object) && !members_read(a, table, object, s);
}

static bool
is_set(const struct member *m, const void *at)
{
	switch (m->kind) {
	case MEMBER_TEXT:
	case MEMBER_JSON:
		return ((const struct text *)at)->n != 0;
	case MEMBER_TEXTS:
		return ((const struct texts *)at)->n != 0;
	case MEMBER_NUMBER:
		return ((const struct optional_number *)at)->given;
	case MEMBER_FLAG:
		return *(const bool *)at;
	}
	return false;
}

/* The number of each that is set, counted from 1, with its value; 0 ends them. */
void
members_pack(struct builder *b, const struct members *table, const void *s)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct member *m = &table->at[i];
		const void *at = place_const(s, m);
		if (!is_set(m, at))
			continue;
		pack_number(b, (int64_t)i + 1);
		if (m->kind == MEMBER_TEXT || m->kind == MEMBER_JSON)
			pack_text(b, *(const struct text *)at);
		else if (m->kind == MEMBER_TEXTS)
			pack_texts(b, *(const struct texts *)at);
		else if (m->kind == MEMBER_NUMBER)
			pack_number(b, ((const struct optional_number *)at)->value);
	}
	pack_number(b, 0);
}

void
members_unpack(struct unpack *u, struct arena *a, const struct members *table, void *s)
{
	for (;;) {
		int64_t number = unpack_number(u);
		if (number < 1 || (uint64_t)number > table->n) {
			u->broken |= number != 0;
			return;
		}
		const struct member *m = &table->at[number - 1];
		void *at = place(s, m);
		if (m->kind == MEMBER_TEXT || m->kind == MEMBER_JSON)
			*(struct text *)at = unpack_text(u);
		else if (m->kind == MEMBER_TEXTS)
			*(struct texts *)at = unpack_texts(u, a);
		else if (m->kind == MEMBER_NUMBER)
			*(struct optional_number *)at =
			    (struct optional_number){true, unpack_number(u)};
		else
			*(bool *)at = true;
	}
}
