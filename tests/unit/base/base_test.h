#ifndef BASE_TEST_H
#define BASE_TEST_H

#include "base/builder.h"
#include "base/encoding.h"

#include "../harness.h"

Suite *text_suite(void);
Suite *arena_suite(void);
Suite *builder_suite(void);
Suite *encoding_suite(void);
Suite *pack_suite(void);
Suite *members_suite(void);
Suite *log_suite(void);
Suite *sketch_suite(void);

#endif
