/*
 * What of a request its app's developer may see: which parameters were sent, by a list of
 * those whose value may be shown; of all others only that they were there, and how long
 * they were; of what is about a person not even that. A secret that stands where none
 * belongs is cut out of what is shown. Pure.
 */
#ifndef AUTHZ_OAUTH_SHOWN_H
#define AUTHZ_OAUTH_SHOWN_H

#include "http/request.h"

#include <jansson.h>

/*
 * `value` with all cut out that looks like a secret, a token, a person's address or
 * number, unless it stands in one of `known`; at most `longest` bytes. What was cut is
 * told by its length: "[…43…]".
 */
struct text shown_value(
    struct arena *a, struct text value, struct texts known, size_t longest);

/*
 * The parameters in order: {"name", "value"}, {"name", "length"} or {"name"}; one that
 * nobody knows has no name, or in "like" that of the known one it was meant for. Shorter
 * when they may be anybody's. New reference.
 */
json_t *shown_parameters(
    struct arena *a, struct form form, struct texts known, bool by_anybody);

#endif
