#include "base/clock.h"
#include "base/json.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "html/page.h"
#include "identity/password.h"
#include "identity/person_rules.h"

static json_t *
user_json(struct arena *a, const struct user *u)
{
	return json_pack("{so so so so so so so so}", "id",
	    json_text(uuid_text(a, u->id)), "email", json_text(u->email), "name",
	    json_text(u->name), "locale", json_text(u->locale), "claims",
	    members_json(&user_claims_members, &u->claims), "created_at",
	    json_time(u->created_at), "disabled_at", json_time(u->disabled_at),
	    "email_verified_at", json_time(u->email_verified_at));
}

enum store_status
find_user(const struct cli *c, struct text who, struct user *out)
{
	struct uuid id;
	if (uuid_parse(who, &id))
		return user_by_id(c->db, c->arena, id, out);
	return user_by_email(c->db, c->arena, who, out);
}

/* Complains of what a person may not be called; false then. */
static bool
check_words(struct cli *c, const char *fault)
{
	if (!fault)
		return true;
	struct text why = phrase(c->arena, LANGUAGE_EN, text_of(fault), NULL);
	cli_fail(c, "%.*s", TEXT_ARG(why));
	return false;
}

/* The password from standard input as its hash; false after complaining. */
static bool
read_password(struct cli *c, struct text *hash)
{
	struct text password;
	if (!cli_flag(c, "password-stdin")) {
		cli_misuse(
		    c, "give the password on standard input with --password-stdin");
		return false;
	}
	if (!cli_read_line(c, &password)) {
		cli_fail(c, "no password came on standard input");
		return false;
	}
	if (!check_words(c, password_fault(password)))
		return false;
	*hash = password_hash(c->arena, password);
	if (!hash->n)
		cli_fail(c, "the password could not be hashed");
	return hash->n != 0;
}

/* Those claims that the object has; null takes one away. 0, or the exit status. */
static int
read_claims(struct cli *c, struct user_claims *claims)
{
	struct text given = cli_option(c, "claims");
	if (!given.n)
		return 0;
	CLEANUP(json)
	json_t *object = json_loadb(given.at, given.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(object))
		return cli_misuse(c, "--claims is a JSON object");
	const char *name = members_unknown(&user_claims_members, object);
	if (name)
		return cli_fail(c, "--claims: there is no %s", name);
	name = members_read(c->arena, &user_claims_members, object, claims);
	if (name)
		return cli_fail(c, "--claims: %s has the wrong type", name);
	const char *fault = person_claims_fault(c->arena, claims);
	return fault ? cli_fail(c, "--claims: %s", fault) : 0;
}

/* A change of a person and its event, or neither. Names and addresses stand only in
 * events that go with their account. */
static enum store_status
finish(struct cli *c, enum store_status status, const char *event, struct uuid id,
    json_t *before, json_t *after)
{
	return cli_finish(c, status,
	    &(struct cli_change){
		.event = event, .user_id = id, .before = before, .after = after});
}

static int
user_add_run(struct cli *c)
{
	struct user u = {.id = uuid_new(),
	    .email = cli_option(c, "email"),
	    .name = cli_option(c, "name"),
	    .locale = cli_option(c, "locale"),
	    .created_at = clock_now()};
	if (!cli_flag(c, "unverified"))
		u.email_verified_at = u.created_at;
	if (!u.email.n)
		return cli_misuse(c, "--email ADDRESS is needed");
	if (!check_words(c, person_email_fault(u.email)) ||
	    !check_words(c, person_name_fault(u.name)))
		return 1;
	int fault = read_claims(c, &u.claims);
	if (fault)
		return fault;
	if (!read_password(c, &u.password_hash))
		return 1;
	enum store_status status = db_begin(c->db);
	if (status == STORE_OK)
		status = finish(c, user_add(c->db, c->arena, &u), "user_added", u.id,
		    NULL, json_pack("{sb}", "email_verified", u.email_verified_at != 0));
	if (status == STORE_CONFLICT)
		return cli_fail(c, "there is a user with that e-mail address");
	return status == STORE_OK ? cli_answer(c, user_json(c->arena, &u))
				  : cli_store_fail(c, status, "user");
}

static int
user_list_run(struct cli *c)
{
	json_t *list = json_array();
	struct uuid after = NO_UUID;
	for (;;) {
		struct user *users;
		size_t n;
		enum store_status status =
		    users_list(c->db, c->arena, after, 500, &users, &n);
		if (status != STORE_OK) {
			json_decref(list);
			return cli_store_fail(c, status, "user");
		}
		for (size_t i = 0; i < n; i++)
			json_array_append_new(list, user_json(c->arena, &users[i]));
		if (n < 500)
			return cli_answer(c, list);
		after = users[n - 1].id;
	}
}

static int
user_show_run(struct cli *c)
{
	struct user u;
	enum store_status status = find_user(c, cli_argument(c, 0), &u);
	return status == STORE_OK ? cli_answer(c, user_json(c->arena, &u))
				  : cli_store_fail(c, status, "user");
}

static json_t *
profile_json(const struct user *u)
{
	return json_pack("{so so}", "name", json_text(u->name), "claims",
	    members_json(&user_claims_members, &u->claims));
}

static enum store_status
set_profile(struct cli *c, const struct user *before, const struct user *after)
{
	if (!cli_given(c, "name") && !cli_given(c, "claims"))
		return STORE_OK;
	enum store_status status = db_begin(c->db);
	if (status != STORE_OK)
		return status;
	status = user_set_name(c->db, c->arena, after->id, after->name);
	if (status == STORE_OK)
		status = user_set_claims(c->db, c->arena, after->id, &after->claims);
	return finish(c, status, "profile_changed", after->id, profile_json(before),
	    profile_json(after));
}

/* One step of them, with its event. */
static enum store_status
set_state(struct cli *c, struct uuid id, const char *option, const char *event,
    enum store_status (*apply)(struct db *db, struct arena *a, struct uuid id))
{
	if (!cli_flag(c, option))
		return STORE_OK;
	enum store_status status = db_begin(c->db);
	return status == STORE_OK
		   ? finish(c, apply(c->db, c->arena, id), event, id, NULL, NULL)
		   : status;
}

/* In a transaction: all that the options say, an event each. */
static enum store_status
apply_changes(struct cli *c, const struct user *before, const struct user *after)
{
	struct uuid id = after->id;
	enum store_status status = STORE_OK;
	if (cli_flag(c, "password-stdin"))
		status = db_begin(c->db);
	if (status == STORE_OK && cli_flag(c, "password-stdin"))
		status = finish(c,
		    user_set_password(c->db, c->arena, id, after->password_hash),
		    "password_changed", id, NULL, NULL);
	if (status == STORE_OK)
		status = set_profile(c, before, after);
	if (status == STORE_OK)
		status = set_state(c, id, "verified", "user_verified", user_set_verified);
	if (status == STORE_OK)
		status = set_state(c, id, "disable", "user_disabled", user_disable);
	if (status == STORE_OK)
		status = set_state(c, id, "enable", "user_enabled", user_enable);
	return status;
}

static int
user_set_run(struct cli *c)
{
	struct user u, before;
	if (cli_flag(c, "disable") && cli_flag(c, "enable"))
		return cli_misuse(c, "--disable and --enable exclude each other");
	enum store_status status = find_user(c, cli_argument(c, 0), &u);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "user");
	before = u;
	if (cli_given(c, "name"))
		u.name = cli_option(c, "name");
	if (!check_words(c, person_name_fault(u.name)))
		return 1;
	int fault = read_claims(c, &u.claims);
	if (fault)
		return fault;
	if (cli_flag(c, "password-stdin") && !read_password(c, &u.password_hash))
		return 1;
	status = db_begin(c->db);
	if (status == STORE_OK)
		status = db_finish(c->db, apply_changes(c, &before, &u));
	return status == STORE_OK ? user_show_run(c) : cli_store_fail(c, status, "user");
}

static int
user_remove_run(struct cli *c)
{
	struct user u;
	enum store_status status = find_user(c, cli_argument(c, 0), &u);
	if (status == STORE_OK)
		status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "user");
	status = user_remove(c->db, c->arena, u.id);
	if (status == STORE_OK)
		status = user_forget_profile(c->db, c->arena, u.id);
	status = finish(c, status, "user_removed", u.id, NULL, NULL);
	return status == STORE_OK ? cli_answer(c, user_json(c->arena, &u))
				  : cli_store_fail(c, status, "user");
}

#define CLAIMS_HELP "JSON  OpenID claims by their names; null takes one away"
static const struct option add_options[] = {
    {"email", OPTION_VALUE, "ADDRESS  what they sign in with"},
    {"name", OPTION_VALUE, "NAME"},
    {"locale", OPTION_VALUE, "TAG  preferred language, en or zh"},
    {"claims", OPTION_VALUE, CLAIMS_HELP},
    {"password-stdin", OPTION_FLAG, "read the password from standard input"},
    {"unverified", OPTION_FLAG, "nobody has proven yet that the address is theirs"},
    {0},
};
static const struct option set_options[] = {
    {"name", OPTION_VALUE, "NAME"},
    {"claims", OPTION_VALUE, CLAIMS_HELP},
    {"password-stdin", OPTION_FLAG,
	"read a new password from standard input; ends their sessions"},
    {"verified", OPTION_FLAG, "the address is theirs"},
    {"disable", OPTION_FLAG, "end all sessions and tokens, allow no new ones"},
    {"enable", OPTION_FLAG, "undo --disable (what it ended stays ended)"},
    {0},
};

const struct command user_commands[] = {
    {"user", "add", "", add_options, user_add_run, "add a person"},
    {"user", "list", "", NULL, user_list_run, "list all people"},
    {"user", "show", "USER", NULL, user_show_run, "show one, by e-mail address or id"},
    {"user", "set", "USER", set_options, user_set_run, "change one"},
    {"user", "remove", "USER", NULL, user_remove_run, "delete one with all their grants"},
    {0},
};
