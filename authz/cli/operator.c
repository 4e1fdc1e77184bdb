#include "cli/change.h"
#include "cli/commands.h"
#include "store/operators.h"

static json_t *
operator_json(struct arena *a, const struct operator_row *o)
{
	return json_pack("{so so so so so}", "user_id",
	    json_text(uuid_text(a, o->user_id)), "email", json_text(o->email), "name",
	    json_text(o->name), "role", json_text(operator_role_name(o->role)), "since",
	    json_time(o->created_at));
}

static json_t *
role_json(enum operator_role role)
{
	return json_pack("{so}", "role", json_text(operator_role_name(role)));
}

/* A change of a role and its event, or neither. */
static enum store_status
change(struct cli *c, const struct user *u, enum operator_role role)
{
	enum operator_role before = ROLE_NONE;
	enum store_status status = db_begin(c->db);
	if (status != STORE_OK)
		return status;
	if (role == ROLE_NONE) {
		status = operator_role_of(c->db, c->arena, u->id, &before);
		if (status == STORE_OK)
			status = operator_remove(c->db, c->arena, u->id);
	} else {
		status = operator_set(c->db, c->arena, u->id, role, &before);
	}
	return cli_finish(c, status,
	    &(struct cli_change){.event = "operator_role_changed",
		.user_id = u->id,
		.before = role_json(before),
		.after = role_json(role)});
}

static int
answer(struct cli *c, const struct user *u, enum operator_role role)
{
	return cli_answer(c,
	    json_pack("{so so so so}", "user_id", json_text(uuid_text(c->arena, u->id)),
		"email", json_text(u->email), "name", json_text(u->name), "role",
		json_text(operator_role_name(role))));
}

static int
operator_add_run(struct cli *c)
{
	struct user u;
	enum operator_role role;
	if (!operator_role_parse(cli_option(c, "role"), &role))
		return cli_misuse(c, "--role is operator, reviewer or auditor");
	enum store_status status = find_user(c, cli_argument(c, 0), &u);
	if (status == STORE_OK)
		status = change(c, &u, role);
	return status == STORE_OK ? answer(c, &u, role)
				  : cli_store_fail(c, status, "user");
}

static int
operator_list_run(struct cli *c)
{
	struct operator_row *all;
	size_t n;
	enum store_status status = operators_list(c->db, c->arena, &all, &n);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "operator");
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, operator_json(c->arena, &all[i]));
	return cli_answer(c, list);
}

static int
operator_remove_run(struct cli *c)
{
	struct user u;
	enum store_status status = find_user(c, cli_argument(c, 0), &u);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "user");
	status = change(c, &u, ROLE_NONE);
	return status == STORE_OK ? answer(c, &u, ROLE_NONE)
				  : cli_store_fail(c, status, "operator");
}

static const struct option add_options[] = {
    {"role", OPTION_VALUE, "ROLE  operator, reviewer or auditor"},
    {0},
};

const struct command operator_commands[] = {
    {"operator", "add", "USER", add_options, operator_add_run,
	"let a person use /admin, or change their role"},
    {"operator", "list", "", NULL, operator_list_run, "list who may use /admin"},
    {"operator", "remove", "USER", NULL, operator_remove_run,
	"a person may not use /admin any more"},
    {0},
};
