/*
 * What the fuzz targets share. A target is a family of parsers with what must hold of
 * them whatever they are given; its seeds are in corpus/NAME. `./dev fuzz` runs them.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"

#include <stdio.h>
#include <stdlib.h>

/* Ends the run, with the input kept by libFuzzer, when a fact does not hold. */
#define HOLDS(fact)                                                                      \
	do {                                                                             \
		if (!(fact)) {                                                           \
			fprintf(                                                         \
			    stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #fact);   \
			abort();                                                         \
		}                                                                        \
	} while (0)

/* The target itself; `a` is empty at each call. */
void fuzz(struct arena *a, struct text input);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *a = arena_new();
	fuzz(a, (struct text){(const char *)data, size});
	arena_free(a);
	return 0;
}

/* The next line of the input; empty when there is none. */
static inline struct text
next_line(struct text *input)
{
	struct text line = NO_TEXT;
	text_next(input, '\n', &line);
	return line;
}

static inline bool
has_char(struct text t, char c)
{
	return text_index(t, c) < t.n;
}

/* RFC 4648 4, for comparing: the server itself only reads it. */
static inline struct text
base64_encode(struct arena *a, struct text t)
{
	struct text url = base64url_encode(a, t.at, t.n);
	size_t n = (url.n + 3) / 4 * 4;
	char *at = arena_alloc(a, n + 1);
	memset(at, '=', n);
	for (size_t i = 0; i < url.n; i++)
		at[i] = url.at[i] == '-' ? '+' : url.at[i] == '_' ? '/' : url.at[i];
	return (struct text){at, n};
}

#endif
