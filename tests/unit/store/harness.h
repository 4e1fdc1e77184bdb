/*
 * A private PostgreSQL for the tests of the store, made by the embedded server's own code
 * in a temporary folder, migrated once; every test gets empty tables.
 */
#ifndef STORE_HARNESS_H
#define STORE_HARNESS_H

#include "base/builder.h"
#include "store/store.h"

#include <check.h>

/* For each test of suite_with(): a fresh arena and a connection. */
extern struct arena *arena;
extern struct db *db;

/* A suite of one case whose tests have arena, db and empty tables (authz's own scopes
 * stay). */
Suite *suite_with(const char *name, TCase **tc);

void ck_text(struct text got, struct text want);
#define ck_ok(expression) ck_assert_int_eq((expression), STORE_OK)
/* The number that a statement without parameters gives. */
int64_t ask_number(const char *sql);
/* Runs a text of statements that must succeed. */
void run_script(const char *sql);

/* A new folder below /tmp, for a data folder of a test's own; removed by drop_folder().
 */
const char *make_folder(void);
void drop_folder(const char *path);

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
