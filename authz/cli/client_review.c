/* What an operator decides over apps at the command line. */
#include "cli/change.h"
#include "cli/commands.h"
#include "oauth/app_rules.h"
#include "store/reviews.h"

/* Of each that is not in that state already the decision is kept, which tells the app's
 * team. */
static enum store_status
decide_scopes(struct cli *c, const struct client *before, const char *option,
    enum scope_state state)
{
	struct texts names = cli_values(c, option);
	enum store_status status = STORE_OK;
	for (size_t i = 0; status == STORE_OK && i < names.n; i++) {
		const struct app_scope *held = app_scope_find(before, names.at[i]);
		const struct review v = {.client_id = before->id,
		    .scope = names.at[i],
		    .decision =
			state == SCOPE_APPROVED ? DECISION_APPROVED : DECISION_REFUSED};
		if (held && held->state == state)
			continue;
		status =
		    client_set_scope(c->db, c->arena, before->id, names.at[i], state);
		if (status == STORE_OK)
			status = review_note(c->db, c->arena, &v);
	}
	return status;
}

static enum store_status
set_reviewed(struct cli *c, const struct client *before)
{
	const struct review v = {.client_id = before->id, .decision = DECISION_APPROVED};
	if (!cli_flag(c, "reviewed") || before->reviewed_at)
		return STORE_OK;
	enum store_status status = client_set_reviewed(c->db, c->arena, before->id, true);
	return status == STORE_OK ? review_note(c->db, c->arena, &v) : status;
}

enum store_status
client_decide(struct cli *c, const struct client *before)
{
	enum store_status status = decide_scopes(c, before, "scope", SCOPE_APPROVED);
	if (status == STORE_OK)
		status = decide_scopes(c, before, "refuse-scope", SCOPE_REFUSED);
	return status == STORE_OK ? set_reviewed(c, before) : status;
}

/* With its record, which tells the app's team, and its webhooks; or neither. */
static int
decide(struct cli *c, enum decision decision, const char *event,
    enum store_status (*change)(struct db *db, struct arena *a, struct uuid id))
{
	int fault = 0;
	struct review v = {.decision = decision, .message = cli_option(c, "message")};
	if (!cli_client_id(c, cli_argument(c, 0), &v.client_id, &fault))
		return fault;
	if (app_description_fault(v.message))
		return cli_misuse(c, "--message is too long, or not plain text");
	enum store_status status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	status = change(c->db, c->arena, v.client_id);
	if (status == STORE_OK)
		status = review_note(c->db, c->arena, &v);
	status = cli_finish(c, status,
	    &(struct cli_change){.event = event,
		.client_id = v.client_id,
		.thing = "message",
		.which = v.message});
	return status == STORE_OK ? answer_client(c, v.client_id, NO_TEXT)
				  : cli_store_fail(c, status, "client");
}

int
client_suspend_run(struct cli *c)
{
	return decide(c, DECISION_SUSPENDED, "app_suspended", client_suspend);
}

int
client_resume_run(struct cli *c)
{
	return decide(c, DECISION_RESUMED, "app_resumed", client_resume);
}
