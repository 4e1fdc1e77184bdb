#include "portal/error_view.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "identity/signin.h"
#include "oauth/app_error.h"
#include "portal/developer_page.h"

enum { REQUESTS_SHOWN = 5 };

size_t
common_begin(struct text one, struct text other)
{
	size_t n = 0;
	while (n < one.n && n < other.n && one.at[n] == other.at[n])
		n++;
	while (n && n < one.n && ((unsigned char)one.at[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Only where texts are compared character by character a difference has a place. */
static bool
is_compared(const char *what)
{
	static const char *const compared[] = {"redirect_uri", "htu", "aud"};
	for (size_t i = 0; i < COUNT_OF(compared); i++)
		if (text_eq(text_of(what), text_of(compared[i])))
			return true;
	return false;
}

/* {"same", "rest", "ends"}: what is as expected, and what follows. */
static json_t *
parted(struct text t, size_t same, bool marked)
{
	return json_pack("{so so sb sb}", "same", json_text(text_part(t, 0, same)),
	    "rest", json_text(text_part(t, same, t.n)), "ends", marked && same == t.n,
	    "marked", marked && same < t.n);
}

static json_t *
expected_view(
    struct arena *a, const json_t *expected, struct text sent, bool compared, size_t most)
{
	json_t *list = json_array(), *one;
	size_t i;
	json_array_foreach(expected, i, one)
	{
		struct text t = json_string_text(a, one);
		size_t same = compared ? common_begin(t, sent) : t.n;
		json_array_append_new(list, parted(t, same, compared && same == most));
	}
	return list;
}

static size_t
most_in_common(struct arena *a, const json_t *expected, struct text sent)
{
	size_t most = 0, i;
	json_t *one;
	json_array_foreach(expected, i, one)
	{
		size_t same = common_begin(json_string_text(a, one), sent);
		most = same > most ? same : most;
	}
	return most;
}

static json_t *
phrase_of(struct request *rq, const char *area, const char *name, const json_t *data)
{
	struct text path = arena_printf(rq->arena, "trouble.%s.%s", area, name);
	return json_text(phrase(rq->arena, request_language(rq), path, data));
}

static json_t *
fact_view(struct request *rq, const json_t *fact)
{
	const char *what = json_string_value(json_object_get(fact, "what"));
	const json_t *expected = json_object_get(fact, "expected");
	struct text sent = json_string_text(rq->arena, json_object_get(fact, "sent"));
	bool compared = what && sent.n && is_compared(what) && json_array_size(expected);
	size_t most = compared ? most_in_common(rq->arena, expected, sent) : sent.n;
	if (!what)
		return json_object();
	if (json_object_get(fact, "seconds"))
		return json_pack("{so}", "moment", phrase_of(rq, "fact", what, fact));
	return json_pack("{so so sb so sb}", "label", phrase_of(rq, "fact", what, NULL),
	    "was_sent", sent.n ? parted(sent, most, compared) : json_false(), "expects",
	    json_array_size(expected) != 0, "expected",
	    expected_view(rq->arena, expected, sent, compared, most), "is_fact", true);
}

static json_t *
facts_view(struct request *rq, const json_t *facts)
{
	json_t *list = json_array(), *fact;
	size_t i;
	json_array_foreach(facts, i, fact)
	{
		json_array_append_new(list, fact_view(rq, fact));
	}
	return list;
}

/* What a parameter was, or in words that it was there. */
static json_t *
sent_view(struct request *rq, const json_t *p)
{
	json_t *name = json_object_get(p, "name"), *value = json_object_get(p, "value");
	const char *words = "sent";
	if (json_object_get(p, "length"))
		words = "sent_length";
	if (json_object_get(p, "like"))
		words = "sent_like";
	else if (!json_string_length(name))
		words = "sent_unknown";
	json_t *view = json_pack("{sO}", "parameter", name);
	if (value)
		json_object_set(view, "value", value);
	json_object_set_new(view, "has_value", json_boolean(value));
	if (!value)
		json_object_set_new(view, "words", phrase_of(rq, "parameter", words, p));
	return view;
}

static json_t *
all_sent_view(struct request *rq, const json_t *report)
{
	static const char *const lists[] = {"headers", "sent"};
	json_t *all = json_array(), *p;
	size_t k;
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		json_array_foreach(json_object_get(report, lists[i]), k, p)
		{
			json_array_append_new(all, sent_view(rq, p));
		}
	return all;
}

static json_t *
time_view(struct request *rq, int64_t us)
{
	struct text minute = time_text(rq->arena, us / 1000000);
	return json_text(arena_printf(
	    rq->arena, "%.*s:%02d", TEXT_ARG(minute), (int)(us / 1000000 % 60)));
}

static json_t *
requests_view(const json_t *ids)
{
	json_t *list = json_array();
	for (size_t i = 0; i < json_array_size(ids) && i < REQUESTS_SHOWN; i++)
		json_array_append(list, json_array_get(ids, i));
	return list;
}

json_t *
error_view(struct request *rq, const struct app_error *e)
{
	CLEANUP(json) json_t *report = app_error_json(rq->arena, e);
	const char *why = json_string_value(json_object_get(report, "why"));
	json_t *sent = all_sent_view(rq, report);
	json_t *facts = facts_view(rq, json_object_get(report, "facts"));
	json_t *view = json_pack("{so so so sO sO sO sO sO so so sb sb so so sb}", "last",
	    time_view(rq, e->last_at), "first", time_view(rq, e->first_at), "requests",
	    requests_view(json_object_get(report, "request_ids")), "endpoint",
	    json_object_get(report, "endpoint"), "code", json_object_get(report, "error"),
	    "sentence", json_object_get(report, "error_description"), "rule",
	    json_object_get(report, "rule"), "rule_uri",
	    json_object_get(report, "rule_uri"), "facts", facts, "parameters", sent,
	    "has_facts", json_array_size(facts) != 0, "has_parameters",
	    json_array_size(sent) != 0, "times",
	    e->n > 1 ? phrase_of(rq, "page", "times", report) : json_null(), "advice",
	    why && *why ? phrase_of(rq, "why", why, NULL) : json_null(), "proven",
	    e->proven);
	json_object_set(view, "sampled", json_object_get(report, "sampled"));
	return view;
}
