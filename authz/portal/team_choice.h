/* The teams of a person on a page: whose list is shown, to whom something new belongs. */
#ifndef AUTHZ_PORTAL_TEAM_CHOICE_H
#define AUTHZ_PORTAL_TEAM_CHOICE_H

#include "portal/own.h"

#include <jansson.h>

/*
 * Puts `teams` (id, team, personal, here) for partials/team_switch.html, and `team_id`,
 * the one marked as `here`: `wanted`, or without one (nil) the first; *chosen gets it
 * (may be NULL; nil: the person has none yet). STORE_NONE: `wanted` is not theirs.
 */
enum store_status put_teams(
    struct request *rq, json_t *data, struct uuid wanted, struct uuid *chosen);
/* The team that the form names in its field `team`; NULL, or the answer that refuses. */
const struct response *chosen_team(struct request *rq, struct uuid *team);

#endif
