/* Teams own apps: who is in one runs them, and for everybody else they don't exist. */
#include "developer_routes.h"
#include "sql.h"
#include "teamwork.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* An app of the team; `b` is on its page. */
static struct app
app_of(struct browser *b, const char *team)
{
	apis_exist();
	post(b, "/developer/apps/new",
	    FORM(
		"name", "Team app", "kind", "service", "redirect_uri", "", "team", team));
	ck_status(&b->page, 201);
	return (struct app){
	    text_format("%.36s", strstr(b->page.body, "id=\"client_id\">") + 15), NULL};
}

START_TEST(a_team_is_started_and_its_members_run_its_apps)
{
	struct someone ada = somebody(), bob = somebody();
	const char *team = new_team(ada.b, "The <Team>");
	struct app app = app_of(ada.b, team);
	const char *page = text_format("/developer/apps/%s", app.id);
	ck_assert_int_eq(status_of(bob.b, page), 404);
	invite(ada.b, team, bob.email, "member");
	visit(ada.b, team_path(team, ""));
	ck_contains(ada.b->page.body, bob.email);
	visit(bob.b, invitation_to(bob.email));
	ck_status(&bob.b->page, 200);
	ck_contains(bob.b->page.body, "The &lt;Team&gt;");
	answer(bob.b, invitation_to(bob.email), "join");
	ck_status(&bob.b->page, 303);
	ck_assert_int_eq(status_of(bob.b, page), 200);
	submit(bob.b, text_format("%s/settings", page),
	    FORM("client_name", "Renamed by Bob"));
	ck_status(&bob.b->page, 303);
	visit(bob.b, text_format("/developer?team=%s", team));
	ck_contains(bob.b->page.body, "Renamed by Bob");
	ck_assert_str_eq(member(CLI("client", "show", app.id), "owner"), "The <Team>");
	json_t *joined = newest_event(bob, "team_joined");
	ck_assert_str_eq(member(joined, "team_id"), team);
	/* The mail, not the page, has the ticket. */
	visit(ada.b, team_path(team, ""));
	ck_lacks(ada.b->page.body, "azv_");
}
END_TEST

START_TEST(an_invitation_is_good_once_and_for_one_address)
{
	struct someone ada = somebody(), bob = somebody(), eve = somebody();
	const char *team = new_team(ada.b, "Once");
	invite(ada.b, team, bob.email, "member");
	const char *link = invitation_to(bob.email);
	visit(eve.b, link);
	ck_status(&eve.b->page, 403);
	ck_lacks(eve.b->page.body, bob.email);
	ck_lacks(eve.b->page.body, "Once");
	const char *ticket = strstr(link, "ticket=") + 7;
	post(eve.b, "/developer/invitation", FORM("ticket", ticket, "decision", "join"));
	ck_status(&eve.b->page, 403);
	ck_assert_int_eq(status_of(eve.b, team_path(team, "")), 404);
	answer(bob.b, link, "join");
	ck_status(&bob.b->page, 303);
	post(ada.b, member_path(team, bob, "/remove"), "");
	ck_status(&ada.b->page, 303);
	ck_assert_int_eq(status_of(bob.b, team_path(team, "")), 404);
	/* Used up: it does not bring back who was removed. */
	ck_assert_int_eq(status_of(bob.b, link), 404);
	post(bob.b, "/developer/invitation", FORM("ticket", ticket, "decision", "join"));
	ck_status(&bob.b->page, 404);
}
END_TEST

START_TEST(an_invitation_can_be_taken_back_turned_down_and_renewed)
{
	struct someone ada = somebody(), bob = somebody();
	const char *team = new_team(ada.b, "Patience");
	invite(ada.b, team, bob.email, "member");
	const char *first = invitation_to(bob.email);
	visit(ada.b, team_path(team, ""));
	const char *at = strstr(ada.b->page.body, "/invitations/");
	ck_assert_ptr_nonnull(at);
	submit(ada.b, team_path(team, text_format("%.49s/remove", at)), "");
	ck_status(&ada.b->page, 303);
	ck_assert_int_eq(status_of(bob.b, first), 404);
	/* Of two to the same address, the second is good. */
	invite(ada.b, team, bob.email, "member");
	const char *second = NULL;
	for (int i = 0; i < 100 && (!second || strcmp(second, first) == 0); i++) {
		usleep(100000);
		second = invitation_to(bob.email);
	}
	answer(bob.b, second, "decline");
	ck_status(&bob.b->page, 303);
	ck_assert_int_eq(status_of(bob.b, second), 404);
	ck_assert_int_eq(status_of(bob.b, team_path(team, "")), 404);
}
END_TEST

START_TEST(an_invitation_ends_after_a_week)
{
	struct someone ada = somebody(), bob = somebody();
	const char *team = new_team(ada.b, "Late");
	invite(ada.b, team, bob.email, "member");
	const char *link = invitation_to(bob.email);
	visit(bob.b, link);
	const char *ticket = input_of(&bob.b->page, "ticket");
	const char *left = sql(server,
	    text_format("SELECT round(extract(epoch FROM expires_at - now()) / 86400) "
			"FROM team_invitations WHERE team_id = '%s'",
		team));
	ck_assert_str_eq(left, "7\n");
	sql(server, text_format("UPDATE team_invitations SET expires_at = now() "
				"WHERE team_id = '%s'",
			team));
	submit(
	    bob.b, "/developer/invitation", FORM("ticket", ticket, "decision", "join"));
	ck_status(&bob.b->page, 404);
	ck_assert_int_eq(status_of(bob.b, link), 404);
	ck_assert_int_eq(status_of(bob.b, team_path(team, "")), 404);
	visit(ada.b, team_path(team, ""));
	ck_lacks(ada.b->page.body, bob.email);
}
END_TEST

START_TEST(an_address_that_nobody_has_proven_is_not_enough)
{
	struct someone ada = somebody();
	const char *email = text_format("u%s", person());
	cli(PASSWORD, (const char *const[]){"user", "add", "--email", email,
			  "--unverified", "--password-stdin", NULL});
	struct browser *b = signed_in(email);
	const char *team = new_team(ada.b, "Careful");
	invite(ada.b, team, email, "owner");
	const char *link = invitation_to(email);
	ck_assert_int_eq(status_of(b, link), 403);
	post(b, "/developer/invitation",
	    FORM("ticket", strstr(link, "ticket=") + 7, "decision", "join"));
	ck_status(&b->page, 403);
	CLI("user", "set", email, "--verified");
	ck_assert_int_eq(status_of(b, link), 200);
}
END_TEST

START_TEST(the_invitations_of_who_owns_no_more_are_void)
{
	struct someone ada = somebody(), bob = somebody(), eve = somebody();
	const char *team = new_team(ada.b, "Coup");
	join(ada.b, team, bob, "owner");
	invite(bob.b, team, eve.email, "owner");
	const char *link = invitation_to(eve.email);
	post(ada.b, member_path(team, bob, ""), FORM("role", "member"));
	ck_status(&ada.b->page, 303);
	ck_assert_int_eq(status_of(eve.b, link), 404);
}
END_TEST

START_TEST(a_member_can_not_do_what_an_owner_may)
{
	struct someone ada = somebody(), bob = somebody(), eve = somebody();
	const char *team = new_team(ada.b, "Ranks"), *mine = new_team(bob.b, "Mine");
	struct app app = app_of(ada.b, team);
	join(ada.b, team, bob, "member");
	invite(ada.b, team, eve.email, "member");
	visit(ada.b, team_path(team, ""));
	const char *waiting =
	    text_format("%.49s/remove", strstr(ada.b->page.body, "/invitations/"));
	const struct {
		const char *path, *form;
	} forbidden[] = {{team_path(team, ""), FORM("name", "Bob's")},
	    {team_path(team, "/delete"), ""},
	    {team_path(team, "/invitations"),
		FORM("email", "x@example.com", "role", "owner")},
	    {team_path(team, waiting), ""}, {member_path(team, ada, "/remove"), ""},
	    {member_path(team, ada, ""), FORM("role", "member")},
	    {member_path(team, bob, ""), FORM("role", "owner")},
	    {text_format("/developer/apps/%s/delete", app.id),
		FORM("confirmation", "Team app")},
	    {text_format("/developer/apps/%s/team", app.id), FORM("team", mine)}};
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		post(bob.b, forbidden[i].path, forbidden[i].form);
		ck_assert_msg(bob.b->page.status == 403, "%ld at %s", bob.b->page.status,
		    forbidden[i].path);
	}
	visit(ada.b, team_path(team, ""));
	ck_contains(ada.b->page.body, "Ranks");
	ck_contains(ada.b->page.body, eve.email);
	ck_assert_str_eq(member(CLI("client", "show", app.id), "team_id"), team);
	visit(bob.b, team_path(team, ""));
	ck_lacks(bob.b->page.body, "/invitations");
	ck_lacks(bob.b->page.body, "/remove");
}
END_TEST

START_TEST(a_team_is_never_without_an_owner)
{
	struct someone ada = somebody(), bob = somebody();
	const char *team = new_team(ada.b, "Last");
	join(ada.b, team, bob, "member");
	post(ada.b, team_path(team, "/leave"), "");
	ck_status(&ada.b->page, 422);
	post(ada.b, member_path(team, ada, ""), FORM("role", "member"));
	ck_status(&ada.b->page, 422);
	post(ada.b, member_path(team, bob, ""), FORM("role", "owner"));
	ck_status(&ada.b->page, 303);
	json_t *change = newest_event(ada, "team_role_changed");
	ck_assert_str_eq(member(json_object_get(change, "before"), "role"), "member");
	ck_assert_str_eq(member(json_object_get(change, "after"), "role"), "owner");
	post(ada.b, team_path(team, "/leave"), "");
	ck_status(&ada.b->page, 303);
	ck_assert_int_eq(status_of(ada.b, team_path(team, "")), 404);
	ck_assert_int_eq(status_of(bob.b, team_path(team, "")), 200);
}
END_TEST

struct demotion {
	struct browser *b;
	const char *url, *form; /* made before: the arena is one thread's */
	long status;
};

static void *
demote(void *argument)
{
	struct demotion *d = argument;
	curl_easy_setopt(d->b->curl, CURLOPT_URL, d->url);
	curl_easy_setopt(d->b->curl, CURLOPT_POSTFIELDSIZE, -1L);
	curl_easy_setopt(d->b->curl, CURLOPT_COPYPOSTFIELDS, d->form);
	curl_easy_perform(d->b->curl);
	curl_easy_getinfo(d->b->curl, CURLINFO_RESPONSE_CODE, &d->status);
	return NULL;
}

static size_t
ignore(char *at, size_t size, size_t n, void *where)
{
	(void)at;
	(void)where;
	return size * n;
}

START_TEST(of_two_owners_who_demote_each_other_one_stays)
{
	for (int round = 0; round < 8; round++) {
		struct someone ada = somebody(), bob = somebody();
		const char *team = new_team(ada.b, "Duel");
		join(ada.b, team, bob, "owner");
		struct demotion duel[2] = {{.b = ada.b}, {.b = bob.b}};
		const char *paths[] = {
		    member_path(team, bob, ""), member_path(team, ada, "")};
		pthread_t threads[2];
		for (int i = 0; i < 2; i++) {
			visit(duel[i].b, "/developer/teams");
			duel[i].url = text_format("%s%s", server->url, paths[i]);
			duel[i].form = text_format(
			    "role=member&csrf=%s", input_of(&duel[i].b->page, "csrf"));
			curl_easy_setopt(duel[i].b->curl, CURLOPT_HTTPHEADER, NULL);
			curl_easy_setopt(duel[i].b->curl, CURLOPT_WRITEFUNCTION, ignore);
			curl_easy_setopt(duel[i].b->curl, CURLOPT_HEADERFUNCTION, ignore);
		}
		for (int i = 0; i < 2; i++)
			pthread_create(&threads[i], NULL, demote, &duel[i]);
		for (int i = 0; i < 2; i++)
			pthread_join(threads[i], NULL);
		ck_assert_msg((duel[0].status == 303) != (duel[1].status == 303),
		    "%ld and %ld", duel[0].status, duel[1].status);
		struct browser *winner = duel[0].status == 303 ? ada.b : bob.b;
		ck_assert_int_eq(status_of(winner, team_path(team, "")), 200);
		ck_contains(winner->page.body, "Make owner");
	}
}
END_TEST

START_TEST(an_app_moves_between_teams_of_its_owner)
{
	struct someone ada = somebody(), bob = somebody();
	const char *from = new_team(ada.b, "From"), *to = new_team(ada.b, "To");
	const char *others = new_team(bob.b, "Others");
	struct app app = app_of(ada.b, from);
	const char *path = text_format("/developer/apps/%s/team", app.id);
	join(ada.b, from, bob, "member");
	post(ada.b, path, FORM("team", others));
	ck_status(&ada.b->page, 404);
	ck_assert_int_eq(status_of(ada.b, path), 200);
	ck_contains(ada.b->page.body, "To</option>");
	post(ada.b, path, FORM("team", to));
	ck_status(&ada.b->page, 303);
	ck_assert_str_eq(member(CLI("client", "show", app.id), "team_id"), to);
	ck_assert_int_eq(status_of(bob.b, path), 404);
	json_t *moved = newest_event(ada, "app_moved");
	ck_assert_str_eq(member(json_object_get(moved, "before"), "team_id"), from);
	ck_assert_str_eq(member(json_object_get(moved, "after"), "team_id"), to);
}
END_TEST

START_TEST(a_team_is_deleted_when_nothing_is_left_in_it)
{
	struct someone ada = somebody();
	const char *team = new_team(ada.b, "Brief");
	struct app app = app_of(ada.b, team);
	post(ada.b, team_path(team, "/delete"), "");
	ck_status(&ada.b->page, 422);
	CLI("client", "remove", app.id);
	post(ada.b, team_path(team, "/delete"), "");
	ck_status(&ada.b->page, 303);
	ck_assert_int_eq(status_of(ada.b, team_path(team, "")), 404);
}
END_TEST

START_TEST(the_own_team_comes_with_the_first_app_and_is_shared_by_a_name)
{
	struct someone ada = somebody(), bob = somebody();
	struct app app = app_of(ada.b, "");
	const char *team = member(CLI("client", "show", app.id), "team_id");
	ck_assert_str_eq(
	    member(CLI("client", "show", app.id), "owner"), "Ada <Lovelace>");
	post(ada.b, team_path(team, "/invitations"),
	    FORM("email", bob.email, "role", "member"));
	ck_status(&ada.b->page, 422);
	post(ada.b, team_path(team, ""), FORM("name", "Lovelace & Co"));
	ck_status(&ada.b->page, 303);
	join(ada.b, team, bob, "member");
	ck_assert_str_eq(member(CLI("client", "show", app.id), "owner"), "Lovelace & Co");
	/* The next app is at home in what is the only team now. */
	ck_assert_str_eq(
	    member(CLI("client", "show", app_of(ada.b, "").id), "team_id"), team);
}
END_TEST

START_TEST(an_account_that_a_team_needs_stays)
{
	struct someone ada = somebody(), bob = somebody();
	const char *team = new_team(ada.b, "Needy");
	const char *form = FORM("confirmation", ada.email, "password", PASSWORD);
	join(ada.b, team, bob, "member");
	visit(ada.b, "/account/data");
	ck_contains(ada.b->page.body, "Needy");
	post(ada.b, "/account/data/delete", form);
	ck_status(&ada.b->page, 422);
	post(ada.b, member_path(team, bob, ""), FORM("role", "owner"));
	post(ada.b, "/account/data/delete", form);
	ck_status(&ada.b->page, 200);
	ck_assert_int_eq(status_of(bob.b, team_path(team, "")), 200);
	/* An operator takes the last owner: who is left takes over. */
	struct someone eve = somebody();
	join(bob.b, team, eve, "member");
	CLI("user", "remove", bob.email);
	post(eve.b, team_path(team, ""), FORM("name", "Eve's"));
	ck_status(&eve.b->page, 303);
}
END_TEST

/* The page of a thing without what differs between two looks at it. */
static const char *
look(struct browser *b, const char *path)
{
	visit(b, path);
	ck_status(&b->page, 200);
	const char *main = strstr(b->page.body, "<main");
	char *copy = arena_alloc(arena, strlen(main) + 1);
	strcpy(copy, main);
	for (char *at = copy; (at = strstr(at, "name=\"csrf\" value=\""));)
		for (at += 19; *at && *at != '"'; at++)
			*at = '-';
	return copy;
}

/* `below` with its {} filled in. */
static const char *
filled(const char *below, const char *with)
{
	const char *at = strstr(below, "{}");
	return at ? text_format("%.*s%s%s", (int)(at - below), below, with, at + 2)
		  : below;
}

START_TEST(what_another_team_owns_does_not_exist_at_any_address)
{
	struct developer_route routes[200];
	struct someone ada = somebody(), bob = somebody(), eve = somebody();
	const char *team = new_team(ada.b, "Private"), *evil = new_team(eve.b, "Evil");
	struct app app = app_of(ada.b, team);
	invite(ada.b, team, bob.email, "member");
	const char *prefix = text_format("w%.8s", team + 28);
	const char *uri = text_format("https://walk.example/%s", prefix);
	const char *scope = text_format("%s:read", prefix);
	const char *api = new_api(ada.b, team, uri, prefix);
	new_scope(ada.b, api, scope, "review");
	post(ada.b, api_path(api, "/secrets"), "");
	ck_status(&ada.b->page, 201);
	const char *server_id =
	    text_format("%.36s", strstr(ada.b->page.body, "\"server-id\">") + 12);
	visit(ada.b, team_path(team, ""));
	const char *invitation =
	    text_format("%.36s", strstr(ada.b->page.body, "/invitations/") + 13);
	const char *secret = member(
	    json_array_get(json_object_get(CLI("client", "show", app.id), "secrets"), 0),
	    "id");
	const char *inner[] = {secret, ada.id, invitation, scope};
	/* What nobody has approved is not in the catalogue either. */
	const struct {
		const char *kind, *id;
	} owned[] = {
	    {"apps", app.id}, {"teams", team}, {"apis", api}, {"catalogue", api}};
	const char *resource = json_line(CLI("resource", "show", uri));
	const char *scopes = json_line(CLI("scope", "list", uri));
	const char *client = json_line(CLI("client", "show", app.id));
	const char *before = look(ada.b, team_path(team, ""));
	size_t n = developer_routes(routes, 200), tried = 0;
	for (size_t i = 0; i < n; i++) {
		const char *id = NULL;
		for (size_t k = 0; k < 4; k++)
			if (strcmp(routes[i].kind, owned[k].kind) == 0)
				id = owned[k].id;
		ck_assert_msg(id != NULL, "what is /developer/%s?", routes[i].kind);
		for (size_t k = 0; k < 4; k++) {
			const char *path = text_format("/developer/%s/%s%s",
			    routes[i].kind, id, filled(routes[i].below, inner[k]));
			if (routes[i].post)
				post(eve.b, path,
				    FORM("name", "Evil", "role", "owner", "email",
					eve.email, "team", evil, "confirmation",
					"Team app", "redirect_uri", CALLBACK, "scope",
					scope, "decision", "approve", "server", server_id,
					"client_id", app.id, "app", app.id, "title_en",
					"Evil", "purpose", "Evil"));
			else
				visit(eve.b, path);
			ck_assert_msg(eve.b->page.status == 404, "%ld at %s",
			    eve.b->page.status, path);
			tried++;
		}
	}
	ck_assert_uint_ge(tried, 60);
	ck_assert_str_eq(json_line(CLI("client", "show", app.id)), client);
	ck_assert_str_eq(json_line(CLI("resource", "show", uri)), resource);
	ck_assert_str_eq(json_line(CLI("scope", "list", uri)), scopes);
	ck_assert_str_eq(look(ada.b, team_path(team, "")), before);
	/* Nor can something be put into it. */
	post(eve.b, "/developer/apps/new",
	    FORM("name", "Mine", "kind", "service", "redirect_uri", "", "team", team));
	ck_status(&eve.b->page, 404);
	ck_assert_int_eq(status_of(eve.b, text_format("/developer?team=%s", team)), 404);
}
END_TEST

static Suite *
teams(void)
{
	return SUITE_OF("teams", 120, a_team_is_started_and_its_members_run_its_apps,
	    an_invitation_is_good_once_and_for_one_address,
	    an_invitation_can_be_taken_back_turned_down_and_renewed,
	    an_invitation_ends_after_a_week,
	    an_address_that_nobody_has_proven_is_not_enough,
	    the_invitations_of_who_owns_no_more_are_void,
	    a_member_can_not_do_what_an_owner_may, a_team_is_never_without_an_owner,
	    of_two_owners_who_demote_each_other_one_stays,
	    an_app_moves_between_teams_of_its_owner,
	    a_team_is_deleted_when_nothing_is_left_in_it,
	    the_own_team_comes_with_the_first_app_and_is_shared_by_a_name,
	    an_account_that_a_team_needs_stays,
	    what_another_team_owns_does_not_exist_at_any_address);
}
SUITE(teams);
