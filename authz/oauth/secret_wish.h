/* What is chosen of a client secret when it is made: what it is called, and its end. */
#ifndef AUTHZ_OAUTH_SECRET_WISH_H
#define AUTHZ_OAUTH_SECRET_WISH_H

#include "store/clients.h"

struct secret_wish {
	struct text label;
	int64_t expires_at; /* seconds; 0: never */
};

/* For who chooses nothing: as long as [apps] secret_days_most allows. */
struct secret_wish secret_wish_default(void);

enum { SECRET_LABEL_MOST = 80, SECRET_DAYS_MOST = 3650 };

/* NULL, or the name of a phrase: a label is short, on one line, and may be empty. */
const char *secret_label_fault(struct text label);
/* So many days from now; NULL and *expires_at, or a phrase. */
const char *secret_expiry_in_days(int64_t days, int64_t *expires_at);
/* The end of that day (UTC), as in 2027-01-31. */
const char *secret_expiry_on(struct text date, int64_t *expires_at);
/* Either of these, or "never". */
const char *secret_expiry_read(struct text wish, int64_t *expires_at);
/* NULL when a team may give that end to a secret ([apps] secret_days_most), or a phrase.
 */
const char *secret_expiry_fault(int64_t expires_at);

#endif
