/* Who acts for whom: the act and may_act claims (RFC 8693 4.1, 4.4). */
#ifndef AUTHZ_OAUTH_ACTOR_H
#define AUTHZ_OAUTH_ACTOR_H

#include "base/arena.h"

enum { ACTORS_MOST = 4 };

/* `sub` acts, and before it those of `act` (JSON; empty: nobody did):
 * `{"sub":…,"act":…}`. The empty text when the chain would be longer than ACTORS_MOST. */
struct text act_with(struct arena *a, struct text sub, struct text act);
/* May `sub` act, where the token says who may (JSON; empty: anybody)? Whoever it names by
 * more than sub and our issuer is nobody we know. */
bool may_act(struct text may_act, struct text sub, struct text issuer);

#endif
