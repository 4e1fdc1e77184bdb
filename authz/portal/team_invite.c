#include "base/clock.h"
#include "identity/mails.h"
#include "identity/person_rules.h"
#include "identity/signin.h"
#include "identity/throttle.h"
#include "oauth/opaque_secret.h"
#include "portal/team_change.h"
#include "settings/settings.h"
#include "store/users.h"

static json_t *
invitation_json(struct request *rq, struct uuid team, const char *when, struct text email,
    enum team_role role)
{
	json_t *what = json_pack("{so}", "email", json_text(email));
	if (role != TEAM_NONE)
		json_object_set_new(what, "role", json_text(team_role_name(role)));
	return json_pack(
	    "{so so}", "team_id", json_text(uuid_text(rq->arena, team)), when, what);
}

static enum store_status
mail_invitation(struct request *rq, const struct team *team,
    const struct team_invitation *i, struct text ticket)
{
	struct text link =
	    arena_printf(rq->arena, "%.*s/developer/invitation?ticket=%.*s",
		TEXT_ARG(settings()->server.issuer), TEXT_ARG(ticket));
	struct text inviter = rq->user->name.n ? rq->user->name : rq->user->email;
	return mail_person(rq, i->email, "invitation",
	    json_pack("{so so so}", "link", json_text(link), "team",
		json_text(team->name), "inviter", json_text(inviter)),
	    TEAM_INVITATION_LIFETIME, true);
}

/* What there is to say before anything is begun: mails cost their receivers something. */
static struct outcome
may_invite(struct request *rq, const struct team *team, struct text email)
{
	struct user user;
	enum team_role there = TEAM_NONE;
	int64_t wait = 0;
	const char *fault = person_email_fault(email);
	if (fault)
		return REFUSED("email", fault);
	if (team->role < TEAM_OWNER)
		return FORBIDDEN;
	if (team->personal)
		return REFUSED("email", "team.personal_alone");
	enum store_status status = user_by_email(rq->db, rq->arena, email, &user);
	if (status == STORE_OK)
		status = team_role_of(rq->db, rq->arena, team->id, user.id, &there);
	if (there != TEAM_NONE)
		return REFUSED("email", "team.member_already");
	if (status == STORE_OK || status == STORE_NONE)
		status = throttle_mail(rq, email, &wait);
	if (wait)
		return REFUSED("email", "team.mails_many");
	return ENDED(status);
}

struct outcome
team_invite(
    struct request *rq, const struct team *team, struct text email, enum team_role role)
{
	struct outcome o = may_invite(rq, team, email);
	if (!outcome_is_done(o))
		return o;
	struct text ticket = opaque_secret(rq->arena, "azv_");
	struct team_invitation i = {.id = uuid_new(),
	    .team_id = team->id,
	    .email = email,
	    .role = role,
	    .hash = opaque_secret_hash(rq->arena, ticket),
	    .invited_by = rq->user->id,
	    .expires_at = clock_now() + TEAM_INVITATION_LIFETIME};
	o = team_begin(rq, team->id, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = team_invitation_add(rq->db, rq->arena, &i);
	if (status == STORE_OK)
		status = mail_invitation(rq, team, &i, ticket);
	status = change_finish(rq, status, "team_invited", NO_UUID,
	    invitation_json(rq, team->id, "after", email, role));
	return status == STORE_CONFLICT ? REFUSED("email", "team.invitations_many")
					: ENDED(status);
}

struct outcome
team_uninvite(struct request *rq, const struct team *team, struct uuid id)
{
	struct text email = NO_TEXT;
	struct outcome o = team_begin(rq, team->id, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status =
	    team_invitation_remove(rq->db, rq->arena, team->id, id, &email);
	return ENDED(change_finish(rq, status, "team_invitation_withdrawn", NO_UUID,
	    invitation_json(rq, team->id, "before", email, TEAM_NONE)));
}

struct outcome
team_open_invitation(struct request *rq, struct text ticket, struct team_invitation *out)
{
	struct user user;
	struct text hash = opaque_secret_hash(rq->arena, ticket);
	enum store_status status = team_invitation_find(rq->db, rq->arena, hash, out);
	if (status != STORE_OK)
		return ENDED(status);
	if (!text_eq_nocase(out->email, rq->user->email))
		return REFUSED(NULL, "team.other_address");
	status = user_by_id(rq->db, rq->arena, rq->user->id, &user);
	/* Anybody may have signed up with an address that is not theirs. */
	if (status == STORE_OK && !user.email_verified_at)
		return REFUSED(NULL, "team.address_unverified");
	return ENDED(status);
}

struct outcome
team_answer_invitation(struct request *rq, const struct team_invitation *i, bool join)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = team_invitation_take(rq->db, rq->arena, i->team_id, i->id);
	if (status == STORE_OK && join)
		status =
		    team_member_add(rq->db, rq->arena, i->team_id, rq->user->id, i->role);
	return ENDED(
	    change_finish(rq, status, join ? "team_joined" : "team_invitation_declined",
		NO_UUID, invitation_json(rq, i->team_id, "after", i->email, i->role)));
}
