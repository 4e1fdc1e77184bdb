#include "oauth/app_error.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "http/server.h"
#include "identity/signin.h"
#include "jose/digest.h"
#include "live/app_errors.h"
#include "live/usage.h"
#include "oauth/explain.h"
#include "oauth/shown.h"
#include "settings/settings.h"
#include "store/clients.h"

#include <jansson.h>

enum { LONGEST_FACT = 500, EXPECTED_MOST = 20 };

/* Whose error it is, and what it was about. */
struct note {
	struct uuid client_id;
	bool exists, proven;
	struct text endpoint;
	struct form sent;
	enum oauth_error_code code;
	const char *sentence;
};

/* All that was expected may be shown, and what belongs to this server. */
static struct texts
known_values(struct arena *a, const struct note *n, const struct explanation *e)
{
	struct texts_builder list = texts_builder_new(a);
	texts_add(&list, settings()->server.issuer);
	texts_add(&list, uuid_text(a, n->client_id));
	for (size_t i = 0; e && i < e->fact_count; i++)
		for (size_t k = 0; k < e->facts[i].expected.n; k++)
			texts_add(&list, e->facts[i].expected.at[k]);
	return texts_done(&list);
}

static json_t *
fact_json(struct arena *a, const struct fact *f, struct texts known)
{
	if (f->is_number)
		return json_pack("{ss sI}", "what", f->what, "seconds", f->number);
	json_t *expected = json_array();
	for (size_t i = 0; i < f->expected.n && i < EXPECTED_MOST; i++)
		json_array_append_new(expected, json_text(f->expected.at[i]));
	return json_pack("{ss so so}", "what", f->what, "sent",
	    json_text(shown_value(a, f->sent, known, LONGEST_FACT)), "expected",
	    expected);
}

/* `lasting`: only what is the same when the same fault is made again. */
static json_t *
facts_json(struct arena *a, const struct explanation *e, struct texts known, bool lasting)
{
	json_t *list = json_array();
	for (size_t i = 0; e && i < e->fact_count; i++)
		if (!lasting || !e->facts[i].is_number)
			json_array_append_new(list, fact_json(a, &e->facts[i], known));
	return list;
}

static struct uuid
kind_of(struct request *rq, const struct note *n, const char *why, struct text rest)
{
	unsigned char hash[SHA256_SIZE];
	struct uuid kind;
	sha256(arena_printf(rq->arena, "%.*s %s %d %s %.*s", TEXT_ARG(n->endpoint),
		   oauth_errors[n->code].code, n->proven, why, TEXT_ARG(rest)),
	    hash);
	memcpy(kind.bytes, hash, sizeof(kind.bytes));
	return kind;
}

/* How the app tried to say who it is, without what it said. */
static json_t *
headers_json(struct request *rq)
{
	static const char *const schemes[] = {"Basic", "Bearer", "DPoP"};
	struct text header = request_header(rq, TEXT("Authorization"));
	struct text scheme = text_part(header, 0, text_index(header, ' '));
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (text_eq_nocase(scheme, text_of(schemes[i])))
			json_array_append_new(
			    list, json_pack("{ss ss}", "name", "Authorization", "value",
				      schemes[i]));
	if (header.n && !json_array_size(list))
		json_array_append_new(list, json_pack("{ss sI}", "name", "Authorization",
						"length", (json_int_t)header.n));
	if (request_header_count(rq, TEXT("DPoP")))
		json_array_append_new(
		    list, json_pack("{ss sI}", "name", "DPoP", "length",
			      (json_int_t)request_header(rq, TEXT("DPoP")).n));
	return list;
}

static void
note(struct request *rq, const struct note *n)
{
	const struct explanation *e = rq->explanation;
	const struct why_row *why = &why_rows[e ? e->why : WHY_UNSAID];
	struct texts known = known_values(rq->arena, n, e);
	struct uuid request = NO_UUID;
	CLEANUP(json) json_t *lasting = facts_json(rq->arena, e, known, true);
	CLEANUP(json)
	json_t *details = json_pack("{ss ss so so so}", "why", why->name, "rule",
	    *why->rule ? why->rule : oauth_errors[n->code].rule, "facts",
	    facts_json(rq->arena, e, known, false), "sent",
	    shown_parameters(rq->arena, n->sent, known, !n->proven), "headers",
	    headers_json(rq));
	uuid_parse(rq->id, &request);
	const struct app_error error = {.client_id = n->client_id,
	    .kind = kind_of(rq, n, why->name,
		arena_printf(rq->arena, "%s%.*s", n->sentence,
		    TEXT_ARG(json_compact(rq->arena, lasting)))),
	    .endpoint = n->endpoint,
	    .code = text_of(oauth_errors[n->code].code),
	    .sentence = text_of(n->sentence),
	    .details = json_compact(rq->arena, details),
	    .proven = n->proven,
	    .requests = &request,
	    .request_count = 1};
	/* Known or not costs about the same; only the known is kept. */
	struct uuid coarse = kind_of(rq, n, why->name, TEXT("others"));
	if (n->exists)
		live_app_error(&error, coarse);
}

static struct text
note_all(struct request *rq, const struct note *n)
{
	/* On the way to a decision that is the answer which every app gets. */
	if (n->code == AUTHORIZATION_PENDING)
		return NO_TEXT;
	if (n->exists && n->code != SLOW_DOWN && n->code != USE_DPOP_NONCE)
		live_count_error(n->client_id, oauth_errors[n->code].code);
	note(rq, n);
	return arena_printf(rq->arena, "%.*s/developer/apps/%.*s/errors?request=%.*s",
	    TEXT_ARG(settings()->server.issuer),
	    TEXT_ARG(uuid_text(rq->arena, n->client_id)), TEXT_ARG(rq->id));
}

static struct text
endpoint_here(const struct request *rq)
{
	return rq->route ? text_of(rq->route->path) : rq->path;
}

struct text
app_error_note(struct request *rq, enum oauth_error_code code, const char *sentence)
{
	const struct explanation *e = rq->explanation;
	struct note n = {.code = code,
	    .sentence = sentence,
	    .endpoint = endpoint_here(rq),
	    .sent = rq->form.n ? rq->form : rq->parameters};
	if (rq->client) {
		n.client_id = rq->client->id;
		n.exists = true;
		n.proven = !text_eq(rq->client->auth_method, TEXT("none"));
	} else if (e) {
		n.client_id = e->client_id;
		n.exists = e->exists;
	}
	return uuid_is_nil(n.client_id) ? NO_TEXT : note_all(rq, &n);
}

struct text
app_error_note_authorization(struct request *rq, struct uuid client_id,
    enum oauth_error_code code, const char *sentence)
{
	static const struct text authorize = TEXT_INIT("/oauth2/authorize");
	struct note n = {.client_id = client_id,
	    .exists = true,
	    .code = code,
	    .sentence = sentence,
	    .endpoint = authorize};
	/* On the pages after it, the parameters are ours. */
	if (text_eq(endpoint_here(rq), authorize))
		n.sent = rq->parameters;
	return note_all(rq, &n);
}

const struct response *
app_error_page(struct request *rq, const char *sentence)
{
	const struct explanation *e = rq->explanation;
	if (e && e->exists)
		app_error_note_authorization(rq, e->client_id, INVALID_REQUEST, sentence);
	return respond_error_detail(rq, 400, "errors.client", text_of(sentence));
}
