/*
 * What the tests against a running server share: the server as a process of its own with
 * its private PostgreSQL, the command line, HTTP, and a person's browser.
 *
 * Everything that these functions return lives as long as the test (its arena).
 */
#ifndef INTEGRATION_HARNESS_H
#define INTEGRATION_HARNESS_H

#include "base/builder.h"

#include <check.h>
#include <curl/curl.h>
#include <jansson.h>
#include <sys/types.h>

/* The arena of the running test. */
extern struct arena *arena;

struct process {
	pid_t pid;
	int port, private_port;
	const char *folder; /* its data in data/, its log in log */
	const char *url;    /* of the public listener; its issuer too */
	const char *private_url;
	const char *const *settings; /* "AUTHZ_…=…" */
};

/* The server of all tests that need no other: main() starts it, or the test itself does.
 */
extern struct process *const server;

/* Starts a server with more settings (NULL-terminated) in a new folder; the test fails
 * unless it is ready in time. */
void process_start(struct process *p, const char *const *settings);
/* Again on the same folder and ports. */
void process_restart(struct process *p);
/* Asks it to stop; the test fails unless it ends well and left a clean log. */
void process_stop(struct process *p);
/* kill -9. */
void process_kill(struct process *p);
/* process_stop() and the folder goes. */
void process_drop(struct process *p);
/* The test fails when a sanitizer complained in the log, or a secret is in it. */
void process_check_log(const struct process *p);
const char *process_log(const struct process *p);
/* The process id of its private PostgreSQL. */
pid_t process_database(const struct process *p);
bool process_wait_ready(const struct process *p, int seconds);

/* Runs `authz ARGUMENTS --json` with `input` on standard input and the settings of `p`;
 * *status gets how it ended. NULL when it printed no JSON. */
json_t *cli_run(const struct process *p, const char *input, int *status,
    const char *const *arguments);
/* The same on `server`, and it must succeed. */
json_t *cli(const char *input, const char *const *arguments);
#define CLI(...) cli("", (const char *const[]){__VA_ARGS__, NULL})

/* ---- HTTP ---- */

struct answer {
	long status; /* 0: no answer */
	const char *body, *head;
	size_t size;
	json_t *json; /* the body, when it is JSON */
};

struct ask {
	const struct process *to; /* NULL: server */
	const char *method;	  /* NULL: GET, or POST when there is a form or body */
	const char *path;	  /* or a whole URL */
	const char *form;
	const char *body, *type;
	size_t size; /* of the body; 0: up to its NUL */
	const char *user, *password;
	const char *bearer;
	const char *header[4];
	CURL *browser; /* keeps cookies */
	long seconds;  /* the most it may take; 0: 60 */
};

struct answer ask(struct ask how);
#define ASK(...) ask((struct ask){__VA_ARGS__})

/* name=value&… of pairs, escaped; the list ends with NULL. */
const char *form_of(const char *name, ...) __attribute__((sentinel));
#define FORM(...) form_of(__VA_ARGS__, NULL)

/* The header's value, or NULL; the first of its name. */
const char *header_of(const struct answer *a, const char *name);
/* A string member, or "" */
const char *member(const json_t *object, const char *name);
/* As one line of text. */
const char *json_line(const json_t *json);
/* A parameter of a URL, unescaped, or NULL. */
const char *query_of(const char *url, const char *name);
const char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

void ck_status(const struct answer *a, long status);
/* An error of OAuth's form, with no-store. */
void ck_error(const struct answer *a, long status, const char *code);
#define ck_contains(haystack, needle)                                                    \
	ck_assert_msg(                                                                   \
	    strstr((haystack), (needle)) != NULL, "no %s in: %s", needle, haystack)
#define ck_lacks(haystack, needle)                                                       \
	ck_assert_msg(strstr((haystack), (needle)) == NULL, "%s is in it", needle)

/* ---- suites ---- */

/* At file level, SUITE(function) makes main() run what `static Suite *function(void)`
 * makes. */
void suite_add(Suite *(*make)(void));
#define SUITE(function)                                                                  \
	__attribute__((constructor)) static void function##_add(void)                    \
	{                                                                                \
		suite_add(function);                                                     \
	}                                                                                \
	struct function##_needs_semicolon

/* A suite of one case with an arena; each of the tests may take `seconds`. */
Suite *suite_of(const char *name, int seconds, const TTest *const *tests, size_t n);
#define SUITE_OF(name, seconds, ...)                                                     \
	suite_of(name, seconds, (const TTest *const[]){__VA_ARGS__},                     \
	    sizeof((const TTest *const[]){__VA_ARGS__}) / sizeof(TTest *))

/* Runs all suites; how many of their tests failed. */
int suites_run(void);

/* Makes arena outside of a test; returns it. */
struct arena *arena_begin(void);
void arena_end(void);

/* Released when the test ends. */
void keep(void (*release)(void *), void *what);
/* The same for JSON; NULL is fine. */
json_t *keep_json(json_t *json);

/* A port nobody listens on. */
int free_port(void);

#endif
