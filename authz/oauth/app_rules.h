/* What an app of a kind may be and do; asked by the command line and the portal alike. */
#ifndef AUTHZ_OAUTH_APP_RULES_H
#define AUTHZ_OAUTH_APP_RULES_H

#include "store/clients.h"

struct app_kind_rule {
	enum app_kind kind;
	struct text auth_method;  /* what a new app of the kind gets */
	struct texts grant_types; /* likewise */
	bool needs_redirect_uri;
	bool is_public; /* can't keep a secret (RFC 6749 2.1) */
};

const struct app_kind_rule *app_kind_rule(enum app_kind kind);
/* The kind that an app with this authentication, these grants and redirect URIs most
 * likely is. */
enum app_kind app_kind_guess(const struct client *app);

/* NULL when the app may be so, or the name of the phrase that says why not ("app.…"). The
 * redirect URI at fault, if it is one, goes to *uri. */
const char *app_fault(const struct client *app, struct text *uri);
/* The same for a single field. */
const char *app_name_fault(struct text name);
const char *app_description_fault(struct text description);
/* An https URL (http for loopback) or nothing. */
const char *app_link_fault(struct text url);

enum { APP_REDIRECT_URIS_MOST = 20 };

#endif
