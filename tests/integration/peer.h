/*
 * Another party's server: an app's jwks_uri, its back-channel logout endpoint and the
 * like. It listens on a free port of 127.0.0.1, answers each path with what it was told,
 * 404 for the others, and remembers what was asked. All functions may be called while it
 * serves; what they return lives until peer_stop().
 */
#ifndef INTEGRATION_PEER_H
#define INTEGRATION_PEER_H

#include <stddef.h>

struct peer;

struct peer_request {
	const char *method, *path, *query; /* the query without its ?; "" for none */
	const char *content_type, *authorization, *body; /* "" for none */
	size_t size;					 /* of the body */
	const char *head; /* all headers: "\nName: value\n…" */
};

/* keep((void (*)(void *))peer_stop, peer) stops it with the test. */
struct peer *peer_start(void);
/* Over TLS, with a certificate and a key, PEM. */
struct peer *peer_start_tls(const char *certificate, const char *key);
void peer_stop(struct peer *p);

/* "http://localhost:PORT", or https. */
const char *peer_url(const struct peer *p);

/* What a path is answered with from now on. */
void peer_answer(
    struct peer *p, const char *path, int status, const char *type, const char *body);
/* One more header on what that path is answered with. */
void peer_header(struct peer *p, const char *path, const char *name, const char *value);
/* That path takes so long to answer. */
void peer_delay(struct peer *p, const char *path, int milliseconds);

/* How often a path was asked; *requests (when not NULL) gets what came, in order. */
size_t peer_requests(
    struct peer *p, const char *path, const struct peer_request **requests);
/* Waits until a path was asked `count` times, ten seconds at most; how often it was. */
size_t peer_wait(struct peer *p, const char *path, size_t count);

#endif
