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

#endif
