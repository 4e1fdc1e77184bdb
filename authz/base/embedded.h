/* Files that the build compiled into the binary. */
#ifndef AUTHZ_BASE_EMBEDDED_H
#define AUTHZ_BASE_EMBEDDED_H

#include "base/text.h"

/* A table of these ends with a NULL name; names are in sorted order. */
struct embedded_file {
	const char *name;
	const char *begin, *end;
};

static inline struct text
embedded_text(const struct embedded_file *file)
{
	return (struct text){file->begin, (size_t)(file->end - file->begin)};
}

/* The file of that name, or NULL. */
const struct embedded_file *embedded_find(
    const struct embedded_file *table, struct text name);

/* CMakeLists.txt fills these: templates/, db/migrations/ and docs/openapi.yaml. */
extern const struct embedded_file embedded_templates[];
extern const struct embedded_file embedded_migrations[];
extern const struct embedded_file embedded_openapi[];

#endif
