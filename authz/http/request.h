/*
 * A request as handlers see it, and the answers they give. Nothing here knows the HTTP
 * library or OAuth. All memory is the request's arena.
 */
#ifndef AUTHZ_HTTP_REQUEST_H
#define AUTHZ_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/builder.h"

enum method {
	METHOD_GET = 1,
	METHOD_POST = 2,
	METHOD_PUT = 4,
	METHOD_DELETE = 8,
	METHOD_OPTIONS = 16
};

struct header {
	struct text name, value;
};

struct field {
	struct text name, value;
};

/* A parsed form body or query: names as sent, in order; well-formed UTF-8, no NUL. */
struct form {
	const struct field *at;
	size_t n;
};

struct db;
struct client;
struct session;
struct user;
struct resource;
struct sender;
struct route;
struct explanation;

struct request {
	struct arena *arena;
	struct text id;	    /* also sent back as X-Request-Id */
	enum method method; /* HEAD arrives as METHOD_GET */
	struct text path;   /* as sent, without query, not decoded */
	struct text query;  /* after the ?, not decoded */
	struct text body;
	const struct header *headers; /* the HTTP library's memory */
	size_t header_count;
	struct text
	    peer; /* the client's address, as a trusted proxy says if there is one */
	/* What the client showed of itself in TLS, to us or to a trusted proxy: DER, and
	 * the certificates that came with it. Nobody has verified it. Empty: none. */
	struct text client_certificate;
	struct texts client_chain;
	bool https; /* seen from the browser: our TLS or a trusted proxy's */
	struct text path_args[4]; /* what stood for {} in the route's path, decoded */
	const struct route
	    *route;    /* whose format the server's own errors take; or NULL */
	struct db *db; /* this worker's connection; NULL on a loop */

	/* Set by steps, for the steps after them. */
	struct form form;		 /* read_form: the body (POST) */
	struct form files;		 /* read_upload: the files in it */
	struct form parameters;		 /* read_query: the query */
	const struct client *client;	 /* the app that authenticated itself */
	const struct sender *sender;	 /* what it has proven to hold; or NULL */
	const struct session *session;	 /* the person who is signed in; or NULL */
	const struct user *user;	 /* that person */
	void *own;			 /* the endpoint's own struct */
	struct explanation *explanation; /* why it is refused, for the app's developer */

	/* gather()'s; what it holds survives from the loop's run to the worker's. */
	const struct gathering *gathering;
	void *part;
	bool gathered;

	/* Headers that every answer of this request carries (cookies, mostly). */
	struct header *extra;
	size_t extra_count, extra_room;
};

struct response {
	int status;
	struct text body;
	struct header *headers;
	size_t header_count, header_room;
};

/* A step returns NULL to pass, a response to end, or DEFER to run again on a worker. */
typedef const struct response *(*step)(struct request *rq);
extern const struct response defer_response;
#define DEFER (&defer_response)

/*
 * Work that requests which come at once may share, such as one statement for many rows:
 * it fills in what came of each part. A step asks for it with gather(), which gives DEFER
 * on a loop; a worker then does it for all requests that wait for the same, and their
 * loops run the steps of each again. There gather() gives NULL, and *part is the one from
 * before, filled in. On a worker that works for one request alone, it is done at once.
 */
enum { GATHER_MOST = 64 };
struct gathering {
	void (*run)(struct db *db, void *const parts[], size_t n);
};
const struct response *gather(struct request *rq, const struct gathering *g, void **part);

/* True on a worker: blocking is allowed and rq->db is there. */
bool request_may_block(const struct request *rq);

/* The value of a header, name in any case; empty when absent. The first, if several. */
struct text request_header(const struct request *rq, struct text name);
size_t request_header_count(const struct request *rq, struct text name);
/* The value of a cookie (RFC 6265 5.4); empty when absent. */
struct text request_cookie(const struct request *rq, struct text name);

/*
 * The value of a parameter; the empty text when absent or empty (RFC 6749 3.1: an empty
 * value counts as left out).
 */
struct text form_get(struct form form, struct text name);
/* How often a parameter stands there, with a value or empty: the same one sent twice is a
 * fault whatever stands in it (RFC 6749 3.1). */
size_t form_count(struct form form, struct text name);
/* All values of a parameter. */
struct texts form_all(struct arena *a, struct form form, struct text name);
/* Parses application/x-www-form-urlencoded; at most 100 fields. NULL on success, or a
 * sentence for the developer. */
const char *form_parse(struct arena *a, struct text encoded, struct form *out);

/* Parses multipart/form-data with the boundary that the media type `type` tells;
 * strictly: nothing before the first part or behind the last, 20 parts at most, and in
 * them no headers but what browsers send. `files` are those with a file name; their
 * values are any bytes. They point into `body`. As form_parse() otherwise. */
const char *multipart_parse(struct arena *a, struct text type, struct text body,
    struct form *fields, struct form *files);

/* Steps that most routes start with. */
/* Cache-Control: no-store on whatever follows; once, however often it is asked for. */
const struct response *no_store(struct request *rq);

/* The body as rq->form; anything but well-formed urlencoding is answered with 400. */
const struct response *read_form(struct request *rq);
/* The same of a form that may have files: urlencoded, or multipart/form-data (RFC 7578)
 * with its files, by the names of their fields, in rq->files. What these say of
 * themselves is not kept. */
const struct response *read_upload(struct request *rq);
/* The query as rq->parameters, likewise. */
const struct response *read_query(struct request *rq);

/* Answers. Bodies and headers must live in the arena or be static. */
struct response *respond(
    struct request *rq, int status, struct text type, struct text body);
struct response *respond_json(struct request *rq, int status, struct text json);
/* 303 See Other (RFC 9700 4.12). `location` is used as it is; a path is one of ours. */
struct response *respond_redirect(struct request *rq, struct text location);
void response_header(
    struct request *rq, struct response *rs, struct text name, struct text value);
/* A header on whatever the request is answered with. */
void request_add_header(struct request *rq, struct text name, struct text value);

/*
 * Sets a cookie: HttpOnly, SameSite=Lax, Path=/, and over https Secure with the __Host-
 * prefix. `max_age` in seconds; 0 lets it go with the browser; -1 removes it. Read it
 * back by the same bare name.
 */
void cookie_set(struct request *rq, struct text name, struct text value, int64_t max_age);
struct text cookie_get(const struct request *rq, struct text name);

#endif
