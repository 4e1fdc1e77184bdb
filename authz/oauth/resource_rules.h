/* What an API of the platform and its scopes may be; asked by the command line, the
 * developers' and the operators' pages alike. A fault is the name of a phrase, "api.…".
 */
#ifndef AUTHZ_OAUTH_RESOURCE_RULES_H
#define AUTHZ_OAUTH_RESOURCE_RULES_H

#include "store/resources.h"

enum { RESOURCE_LIFETIME_LEAST = 10, RESOURCE_LIFETIME_MOST = 86400 }; /* seconds */

/* RFC 8707 2: an absolute URI without a fragment. */
bool is_resource_uri(struct text uri);
/* One that a team may take: an https URL, and none that is authz's own. */
const char *team_resource_uri_fault(struct text uri);
/* 0, the settings' default, or a lifetime in seconds up to `most`. */
const char *resource_lifetime_fault(int64_t seconds, int64_t most);
/* What a team's scopes begin with: a word that is nobody else's by nature. */
const char *scope_prefix_fault(struct text prefix);

/* RFC 6749 3.3: one scope, of at most 128 characters. */
bool is_scope_name(struct text name);
/* A scope that the team of this API may make or change: its name, some title and no
 * sensitivity that only operators give. `field` gets which is at fault. */
const char *team_scope_fault(
    struct arena *a, const struct resource *r, const struct scope *s, const char **field);
/* Its words: a title in English, and nothing too long to show. `field` likewise:
 * "title_en", "description_zh", … */
const char *scope_words_fault(struct arena *a, const struct scope *s, const char **field);

#endif
