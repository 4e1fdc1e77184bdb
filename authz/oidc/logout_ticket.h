/* A checked logout request on its way to the page that asks; sealed into its URL, and
 * good for an hour. */
#ifndef AUTHZ_OIDC_LOGOUT_TICKET_H
#define AUTHZ_OIDC_LOGOUT_TICKET_H

#include "base/uuid.h"

struct logout_ticket {
	struct uuid client_id;	  /* nil: nobody said */
	struct uuid user_id;	  /* whom the id_token_hint names; nil: nobody */
	struct text redirect_uri; /* a registered one; empty: none */
	struct text state;
	int64_t created_at; /* seconds; set by logout_ticket_make */
};

struct text logout_ticket_make(struct arena *a, struct logout_ticket *t);
bool logout_ticket_open(struct arena *a, struct text sealed, struct logout_ticket *out);

#endif
