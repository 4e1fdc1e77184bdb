/* What a server would have mailed, as /dev/mails shows it. */
#ifndef INTEGRATION_MAILS_H
#define INTEGRATION_MAILS_H

#include "flow.h"

/* The newest mail to that address, from its subject on; waits for one with `words`. */
const char *mail_with(const struct process *p, const char *email, const char *words);
/* The path of the link to `page` in that mail. */
const char *link_in(const struct process *p, const char *mail, const char *page);

#endif
