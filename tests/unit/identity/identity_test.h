#ifndef IDENTITY_TEST_H
#define IDENTITY_TEST_H

#include "base/cleanup.h"
#include "identity/endpoints.h"
#include "identity/signin.h"
#include "settings/settings.h"

#include "../fault.h"
#include "../ring.h"

/* An empty POST over http in the test's arena, a keyring and settings. */
extern struct request rq;
/* The browser comes back: with this cookie and this field in its form. */
void send_again(struct text cookie, const char *field, struct text value);
/* `name=value` of the cookie that the answer sets; empty when it sets none. */
struct text cookie_set_by_answer(void);

Suite *person_suite(void);
Suite *csrf_suite(void);
Suite *return_suite(void);

#endif
