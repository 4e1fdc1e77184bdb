/*
 * Requests to URLs that an app gave: jwks_uri, back-channel logout, client metadata,
 * webhooks. Whoever may name a URL must not get to see, or reach, what only this server
 * can reach (OWASP: server-side request forgery): https only, no redirects, no proxies,
 * no private addresses, bounded in size and time.
 */
#ifndef AUTHZ_OUTBOUND_FETCH_H
#define AUTHZ_OUTBOUND_FETCH_H

#include "base/arena.h"

enum fetch_method { FETCH_GET, FETCH_POST };

struct fetch_header {
	struct text name, value;
};

struct fetch {
	enum fetch_method method;
	struct text url;
	struct text content_type, body; /* of a POST */
	struct text accept;		/* empty: anything */
	const struct fetch_header *headers;
	size_t header_count;
	size_t max_bytes; /* of the answer's body; 0: 64 KiB */
	/* From a thread that no request waits for: not one of those that may be too many.
	 */
	bool apart;
	/* Bounds for how long the caller keeps the answer, in seconds; the least also
	 * holds where the answer says nothing. */
	int64_t keep_least, keep_most;
};

struct fetched {
	int status; /* of HTTP, any */
	struct text content_type, body;
	int64_t lifetime; /* seconds; RFC 9111, within the caller's bounds */
};

/*
 * Blocks for [outbound] timeout at the most: only for workers and chores. NULL when there
 * was an answer; or why there was none, one ASCII sentence that tells nothing of the
 * network behind. What comes at a time when too many of these are under way is refused.
 */
const char *fetch_run(struct arena *a, const struct fetch *f, struct fetched *out);

/* NULL when a URL may be fetched as far as its text tells, or a sentence for its app's
 * developer: for when the URL is registered. */
const char *fetch_url_fault(struct text url);

#endif
