/* What a client authentication method is; one file each beside this header. */
#ifndef AUTHZ_OAUTH_CLIENT_AUTH_METHOD_H
#define AUTHZ_OAUTH_CLIENT_AUTH_METHOD_H

#include "http/request.h"
#include "store/clients.h"

/* What a request says of who sends it. */
struct credentials {
	struct text client_id, secret;
	const struct assertion *assertion;
	const char *fault; /* a sentence, when the request is malformed */
	bool told;	   /* the sentence helps whoever made it, and nobody else */
};

struct client_auth_method {
	struct text name;
	/* Was this method used? Then takes what was sent. No function: it proves by what
	 * is not of the request, which has the client_id alone, like that of `none`. */
	bool (*take)(struct request *rq, struct credentials *out);
	/*
	 * STORE_OK when the credentials fit, STORE_NONE when not. `client` NULL: no such
	 * client, or not of this method; must cost the same. STORE_DEFER where it must
	 * block and may not.
	 */
	enum store_status (*check)(
	    struct request *rq, const struct client *client, const struct credentials *c);
	/* Why an app can't be registered so: NULL, or the name of a phrase. Or no
	 * function. */
	const char *(*fault)(const struct client *client);
	/* Does it work by the settings as they are? No function: always. */
	bool (*available)(void);
	bool has_secret; /* its apps are given one */
	bool fapi2;	 /* FAPI 2.0 Security Profile 5.3.2.1 allows it */
};

extern const struct client_auth_method client_secret_basic, client_secret_post,
    client_auth_none, private_key_jwt, client_secret_jwt, tls_client_auth,
    self_signed_tls_client_auth;

#endif
