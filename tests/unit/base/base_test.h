#ifndef BASE_TEST_H
#define BASE_TEST_H

#include "base/builder.h"
#include "base/encoding.h"

#include <check.h>

extern struct arena *arena;
void make_arena(void);
void drop_arena(void);
void ck_text(struct text got, struct text want);
/* A suite of one case with the arena as its fixture. */
Suite *suite_with(const char *name, TCase **tc);

Suite *text_suite(void);
Suite *arena_suite(void);
Suite *builder_suite(void);
Suite *encoding_suite(void);
Suite *pack_suite(void);
Suite *members_suite(void);
Suite *log_suite(void);

#endif
