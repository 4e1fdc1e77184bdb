#ifndef IDENTITY_TEST_H
#define IDENTITY_TEST_H

#include "base/cleanup.h"
#include "identity/endpoints.h"
#include "identity/signin.h"
#include "settings/settings.h"

#include <check.h>

/* A test's own arena, an empty POST over http in it, a keyring and settings. */
extern struct arena *arena;
extern struct request rq;
void ck_text(struct text got, const char *want);
/* The fault is this one, and there are words for it in every language; NULL: no fault. */
void ck_fault(const char *got, const char *want, struct text of);
/* The browser comes back: with this cookie and this field in its form. */
void send_again(struct text cookie, const char *field, struct text value);
/* `name=value` of the cookie that the answer sets; empty when it sets none. */
struct text cookie_set_by_answer(void);
void use_ring(const char *entries);

#define RING_ONE "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define RING_TWO "00000002 BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"

/* A suite of one case with the fixture. */
Suite *suite_with(const char *name, TCase **tc);
Suite *person_suite(void);
Suite *csrf_suite(void);
Suite *return_suite(void);

#endif
