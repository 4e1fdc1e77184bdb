#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/random.h"
#include "identity/mails.h"
#include "identity/signin.h"
#include "outbound/fetch.h"
#include "outbound/mail.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/webhook_sending.h"
#include "webhooks/secret.h"
#include "webhooks/sending.h"

#include <stdatomic.h>

enum {
	SLOW_MS = 2000,
	REST_MOST =
	    1800,  /* seconds for which a failing endpoint is not tried by itself */
	PAUSE = 5, /* seconds for which a failing endpoint is left alone */
	OFF_AFTER = 3 * 86400, /* seconds without one success */
	ANSWER_SHOWN = 500,    /* bytes */
	GONE = 410,
	MAIL_LIFETIME = 3 * 86400
};

static atomic_uint_fast64_t delivered, failed;

struct webhook_counts
webhook_counts(void)
{
	return (struct webhook_counts){delivered, failed};
}

/* Seconds after each attempt that failed: three days and three hours in all. */
static const int64_t pauses[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};

/* Up to a tenth more, so that what failed together does not come back together. */
static int64_t
again_in(int64_t attempts)
{
	uint32_t chance;
	if (attempts >= (int64_t)COUNT_OF(pauses))
		return 0;
	random_bytes(&chance, sizeof(chance));
	return pauses[attempts] + (int64_t)(chance % 100) * pauses[attempts] / 1000;
}

/* An endpoint that has failed for long is tried now and then: there may be many. */
static int64_t
rest_of(const struct webhook *w)
{
	int64_t failed_for = w->failing_since ? clock_now() - w->failing_since : 0;
	return failed_for / 10 < REST_MOST ? failed_for / 10 : REST_MOST;
}

/* The beginning of an answer as text that can be kept and shown, whatever it is. */
static struct text
shown_of(struct arena *a, struct text body)
{
	struct text rest = text_part(body, 0, ANSWER_SHOWN);
	struct builder b = builder_new(a, rest.n + 3);
	while (rest.n) {
		size_t n = utf8_sequence(rest);
		bool plain = n && utf8_plain(text_part(rest, 0, n), true);
		build_text(&b, plain ? text_part(rest, 0, n) : TEXT("\xEF\xBF\xBD"));
		rest = text_part(rest, n ? n : 1, rest.n);
	}
	return builder_text(&b);
}

static const char *
post(struct arena *a, const struct webhook_attempt *t, struct fetched *answer)
{
	int64_t now = clock_now();
	struct text id =
	    arena_printf(a, "msg_%.*s", TEXT_ARG(uuid_text(a, t->message_id)));
	struct text signature = webhook_signature(a, &t->webhook, id, now, t->body);
	if (!signature.n)
		return "its secret can not be read any more; make a new one";
	const struct fetch_header headers[] = {{TEXT("webhook-id"), id},
	    {TEXT("webhook-timestamp"), arena_printf(a, "%lld", (long long)now)},
	    {TEXT("webhook-signature"), signature}};
	return fetch_run(a,
	    &(struct fetch){.method = FETCH_POST,
		.url = t->webhook.url,
		.content_type = TEXT("application/json"),
		.body = t->body,
		.headers = headers,
		.header_count = COUNT_OF(headers),
		.apart = true},
	    answer);
}

static struct webhook_outcome
attempt(struct arena *a, const struct webhook_attempt *t)
{
	struct fetched answer = {0};
	int64_t begun = clock_monotonic_us();
	const char *why = post(a, t, &answer);
	struct webhook_outcome o = {.status = answer.status,
	    .took_ms = (clock_monotonic_us() - begun) / 1000,
	    .answer = shown_of(a, answer.body),
	    .error = text_of(why)};
	o.delivered = !why && answer.status >= 200 && answer.status <= 299;
	o.slow = !o.delivered || o.took_ms > SLOW_MS;
	atomic_fetch_add(o.delivered ? &delivered : &failed, 1);
	if (o.delivered)
		return o;
	o.again_in = again_in(t->attempts);
	o.pause = PAUSE;
	o.rest = rest_of(&t->webhook);
	if (answer.status == GONE)
		o.off_because = TEXT("gone");
	else if (t->webhook.failing_since &&
		 t->webhook.failing_since < clock_now() - OFF_AFTER)
		o.off_because = TEXT("failing");
	if (o.off_because.n)
		o.again_in = 0;
	return o;
}

/* The team hears that nothing is sent any more. */
static enum store_status
mail_team(struct db *db, struct arena *a, const struct webhook *w, struct text because)
{
	struct client app;
	struct webhook_contact *all;
	size_t n;
	enum store_status status = client_by_id(db, a, w->client_id, &app);
	if (status == STORE_OK)
		status = webhook_contacts(db, a, w->client_id, &all, &n);
	if (status != STORE_OK)
		return status;
	const char *name =
	    text_eq(because, TEXT("gone")) ? "webhook_gone" : "webhook_off";
	for (size_t i = 0; status == STORE_OK && i < n; i++)
		if (mail_address_fits(all[i].email))
			status = mail_leave(db, a,
			    language_choose(all[i].locale, NO_TEXT), all[i].email, name,
			    json_pack("{so so so}", "app", json_text(app.name), "url",
				json_text(w->url), "link",
				json_text(arena_printf(a,
				    "%.*s/developer/apps/%.*s/webhooks/%.*s",
				    TEXT_ARG(settings()->server.issuer),
				    TEXT_ARG(uuid_text(a, app.id)),
				    TEXT_ARG(uuid_text(a, w->id))))),
			    MAIL_LIFETIME, true);
	return status;
}

static void
settle(struct db *db, struct arena *a, const struct webhook_attempt *t,
    const struct webhook_outcome *o)
{
	struct text id = uuid_text(a, t->webhook.id);
	enum store_status status = db_ready(db);
	if (status == STORE_OK)
		status = db_begin(db);
	if (status != STORE_OK)
		return;
	status = webhook_settle(db, a, t, o);
	if (status == STORE_OK && o->off_because.n)
		status = mail_team(db, a, &t->webhook, o->off_because);
	if (status == STORE_OK)
		status = db_commit(db);
	else
		db_rollback(db);
	/* What was not noted is sent once more when the lease ends. */
	if (status != STORE_OK)
		log_warn("webhook_not_settled", LT("webhook", id));
	else if (o->off_because.n)
		log_info("webhook_off", LT("webhook", id), LT("why", o->off_because));
	else
		log_debug("webhook_attempt", LT("webhook", id), LN("status", o->status),
		    LN("ms", o->took_ms));
}

bool
webhooks_send(struct db *db, bool slow)
{
	struct arena *a = arena_new();
	struct webhook_attempt t;
	/* Nobody else sends to it before this attempt has surely ended. */
	int64_t lease = settings()->outbound.timeout + 20;
	bool claimed =
	    db_ready(db) == STORE_OK && webhook_claim(db, a, slow, lease, &t) == STORE_OK;
	if (claimed) {
		struct webhook_outcome nothing = {
		    .delivered = !t.webhook.failing_since, .slow = slow};
		struct webhook_outcome o =
		    uuid_is_nil(t.message_id) ? nothing : attempt(a, &t);
		settle(db, a, &t, &o);
	}
	arena_free(a);
	return claimed;
}
