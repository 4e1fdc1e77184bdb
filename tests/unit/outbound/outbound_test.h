#ifndef OUTBOUND_TEST_H
#define OUTBOUND_TEST_H

#include "base/arena.h"
#include "settings/settings.h"

#include <check.h>

/* A test's own arena and settings: nothing private, a second's time. */
extern struct arena *arena;
extern struct settings used;

/* A suite of one case with the fixture. */
Suite *suite_with(const char *name, TCase **tc);
Suite *address_suite(void);
Suite *lifetime_suite(void);
Suite *url_suite(void);
Suite *fetch_suite(void);
Suite *mail_suite(void);

#endif
