/* The loop of flows that is interrupted. */
#include "ledger.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Some seconds less than the setting. */
enum { CODE_LIFETIME = 50 };

const char *const ledger_scopes[APIS] = {"payments:read", "ledger:read"};

struct ledger *
ledger_new(const struct world *world, const char *email)
{
	struct ledger *l = ARENA_NEW(arena, struct ledger);
	l->world = world;
	l->browser = signed_in(email);
	return l;
}

void
ledger_fault(struct ledger *l, const char *format, ...)
{
	va_list args;
	char words[2000];
	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	if (!l->fault)
		l->fault = text_format("%s", words);
}

bool
ledger_acknowledged(struct ledger *l, const struct answer *a, long status)
{
	if (a->status == status)
		return true;
	if (a->status != 0 && a->status != 503)
		ledger_fault(l, "operation %d: %ld, not %ld: %s%s", l->pending, a->status,
		    status, a->head, a->body);
	return false;
}

void
ledger_tokens(struct ledger *l, struct family *f, const struct answer *a)
{
	size_t i = f->generations++;
	if (i == GENERATIONS_MOST)
		abort();
	f->access[i] = member(a->json, "access_token");
	f->refresh[i] = member(a->json, "refresh_token");
	if (!*f->access[i] || !*f->refresh[i])
		ledger_fault(l, "no tokens in %s", a->body);
}

void
ledger_app_ended(struct ledger *l, size_t app)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->families[i].app == app)
			l->families[i].dead = true;
	for (size_t api = 0; api < APIS; api++)
		l->consented[app][api] = NO;
}

const char *
ledger_end_path(const struct ledger *l, size_t app)
{
	return text_format("/account/apps/%s/end", l->world->apps[app].id);
}

bool
ledger_away(const char *url)
{
	const char *error = query_of(url, "error");
	return error && strcmp(error, "temporarily_unavailable") == 0;
}

/* The URL that the app got, or NULL when the flow was cut. */
static const char *
consent(struct ledger *l, size_t app, size_t api)
{
	struct browser *b = l->browser;
	enum belief given = l->consented[app][api];
	l->pending = CONSENT;
	visit(b, authorize_path(l->world->apps[app], ledger_scopes[api], ""));
	const char *url = follow(b);
	if (url && ledger_away(url))
		return NULL;
	if (url && given == NO)
		ledger_fault(l, "a consent that was ended came back");
	if (!url && ledger_acknowledged(l, &b->page, 200)) {
		if (given == YES)
			ledger_fault(l, "a consent was forgotten: %s", b->page.body);
		/* From here on it may be given without our knowing. */
		l->consented[app][api] = PERHAPS;
		url = decide(b, "allow", ledger_scopes[api]);
		if (!url)
			ledger_acknowledged(l, &b->page, 303);
	}
	if (!url || ledger_away(url))
		return NULL;
	l->consented[app][api] = YES;
	l->pending = NOTHING;
	return url;
}

static struct family *
begin_family(struct ledger *l)
{
	size_t app = random() % APPS, api = random() % APIS;
	const char *url = consent(l, app, api);
	if (!url || l->count == FAMILIES_MOST)
		return NULL;
	struct family *f = &l->families[l->count];
	*f = (struct family){.app = app,
	    .api = api,
	    .code = query_of(url, "code"),
	    .code_until = clock_now() + CODE_LIFETIME};
	if (!f->code) {
		ledger_fault(l, "no code in %s", url);
		return NULL;
	}
	l->count++;
	l->family = f;
	l->pending = REDEEM;
	struct answer a = redeem(l->world->apps[app], f->code);
	if (!ledger_acknowledged(l, &a, 200))
		return NULL;
	ledger_tokens(l, f, &a);
	l->pending = NOTHING;
	return f;
}

static bool
rotate(struct ledger *l, struct family *f)
{
	l->pending = REFRESH;
	struct answer a = refresh(l->world->apps[f->app], f->refresh[f->generations - 1]);
	if (!ledger_acknowledged(l, &a, 200))
		return false;
	ledger_tokens(l, f, &a);
	l->pending = NOTHING;
	return true;
}

static bool
revoke_one(struct ledger *l, struct family *f)
{
	l->token = random() % f->generations;
	l->pending = REVOKE_ACCESS;
	struct answer a = revoke_token(l->world->apps[f->app], f->access[l->token]);
	if (!ledger_acknowledged(l, &a, 200))
		return false;
	f->revoked[l->token] = true;
	l->pending = NOTHING;
	return true;
}

static bool
revoke_all(struct ledger *l, struct family *f)
{
	l->pending = REVOKE_REFRESH;
	struct answer a =
	    revoke_token(l->world->apps[f->app], f->refresh[f->generations - 1]);
	if (!ledger_acknowledged(l, &a, 200))
		return false;
	f->dead = true;
	l->pending = NOTHING;
	return true;
}

static bool
replay(struct ledger *l, struct family *f)
{
	l->pending = REPLAY;
	struct answer a = redeem(l->world->apps[f->app], f->code);
	if (!ledger_acknowledged(l, &a, 400))
		return false;
	f->dead = true;
	l->pending = NOTHING;
	return true;
}

static bool
end_app(struct ledger *l, struct family *f)
{
	struct browser *b = l->browser;
	visit(b, "/account");
	if (!ledger_acknowledged(l, &b->page, 200))
		return false;
	l->app = f->app;
	l->pending = END_APP;
	submit(b, ledger_end_path(l, f->app), "");
	if (!ledger_acknowledged(l, &b->page, 303))
		return false;
	ledger_app_ended(l, f->app);
	l->pending = NOTHING;
	return true;
}

static bool
keep_it(struct ledger *l, struct family *f)
{
	(void)l;
	(void)f;
	return true;
}

/* Families that live on are the more frequent: they have more to lose. */
static bool (*const endings[])(struct ledger *, struct family *) = {
    keep_it, keep_it, revoke_one, revoke_one, revoke_all, replay, end_app};

static bool
flow(struct ledger *l)
{
	struct family *f = begin_family(l);
	if (!f)
		return false;
	for (long i = random() % 3; i > 0; i--)
		if (!rotate(l, f))
			return false;
	return endings[random() % (sizeof(endings) / sizeof(*endings))](l, f);
}

void
ledger_run_flows(struct ledger *l)
{
	while (!l->fault && flow(l))
		;
}
