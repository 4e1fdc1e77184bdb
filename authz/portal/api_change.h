/*
 * What is done to APIs that a team owns, for pages and the JSON API alike. All work for
 * rq->user, who must be in the team (else STORE_NONE); what is for owners says so. All
 * are one transaction with their audit event.
 */
#ifndef AUTHZ_PORTAL_API_CHANGE_H
#define AUTHZ_PORTAL_API_CHANGE_H

#include "oauth/secret_wish.h"
#include "portal/outcome.h"
#include "store/teams.h"

struct own_api {
	struct resource api;
	enum team_role role;
};

/* STORE_NONE when the person is in no team that owns it. */
enum store_status own_api_find(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid id, struct own_api *out);

/* Registers `draft` (id, team_id, uri, name, scope_prefix, purpose, token_format,
 * token_lifetime); it waits for an operator. */
struct outcome api_register(struct request *rq, const struct resource *draft);
/* Sets name, token_format and token_lifetime. */
struct outcome api_change(
    struct request *rq, struct own_api *own, const struct resource *draft);
/* Asks an operator again, after a refusal or with better words. */
struct outcome api_ask_again(
    struct request *rq, struct own_api *own, struct text purpose);
/* For owners; `typed` must be the API's name. */
struct outcome api_delete(struct request *rq, struct own_api *own, struct text typed);

/* The scope of that name, if it is this API's; else STORE_NONE. */
enum store_status own_scope_find(
    struct request *rq, const struct own_api *own, struct text name, struct scope *out);
/* `s`: name, title and description by language, sensitivity. */
struct outcome api_scope_add(
    struct request *rq, struct own_api *own, const struct scope *s);
struct outcome api_scope_change(
    struct request *rq, struct own_api *own, const struct scope *s);
struct outcome api_scope_remove(
    struct request *rq, struct own_api *own, struct text name);
/* For owners, where [apis] owners_decide: an app gets one of the API's scopes, or not.
 * STORE_CONFLICT never; a request that is no longer in the state `was` is refused. */
struct outcome api_decide(struct request *rq, struct own_api *own, struct uuid client_id,
    struct text scope, enum scope_state was, bool approve, struct text message);

/* A resource server of the API, made when there is none yet (`server` nil), gets one more
 * secret, of two at most; *secret is to be shown once. */
struct outcome api_secret_add(struct request *rq, struct own_api *own, struct uuid server,
    const struct secret_wish *wish, struct text *secret);
struct outcome api_secret_remove(
    struct request *rq, struct own_api *own, struct uuid server, struct uuid id);

enum { API_SERVERS_MOST = 10, API_WAITING_MOST = 20 };

#endif
