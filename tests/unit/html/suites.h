#include "../harness.h"

Suite *mustache_suite(void);
Suite *page_suite(void);
Suite *plot_suite(void);
