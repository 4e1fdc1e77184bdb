/*
 * What is done to teams, for pages and the API alike. All work for rq->user, who must be
 * in the team (else STORE_NONE) and, but for leaving, an owner of it (else forbidden);
 * all are one transaction with their audit event.
 */
#ifndef AUTHZ_PORTAL_TEAM_CHANGE_H
#define AUTHZ_PORTAL_TEAM_CHANGE_H

#include "portal/outcome.h"
#include "portal/own.h"
#include "store/team_invitations.h"

enum { TEAM_INVITATION_LIFETIME = 7 * 86400 }; /* seconds */

/* team_lock() for who may do at least that much; else the transaction has ended. */
struct outcome team_begin(struct request *rq, struct uuid team_id, enum team_role least);

/* A new team, of which the person is the owner. */
struct outcome team_create(struct request *rq, struct text name, struct uuid *id);
/* Gives it a name; a personal team becomes one that others can join. */
struct outcome team_give_name(
    struct request *rq, const struct team *team, struct text name);
/* Refused while it has apps, APIs or other members. */
struct outcome team_delete(struct request *rq, const struct team *team);
/* Refused when it would leave the team without an owner. */
struct outcome team_give_role(struct request *rq, const struct team *team,
    struct uuid user_id, enum team_role role);
/* The same; whoever it is may take themselves out. */
struct outcome team_take_out(
    struct request *rq, const struct team *team, struct uuid user_id);

/* Mails an invitation; one that waits for this address already ends. */
struct outcome team_invite(
    struct request *rq, const struct team *team, struct text email, enum team_role role);
struct outcome team_uninvite(struct request *rq, const struct team *team, struct uuid id);

/* The invitation of a mailed ticket, if it is for this person: refused when it was sent
 * to another address, or theirs is not verified; STORE_NONE when it is good no more. */
struct outcome team_open_invitation(
    struct request *rq, struct text ticket, struct team_invitation *out);
/* Joins the team, or turns the invitation down. */
struct outcome team_answer_invitation(
    struct request *rq, const struct team_invitation *i, bool join);

/* Moves an app of theirs to another team that they are in. */
struct outcome team_move_app(
    struct request *rq, const struct own_app *own, struct uuid to);

#endif
