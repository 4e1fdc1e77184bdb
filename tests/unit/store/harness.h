/*
 * A private PostgreSQL for the tests of the store, made by the embedded server's own code
 * in a temporary folder, migrated once; every test gets empty tables.
 */
#ifndef STORE_HARNESS_H
#define STORE_HARNESS_H

#include "base/builder.h"
#include "store/store.h"

#include "../harness.h"

/* A connection for each test of suite_with(), and empty tables (authz's own scopes stay).
 */
extern struct db *db;

#define ck_ok(expression) ck_assert_int_eq((expression), STORE_OK)
/* The number that a statement without parameters gives. */
int64_t ask_number(const char *sql);
/* Runs a text of statements that must succeed. */
void run_script(const char *sql);

/* At file level, HARNESS_SUITE(users_suite) makes main() run the suite that the function
 * `static Suite *users_suite(void)` makes. */
void harness_add(Suite *(*make)(void));
#define HARNESS_SUITE(function)                                                          \
	__attribute__((constructor)) static void function##_add(void)                    \
	{                                                                                \
		harness_add(function);                                                   \
	}                                                                                \
	struct function##_needs_semicolon

#endif
