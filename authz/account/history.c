/* What happened to the account, in plain words. */
#include "store/history.h"
#include "account/endpoints.h"
#include "account/page.h"
#include "base/cleanup.h"

enum { ENTRIES_A_PAGE = 25 };

/* The events of the audit log that have words of their own, "history.NAME"; the rest is
 * told by name. */
static const char *const worded[] = {"signed_up", "signed_in", "sign_in_refused",
    "signed_out", "session_ended", "other_sessions_ended", "password_changed",
    "password_reset", "password_reset_asked", "profile_changed", "data_exported",
    "consent_given", "consent_denied", "consent_narrowed", "consent_withdrawn",
    "code_replayed", "refresh_token_reused", "refresh_token_revoked",
    "access_token_revoked", "token_revoked", "app_registered", "app_changed",
    "app_deleted", "app_scopes_chosen", "app_secret_added", "app_secret_removed",
    "team_created", "team_renamed", "team_deleted", "team_role_changed",
    "team_member_removed", "team_left", "team_invited", "team_invitation_withdrawn",
    "team_joined", "team_invitation_declined", "app_moved", "api_registered",
    "api_changed", "api_review_asked", "api_deleted", "api_scope_added",
    "api_scope_changed", "api_scope_removed", "api_secret_added", "api_secret_removed",
    "app_scope_decided"};

/* Somebody else may have done these. */
static const char *const alarming[] = {
    "sign_in_refused", "code_replayed", "refresh_token_reused"};

static bool
is_among(const char *const *names, size_t n, struct text name)
{
	for (size_t i = 0; i < n; i++)
		if (text_eq(text_of(names[i]), name))
			return true;
	return false;
}

static json_t *
words(struct request *rq, const struct history_entry *e)
{
	bool known = is_among(worded, COUNT_OF(worded), e->event);
	struct text name = arena_printf(
	    rq->arena, "history.%.*s", TEXT_ARG(known ? e->event : TEXT("other")));
	json_t *slots = json_pack("{so}", "event", json_text(e->event));
	json_t *said = json_text(phrase(rq->arena, request_language(rq), name, slots));
	json_decref(slots);
	return said;
}

static json_t *
entry_json(struct request *rq, const struct history_entry *e)
{
	return json_pack("{so so so so sb sb}", "what", words(rq, e), "app",
	    json_text(e->app_name), "address", json_text(e->address), "at",
	    json_text(time_text(rq->arena, e->at)), "by_operator",
	    text_eq(e->actor, TEXT("operator")) || text_eq(e->actor, TEXT("cli")),
	    "alarming", is_among(alarming, COUNT_OF(alarming), e->event));
}

/* MICROSECONDS.UUID, as older_path() wrote it. */
static bool
read_place(struct text t, struct history_place *out)
{
	uint64_t at;
	size_t dot = text_index(t, '.');
	if (!text_to_u64(text_part(t, 0, dot), &at) || at > INT64_C(7258118400000000))
		return false;
	out->at = (int64_t)at;
	return uuid_parse(text_part(t, dot + 1, t.n), &out->id);
}

static json_t *
older_path(struct request *rq, const struct history_entry *last)
{
	return json_text(arena_printf(rq->arena, "/account/history?before=%lld.%.*s",
	    (long long)last->place.at, TEXT_ARG(uuid_text(rq->arena, last->place.id))));
}

const struct response *
show_history(struct request *rq)
{
	struct history_entry *all;
	struct history_place place;
	size_t n;
	struct text before = form_get(rq->parameters, TEXT("before"));
	if (before.n && !read_place(before, &place))
		return respond_error_page(rq, 400, "errors.bad_request");
	enum store_status status = history_of_user(rq->db, rq->arena, rq->user->id,
	    before.n ? &place : NULL, ENTRIES_A_PAGE + 1, &all, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	size_t shown = n > ENTRIES_A_PAGE ? ENTRIES_A_PAGE : n;
	json_t *list = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(list, entry_json(rq, &all[i]));
	json_t *data = json_pack("{so sb sb so}", "entries", list, "has_entries", n > 0,
	    "is_older", before.n > 0, "older",
	    n > shown ? older_path(rq, &all[shown - 1]) : json_null());
	return account_page(rq, 200, "account_history", "history.title", data);
}
