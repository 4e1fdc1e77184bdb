/*
 * A struct of optional members described by a table: one row a member, with its JSON name
 * and where it stands. The table reads it from a JSON object, writes it as one, and packs
 * it for memory; zeroed memory is a struct without any.
 */
#ifndef AUTHZ_BASE_MEMBERS_H
#define AUTHZ_BASE_MEMBERS_H

#include "base/pack.h"

#include <jansson.h>

/* A number that may be left out; 0 is one. */
struct optional_number {
	bool given;
	int64_t value;
};

enum member_kind {
	MEMBER_TEXT,   /* struct text; the empty text is none */
	MEMBER_TEXTS,  /* struct texts; JSON: an array of strings */
	MEMBER_NUMBER, /* struct optional_number; JSON: an integer */
	MEMBER_FLAG,   /* bool; false is none */
	MEMBER_JSON    /* struct text with any JSON, on one line */
};

struct member {
	const char *name;
	enum member_kind kind;
	size_t offset;
};

struct members {
	const struct member *at;
	size_t n;
};

/*
 * Sets those of `s` that `object` has; null unsets one, names that the table doesn't know
 * are passed over. NULL, or the name of the first that has the wrong type.
 */
const char *members_read(
    struct arena *a, const struct members *table, const json_t *object, void *s);
/* The first name in `object` that the table doesn't know, or NULL. */
const char *members_unknown(const struct members *table, json_t *object);
/* An object with the members that `s` has. New reference. */
json_t *members_json(const struct members *table, const void *s);
/* The same as text; the empty text when there are none. */
struct text members_text(struct arena *a, const struct members *table, const void *s);
/* Reads what members_text() wrote; false for anything else. */
bool members_of_text(
    struct arena *a, const struct members *table, struct text json, void *s);

void members_pack(struct builder *b, const struct members *table, const void *s);
/* Texts point into the packed bytes. */
void members_unpack(
    struct unpack *u, struct arena *a, const struct members *table, void *s);

#endif
