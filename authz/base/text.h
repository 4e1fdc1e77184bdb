/* Text as a pointer and a length; never NUL-terminated by promise, never owned. */
#ifndef AUTHZ_BASE_TEXT_H
#define AUTHZ_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	const char *at;
	size_t n;
};

/* A list of texts; the array belongs to whoever's arena it came from. */
struct texts {
	const struct text *at;
	size_t n;
};

/* TEXT("literal") as an expression; TEXT_INIT("literal") in static tables. */
#define TEXT_INIT(literal)                                                               \
	{                                                                                \
		"" literal, sizeof(literal) - 1                                          \
	}
#define TEXT(literal) ((struct text)TEXT_INIT(literal))
#define NO_TEXT ((struct text){NULL, 0})

/* For printf's "%.*s". */
#define TEXT_ARG(t) (int)(t).n, ((t).at ? (t).at : "")

/* The characters of a NUL-terminated string; NULL gives the empty text. */
struct text text_of(const char *s);

bool text_eq(struct text a, struct text b);
/* ASCII letters compare without case. */
bool text_eq_nocase(struct text a, struct text b);
/* Takes as long for equal as for unequal texts of the same length. */
bool text_eq_secret(struct text a, struct text b);
bool text_starts(struct text t, struct text prefix);
bool text_ends(struct text t, struct text suffix);
int text_compare(struct text a, struct text b);

/* Index of the first `c`, or t.n when there is none. */
size_t text_index(struct text t, char c);
/* What stands from `from`, `n` characters at most. */
struct text text_part(struct text t, size_t from, size_t n);
/* Without spaces and tabs at both ends. */
struct text text_trim(struct text t);
/* Takes the next piece up to `separator` off `rest`; false when nothing is left. */
bool text_next(struct text *rest, char separator, struct text *piece);

/* Decimal digits only, no sign, no overflow; false (and *out untouched) otherwise. */
bool text_to_u64(struct text t, uint64_t *out);

bool texts_have(struct texts list, struct text t);

#endif
