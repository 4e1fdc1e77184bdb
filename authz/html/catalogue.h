/* The phrases of each language, for this room only. */
#ifndef AUTHZ_HTML_CATALOGUE_H
#define AUTHZ_HTML_CATALOGUE_H

#include "html/page.h"

/* Merges templates/i18n/LANG, one file an area; false after logging a fault: not
 * JSON, an area twice, or a phrase that one language lacks. */
bool catalogue_load(void);
/* The phrase with its slots unfilled; its own name when there is none, so that it shows.
 */
struct text catalogue_phrase(enum language language, struct text name);

#endif
