/* The forms of a page, as a browser would send them. */
#ifndef INTEGRATION_FORMS_H
#define INTEGRATION_FORMS_H

#include "harness.h"

struct page_form {
	const char *action; /* the path */
	const char *fields; /* name=value&…, with the CSRF token */
};

/* Those of a page that are posted, once for each button that has a name: as they are,
 * with every box ticked, and with fill(name) where a field is empty (NULL: leave it so).
 * At most `most`. */
size_t page_forms(const char *body, const char *(*fill)(const char *name),
    struct page_form *out, size_t most);

#endif
