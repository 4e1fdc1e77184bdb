/* What developers do together: teams, and what these own. */
#ifndef INTEGRATION_TEAMWORK_H
#define INTEGRATION_TEAMWORK_H

#include "flow.h"

struct someone {
	const char *email, *id;
	struct browser *b;
};
/* A person who is signed in. */
struct someone somebody(void);

/* Sends a form with a token that is good, from a page of the person's own. */
struct answer *post(struct browser *b, const char *path, const char *form);
/* The status of a GET. */
long status_of(struct browser *b, const char *path);

/* A team that the person owns; gives its id. */
const char *new_team(struct browser *b, const char *name);
/* "/developer/teams/ID" and what follows. */
const char *team_path(const char *team, const char *more);
const char *member_path(const char *team, struct someone who, const char *more);
void invite(struct browser *owner, const char *team, const char *email, const char *role);
/* The path of the mailed link. */
const char *invitation_to(const char *email);
/* Opens it and answers: "join" or "decline". */
struct answer *answer(struct browser *b, const char *link, const char *decision);
/* All of it. */
void join(struct browser *owner, const char *team, struct someone who, const char *role);

/* The details of the newest event of that name by the person, or NULL. */
json_t *newest_event(struct someone who, const char *name);

/* An API of the team, which waits for an operator; gives its id. */
const char *new_api(
    struct browser *b, const char *team, const char *uri, const char *prefix);
/* "/developer/apis/ID" and what follows. */
const char *api_path(const char *api, const char *more);
void new_scope(
    struct browser *b, const char *api, const char *scope, const char *sensitivity);

#endif
