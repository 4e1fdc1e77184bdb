#include <check.h>

Suite *mustache_suite(void);
Suite *page_suite(void);
