#ifndef OAUTH_TEST_H
#define OAUTH_TEST_H

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "settings/settings.h"

#include "../fault.h"
#include "../ring.h"

/* A keyring, settings with lifetimes, and the pages' phrases. */
extern struct settings used;
/* Changes one character. */
struct text altered(struct text t, size_t at);

Suite *redirect_uri_suite(void);
Suite *pkce_suite(void);
Suite *scope_suite(void);
Suite *parameters_suite(void);
Suite *sealed_suite(void);
Suite *refresh_token_suite(void);
Suite *credentials_suite(void);
Suite *app_rules_suite(void);
Suite *resource_rules_suite(void);
Suite *acr_suite(void);
Suite *jwt_claims_suite(void);
Suite *client_keys_suite(void);
Suite *dpop_suite(void);
Suite *pending_suite(void);
Suite *actor_suite(void);
Suite *shown_suite(void);
Suite *secret_wish_suite(void);

#endif
