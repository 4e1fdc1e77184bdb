#include "cli/commands.h"
#include "store/teams.h"

int
read_team(const struct cli *c, struct uuid *team)
{
	struct text owner = cli_option(c, "owner"), id = cli_option(c, "team");
	struct user user;
	struct team found;
	int fault = 0;
	if (owner.n && id.n)
		return cli_misuse(c, "--owner and --team exclude each other");
	if (!owner.n && !id.n)
		return 0;
	if (owner.n) {
		enum store_status status = find_user(c, owner, &user);
		if (status == STORE_OK)
			status = team_personal(c->db, c->arena, user.id, team);
		return status == STORE_OK ? 0 : cli_store_fail(c, status, "user");
	}
	if (!cli_uuid(c, id, "team", team, &fault))
		return fault;
	enum store_status status = team_by_id(c->db, c->arena, *team, &found);
	return status == STORE_OK ? 0 : cli_store_fail(c, status, "team");
}
