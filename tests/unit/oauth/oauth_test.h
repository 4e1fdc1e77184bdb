#ifndef OAUTH_TEST_H
#define OAUTH_TEST_H

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "settings/settings.h"

#include <check.h>

/* A test's own arena, a keyring, settings with lifetimes, and the pages' phrases. */
extern struct arena *arena;
extern struct settings used;
void ck_text(struct text got, struct text want);
/* The fault is this one, and there are words for it in every language; NULL: no fault. */
void ck_fault(const char *got, const char *want, struct text of);
/* Changes one character. */
struct text altered(struct text t, size_t at);

#define RING_ONE "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define RING_TWO "00000002 BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"
void use_ring(const char *entries);

/* A suite of one case with the fixture. */
Suite *suite_with(const char *name, TCase **tc);
Suite *redirect_uri_suite(void);
Suite *pkce_suite(void);
Suite *scope_suite(void);
Suite *parameters_suite(void);
Suite *sealed_suite(void);
Suite *refresh_token_suite(void);
Suite *credentials_suite(void);
Suite *app_rules_suite(void);
Suite *jwt_claims_suite(void);
Suite *client_keys_suite(void);
Suite *dpop_suite(void);
Suite *pending_suite(void);
Suite *actor_suite(void);

#endif
