/* What holds once the server is back. */
#include "ledger.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE = 30, SECOND = 1000000, PAUSE = 20000 /* us */ };

static bool
is_away(const struct answer *a)
{
	const char *to = header_of(a, "Location");
	return a->status == 0 || a->status == 503 || (to && ledger_away(to));
}

/* Asks as a client does that was told to come back later. */
static struct answer
insist(
    struct answer (*request)(struct app, const char *), struct app app, const char *what)
{
	struct answer a = request(app, what);
	for (int i = 0; i < PATIENCE * (SECOND / PAUSE) && is_away(&a); i++) {
		usleep(PAUSE);
		a = request(app, what);
	}
	return a;
}

static void
insist_visit(struct browser *b, const char *path)
{
	visit(b, path);
	for (int i = 0; i < PATIENCE * (SECOND / PAUSE) && is_away(&b->page); i++) {
		usleep(PAUSE);
		visit(b, path);
	}
}

static struct app
app_of(const struct ledger *l, const struct family *f)
{
	return l->world->apps[f->app];
}

static bool
active(struct ledger *l, const struct family *f, size_t token)
{
	struct answer a = insist(introspect, l->world->apis[f->api], f->access[token]);
	if (a.status != 200)
		ledger_fault(
		    l, "introspection answered %ld: %s%s", a.status, a.head, a.body);
	return json_is_true(json_object_get(a.json, "active"));
}

static void
must_refuse(struct ledger *l, const struct answer *a, const char *what)
{
	if (a->status != 400 || strcmp(member(a->json, "error"), "invalid_grant") != 0)
		ledger_fault(l, "%s: %ld %s", what, a->status, a->body);
}

static void
check_dead(struct ledger *l, const struct family *f)
{
	for (size_t i = 0; i < f->generations; i++)
		if (active(l, f, i))
			ledger_fault(l,
			    "access token %zu of a dead family came back (code %s)", i,
			    f->code);
	struct answer a;
	if (f->generations) {
		a = insist(refresh, app_of(l, f), f->refresh[f->generations - 1]);
		must_refuse(l, &a, "a dead family refreshes");
	}
	a = insist(redeem, app_of(l, f), f->code);
	must_refuse(l, &a, "a used code is good again");
}

/* Half of those that live show an old refresh token or their code again, which ends
 * them. */
static void
misuse(struct ledger *l, struct family *f)
{
	struct answer a;
	if (random() % 2)
		return;
	if (f->generations > 2 && random() % 2) {
		a = insist(refresh, app_of(l, f), f->refresh[0]);
		must_refuse(l, &a, "a refresh token of old is good again");
	} else {
		/* Long recoveries let it expire; then it proves nothing. */
		if (f->code_until < clock_now())
			return;
		a = insist(redeem, app_of(l, f), f->code);
		must_refuse(l, &a, "a used code is good again");
	}
	f->dead = true;
	check_dead(l, f);
}

static void
check_alive(struct ledger *l, struct family *f)
{
	for (size_t i = 0; i < f->generations; i++)
		if (active(l, f, i) == f->revoked[i])
			ledger_fault(l, "access token %zu of %zu: %s", i, f->generations,
			    f->revoked[i] ? "revoked, and came back" : "lost");
	struct answer a = insist(refresh, app_of(l, f), f->refresh[f->generations - 1]);
	if (a.status != 200)
		ledger_fault(l, "generation %zu is lost: %ld %s", f->generations - 1,
		    a.status, a.body);
	else
		ledger_tokens(l, f, &a);
}

/* Is it alive, by all that can be seen of it, or dead by all? */
static bool
one_answer(struct ledger *l, const struct family *f)
{
	int yes = 0, no = 0;
	for (size_t i = 0; i < f->generations; i++)
		if (!f->revoked[i])
			active(l, f, i) ? yes++ : no++;
	if (yes && no)
		ledger_fault(l, "a family died by half: %d alive, %d dead", yes, no);
	return yes > 0;
}

static void
settle_redemption(struct ledger *l, struct family *f)
{
	struct answer a = insist(redeem, app_of(l, f), f->code);
	if (a.status == 200) {
		ledger_tokens(l, f, &a);
		return;
	}
	/* It was redeemed, and the tokens were lost on their way. */
	must_refuse(l, &a, "after an unanswered redemption");
	f->dead = true;
}

static void
settle_end_of_app(struct ledger *l)
{
	struct browser *b = l->browser;
	const char *path = ledger_end_path(l, l->app);
	insist_visit(b, "/account");
	bool listed = strstr(b->page.body, path) != NULL;
	for (size_t i = 0; i < l->count; i++) {
		struct family *f = &l->families[i];
		if (f->app != l->app || f->dead)
			continue;
		bool sole_token_revoked = f->generations == 1 && f->revoked[0];
		if (!sole_token_revoked && one_answer(l, f) != listed)
			ledger_fault(l, "the app is %s, its family is not",
			    listed ? "there" : "ended");
	}
	do {
		insist_visit(b, "/account");
		submit(b, path, "");
	} while (is_away(&b->page));
	if (b->page.status != 303)
		ledger_fault(l, "can't end the app: %ld", b->page.status);
	ledger_app_ended(l, l->app);
}

/* Asks again for what got no answer; then it is acknowledged. */
static void
settle(struct ledger *l)
{
	struct family *f = l->family;
	struct answer a;
	switch (l->pending) {
	case NOTHING:
	case CONSENT:
		break;
	case REDEEM:
		settle_redemption(l, f);
		break;
	case REFRESH: /* within the grace */
		a = insist(refresh, app_of(l, f), f->refresh[f->generations - 1]);
		if (a.status == 200)
			ledger_tokens(l, f, &a);
		else
			ledger_fault(l, "a refresh can't be repeated: %s", a.body);
		break;
	case REVOKE_ACCESS:
		a = insist(revoke_token, app_of(l, f), f->access[l->token]);
		ledger_acknowledged(l, &a, 200);
		f->revoked[l->token] = true;
		break;
	case REVOKE_REFRESH:
		one_answer(l, f);
		a = insist(revoke_token, app_of(l, f), f->refresh[f->generations - 1]);
		ledger_acknowledged(l, &a, 200);
		f->dead = true;
		break;
	case REPLAY:
		one_answer(l, f);
		a = insist(redeem, app_of(l, f), f->code);
		must_refuse(l, &a, "after an unanswered replay");
		f->dead = true;
		break;
	case END_APP:
		settle_end_of_app(l);
		break;
	}
	l->pending = NOTHING;
}

/* The session, and each consent, are what was acknowledged. */
static void
check_consents(struct ledger *l)
{
	struct browser *b = l->browser;
	insist_visit(b, "/account");
	if (b->page.status != 200)
		ledger_fault(l, "signed out: %ld %s", b->page.status, b->page.head);
	for (size_t app = 0; app < APPS; app++)
		for (size_t api = 0; api < APIS; api++) {
			if (l->consented[app][api] != YES)
				continue;
			insist_visit(b, authorize_path(l->world->apps[app],
					    ledger_scopes[api], "&prompt=none"));
			const char *to = header_of(&b->page, "Location");
			if (!to || !query_of(to, "code"))
				ledger_fault(l, "a consent was forgotten: %s%s",
				    b->page.head, b->page.body);
		}
}

void
ledger_verify(struct ledger *l, size_t from)
{
	settle(l);
	check_consents(l);
	for (size_t i = from; i < l->count && !l->fault; i++) {
		struct family *f = &l->families[i];
		if (f->dead) {
			check_dead(l, f);
			continue;
		}
		check_alive(l, f);
		misuse(l, f);
	}
}
