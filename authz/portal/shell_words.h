/* Words for lines that people paste into a shell. */
#ifndef AUTHZ_PORTAL_SHELL_WORDS_H
#define AUTHZ_PORTAL_SHELL_WORDS_H

#include "base/arena.h"
#include "base/text.h"

/* One word of a POSIX shell, whatever stands in it: in single quotes. */
struct text shell_word(struct arena *a, struct text t);

#endif
