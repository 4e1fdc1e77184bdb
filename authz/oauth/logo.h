/* What stands for an app beside its name (templates/partials/logo.html): the picture that
 * its developers uploaded, never one from elsewhere (`logo_uri`), whose host would learn
 * who is asked; or the first letter. */
#ifndef AUTHZ_OAUTH_LOGO_H
#define AUTHZ_OAUTH_LOGO_H

#include "store/clients.h"

/* Sets `logo` and `initial`; `hash` is the picture's, or empty. */
void logo_put(json_t *data, struct text name, struct text hash);
/* The hash of the picture that pages show of it: of an app that is stopped, none. */
struct text logo_shown(const struct client *app);

#endif
