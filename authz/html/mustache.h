/*
 * Mustache (specification 1.4, core modules: interpolation, sections, inverted, comments,
 * partials, delimiters), with HTML escaping by default.
 */
#ifndef AUTHZ_HTML_MUSTACHE_H
#define AUTHZ_HTML_MUSTACHE_H

#include "base/builder.h"

#include <jansson.h>

struct mustache_hooks {
	/* A partial's source; the empty text when there is none. */
	struct text (*partial)(void *context, struct text name);
	/* The phrase for {{t.name}}, with {slots} that the renderer fills; or NULL: no
	 * phrases. */
	struct text (*phrase)(void *context, struct text name);
	void *context;
};

/* Nesting deeper than 64 sections or partials renders nothing. */
struct text mustache_render(struct arena *a, struct text source, const json_t *data,
    const struct mustache_hooks *hooks);
/* A phrase with its {slots} filled from `data`; plain text. */
struct text mustache_fill(struct arena *a, struct text phrase, const json_t *data);

#endif
