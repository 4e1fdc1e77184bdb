/* Teams own apps and APIs; their members have roles in them. */
#ifndef AUTHZ_STORE_TEAMS_H
#define AUTHZ_STORE_TEAMS_H

#include "store/db.h"

/* In the order of what they may do: each may do what the ones before may. */
enum team_role { TEAM_NONE, TEAM_MEMBER, TEAM_OWNER };

struct team {
	struct uuid id;
	struct text name;    /* the person's, or their address, for a personal one */
	bool personal;	     /* one person's own, without a name and other members */
	enum team_role role; /* of the person who was asked about */
	int64_t created_at;
};

struct team_member {
	struct uuid user_id;
	struct text name, email;
	enum team_role role;
	int64_t since;
};

struct text team_role_name(enum team_role role);
bool team_role_parse(struct text t, enum team_role *out);

/* The team if that person is in it; else STORE_NONE, as if there were none. */
enum store_status team_of_member(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid user_id, struct team *out);
/* Their role in it; TEAM_NONE for who is not in it, and for no team (nil). */
enum store_status team_role_of(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid user_id, enum team_role *out);
/* Whatever team has the id; `role` stays TEAM_NONE. */
enum store_status team_by_id(
    struct db *db, struct arena *a, struct uuid id, struct team *out);
/* All teams of a person, the personal one first, then by age. */
enum store_status teams_of_user(
    struct db *db, struct arena *a, struct uuid user_id, struct team **out, size_t *n);
/* The person's own team, made when missing. */
enum store_status team_personal(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid *out);

/* In a transaction: nobody else changes the team until it ends. */
enum store_status team_hold(struct db *db, struct arena *a, struct uuid team_id);
/*
 * Begins a transaction in which nobody else changes who is in the team, and says what the
 * person may do in it now. Anything but STORE_OK has ended it: STORE_NONE when they are
 * not (or no longer) in it.
 */
enum store_status team_lock(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid user_id, enum team_role *role);

/* A new shared team; `owner` is its first member. */
enum store_status team_add(
    struct db *db, struct arena *a, struct uuid id, struct text name, struct uuid owner);
/* A personal team becomes one for others, too. */
enum store_status team_rename(
    struct db *db, struct arena *a, struct uuid id, struct text name);
/* Inside of team_lock(): STORE_CONFLICT while it owns an app or an API, or has another
 * member than `last`. */
enum store_status team_remove_empty(
    struct db *db, struct arena *a, struct uuid id, struct uuid last);

/* Owners first, then by age in the team. */
enum store_status team_members_list(struct db *db, struct arena *a, struct uuid team_id,
    struct team_member **out, size_t *n);
enum store_status team_member_find(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid user_id, struct team_member *out);
/* STORE_NONE: is in it already. */
enum store_status team_member_add(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid user_id, enum team_role role);
/* Inside of team_lock(): STORE_CONFLICT when it would leave the team without an owner. */
enum store_status team_member_set(struct db *db, struct arena *a, struct uuid team_id,
    struct uuid user_id, enum team_role role);
enum store_status team_member_remove(
    struct db *db, struct arena *a, struct uuid team_id, struct uuid user_id);

/* The teams that nobody else could run if the person went: theirs alone to own, with
 * apps, APIs or other members. */
enum store_status teams_needing(
    struct db *db, struct arena *a, struct uuid user_id, struct team **out, size_t *n);
/* user_remove(), unless a team needs them: STORE_NONE, and nothing has changed. */
enum store_status user_remove_unneeded(struct db *db, struct arena *a, struct uuid id);

/* Moves an app between teams; STORE_NONE when it is not `from`'s (any more). */
enum store_status client_set_team(struct db *db, struct arena *a, struct uuid client_id,
    struct uuid from, struct uuid to);

#endif
