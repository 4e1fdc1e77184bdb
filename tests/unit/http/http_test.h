#ifndef HTTP_TEST_H
#define HTTP_TEST_H

#include "base/cleanup.h"
#include "http/exchange.h"
#include "settings/settings.h"

#include "../harness.h"

/* An empty GET request in the test's arena, and settings without proxies. */
extern struct request rq;
extern struct settings used;

/* Who formats the room's own errors. */
void steps_use(const struct server_options *options);

/* Gives the request one more header. */
void send_header(const char *name, const char *value);
/* The first header of that name that the answer will carry; empty when there is none. */
struct text extra_header(const char *name);

Suite *head_suite(void);
Suite *form_suite(void);
Suite *cookie_suite(void);
Suite *proxy_suite(void);
Suite *router_suite(void);
Suite *request_suite(void);
Suite *multipart_suite(void);

#endif
