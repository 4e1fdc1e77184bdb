/* What a client authentication method is; one file each beside this header. */
#ifndef AUTHZ_OAUTH_CLIENT_AUTH_METHOD_H
#define AUTHZ_OAUTH_CLIENT_AUTH_METHOD_H

#include "http/request.h"
#include "store/clients.h"

/* What a request says of who sends it. */
struct credentials {
	struct text client_id, secret;
	const char *fault; /* a sentence, when the request is malformed */
};

struct client_auth_method {
	struct text name;
	/* Was this method used? Then takes what was sent. */
	bool (*take)(struct request *rq, struct credentials *out);
	/* Do the credentials fit? `client` NULL: no such client; must cost the same. */
	bool (*check)(const struct client *client, const struct credentials *c);
};

extern const struct client_auth_method client_secret_basic, client_secret_post,
    client_auth_none;

#endif
