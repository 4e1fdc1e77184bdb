/* The same request several times at the same moment. */
#ifndef INTEGRATION_AT_ONCE_H
#define INTEGRATION_AT_ONCE_H

#include "flow.h"

enum { AT_ONCE_MOST = 16 };

/* Posts `form` to `path` as the app, `n` times at once; the answers' bodies are kept. */
void post_at_once(struct app app, const char *path, const char *form, size_t n,
    struct answer answers[]);
/* The same with JSON by an access token, and one more header. */
void send_at_once(const char *token, const char *method, const char *path,
    const char *json, const char *header, size_t n, struct answer answers[]);

#endif
