#ifndef OUTBOUND_TEST_H
#define OUTBOUND_TEST_H

#include "settings/settings.h"

#include "../harness.h"

/* Settings: nothing private, a second's time. */
extern struct settings used;

Suite *address_suite(void);
Suite *lifetime_suite(void);
Suite *url_suite(void);
Suite *fetch_suite(void);
Suite *mail_suite(void);
Suite *smtp_suite(void);

#endif
