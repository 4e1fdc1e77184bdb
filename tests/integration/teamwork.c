#include "teamwork.h"

#include "mails.h"

#include <string.h>

struct someone
somebody(void)
{
	const char *email = person();
	return (struct someone){
	    email, member(CLI("user", "show", email), "id"), signed_in(email)};
}

/* What the browser would send from a page of its own. */
struct answer *
post(struct browser *b, const char *path, const char *form)
{
	visit(b, "/developer/teams");
	return submit(b, path, form);
}

const char *
new_team(struct browser *b, const char *name)
{
	post(b, "/developer/teams", FORM("name", name));
	ck_status(&b->page, 303);
	const char *at = strstr(header_of(&b->page, "Location"), "/teams/");
	ck_assert_ptr_nonnull(at);
	return text_format("%.36s", at + 7);
}

const char *
team_path(const char *team, const char *more)
{
	return text_format("/developer/teams/%s%s", team, more);
}

const char *
member_path(const char *team, struct someone who, const char *more)
{
	return text_format("/developer/teams/%s/members/%s%s", team, who.id, more);
}

const char *
invitation_to(const char *email)
{
	return link_in(server, mail_with(server, email, "join the team"),
	    "/developer/invitation?ticket=");
}

void
invite(struct browser *owner, const char *team, const char *email, const char *role)
{
	post(owner, team_path(team, "/invitations"), FORM("email", email, "role", role));
	ck_status(&owner->page, 303);
}

struct answer *
answer(struct browser *b, const char *link, const char *decision)
{
	visit(b, link);
	const char *ticket = input_of(&b->page, "ticket");
	ck_assert_ptr_nonnull(ticket);
	return submit(
	    b, "/developer/invitation", FORM("ticket", ticket, "decision", decision));
}

void
join(struct browser *owner, const char *team, struct someone who, const char *role)
{
	invite(owner, team, who.email, role);
	answer(who.b, invitation_to(who.email), "join");
	ck_status(&who.b->page, 303);
}

long
status_of(struct browser *b, const char *path)
{
	visit(b, path);
	return b->page.status;
}

json_t *
newest_event(struct someone who, const char *name)
{
	json_t *list = CLI("audit", "list", "--user", who.id), *e;
	size_t i;
	json_array_foreach(list, i, e)
	{
		if (strcmp(member(e, "event"), name) == 0)
			return json_object_get(e, "details");
	}
	return NULL;
}

const char *
api_path(const char *api, const char *more)
{
	return text_format("/developer/apis/%s%s", api, more);
}

const char *
new_api(struct browser *b, const char *team, const char *uri, const char *prefix)
{
	post(b, "/developer/apis/new",
	    FORM("team", team, "uri", uri, "scope_prefix", prefix, "name",
		"Weather <API>", "token_format", "jwt", "token_lifetime", "", "purpose",
		"Forecasts."));
	ck_status(&b->page, 303);
	const char *at = strstr(header_of(&b->page, "Location"), "/apis/");
	return text_format("%.36s", at + 6);
}

void
new_scope(struct browser *b, const char *api, const char *scope, const char *sensitivity)
{
	post(b, api_path(api, "/scopes/new"),
	    FORM("scope", scope, "title_en", "See <forecasts>", "title_zh", "查看天气",
		"description_en", "", "description_zh", "", "sensitivity", sensitivity));
	ck_status(&b->page, 303);
}
