#ifndef SETTINGS_TEST_H
#define SETTINGS_TEST_H

#include "base/builder.h"
#include "settings/settings.h"

#include "../harness.h"

/* Every test has an environment without AUTHZ_*, and an empty folder to stand in. */

/* Writes authz.ini in the folder. */
void write_ini(const char *content);
/* Settings of authz.ini there, the environment and flags; fails the test on errors. */
const struct settings *read_good(void);
/* All errors, one a line; fails the test if there are none. */
const char *read_errors(void);
/* The same for an authz.ini of this content. */
const char *errors_of(const char *content);
void ck_has(const char *haystack, const char *needle);

Suite *precedence_suite(void);
Suite *file_suite(void);
Suite *errors_suite(void);
Suite *document_suite(void);

#endif
