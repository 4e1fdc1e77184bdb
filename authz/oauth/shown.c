#include "oauth/shown.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"

enum { PARAMETERS_MOST = 30, OF_ANYBODY = 200 };
/* How long and how mixed a run of letters and digits is that nobody made up as a name. */
enum { RUN = 16, RUN_DIGITS = 3, MIXED_RUN = 24, NUMBER = 9 };

enum shown { VALUE, LENGTH, THAT_IT_WAS_SENT };

static const struct {
	struct text name;
	enum shown shown;
	size_t longest;
} parameters[] = {
    {TEXT_INIT("client_id"), VALUE, 200},
    {TEXT_INIT("redirect_uri"), VALUE, 500},
    {TEXT_INIT("grant_type"), VALUE, 100},
    {TEXT_INIT("response_type"), VALUE, 60},
    {TEXT_INIT("response_mode"), VALUE, 40},
    {TEXT_INIT("scope"), VALUE, 500},
    {TEXT_INIT("resource"), VALUE, 300},
    {TEXT_INIT("audience"), VALUE, 300},
    {TEXT_INIT("prompt"), VALUE, 60},
    {TEXT_INIT("max_age"), VALUE, 12},
    {TEXT_INIT("acr_values"), VALUE, 200},
    {TEXT_INIT("ui_locales"), VALUE, 60},
    {TEXT_INIT("code_challenge_method"), VALUE, 20},
    {TEXT_INIT("token_type_hint"), VALUE, 40},
    {TEXT_INIT("client_assertion_type"), VALUE, 100},
    {TEXT_INIT("subject_token_type"), VALUE, 100},
    {TEXT_INIT("actor_token_type"), VALUE, 100},
    {TEXT_INIT("requested_token_type"), VALUE, 100},
    {TEXT_INIT("requested_expiry"), VALUE, 10},
    {TEXT_INIT("state"), LENGTH, 0},
    {TEXT_INIT("nonce"), LENGTH, 0},
    {TEXT_INIT("code"), LENGTH, 0},
    {TEXT_INIT("code_verifier"), LENGTH, 0},
    {TEXT_INIT("code_challenge"), LENGTH, 0},
    {TEXT_INIT("client_secret"), LENGTH, 0},
    {TEXT_INIT("client_assertion"), LENGTH, 0},
    {TEXT_INIT("refresh_token"), LENGTH, 0},
    {TEXT_INIT("access_token"), LENGTH, 0},
    {TEXT_INIT("token"), LENGTH, 0},
    {TEXT_INIT("assertion"), LENGTH, 0},
    {TEXT_INIT("subject_token"), LENGTH, 0},
    {TEXT_INIT("actor_token"), LENGTH, 0},
    {TEXT_INIT("device_code"), LENGTH, 0},
    {TEXT_INIT("auth_req_id"), LENGTH, 0},
    {TEXT_INIT("user_code"), LENGTH, 0},
    {TEXT_INIT("request"), LENGTH, 0},
    {TEXT_INIT("request_uri"), LENGTH, 0},
    {TEXT_INIT("dpop_jkt"), LENGTH, 0},
    {TEXT_INIT("authorization_details"), LENGTH, 0},
    {TEXT_INIT("claims"), THAT_IT_WAS_SENT, 0},
    {TEXT_INIT("login_hint"), THAT_IT_WAS_SENT, 0},
    {TEXT_INIT("id_token_hint"), THAT_IT_WAS_SENT, 0},
    {TEXT_INIT("login_hint_token"), THAT_IT_WAS_SENT, 0},
    {TEXT_INIT("binding_message"), THAT_IT_WAS_SENT, 0},
    {TEXT_INIT("username"), THAT_IT_WAS_SENT, 0},
    {TEXT_INIT("password"), THAT_IT_WAS_SENT, 0},
};

static bool
is_run_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* Random characters, or a number that may be a person's. */
static bool
looks_secret(struct text run)
{
	size_t digits = 0, upper = 0, lower = 0;
	for (size_t i = 0; i < run.n; i++) {
		digits += run.at[i] >= '0' && run.at[i] <= '9';
		upper += run.at[i] >= 'A' && run.at[i] <= 'Z';
		lower += run.at[i] >= 'a' && run.at[i] <= 'z';
	}
	if (digits >= NUMBER)
		return true;
	return (run.n >= RUN && digits >= RUN_DIGITS && upper + lower) ||
	       (run.n >= MIXED_RUN && upper && lower);
}

static bool
stands_in(struct texts known, struct text run)
{
	for (size_t i = 0; i < known.n; i++)
		for (size_t at = 0; at + run.n <= known.at[i].n; at++)
			if (memcmp(known.at[i].at + at, run.at, run.n) == 0)
				return true;
	return false;
}

static void
build_cut(struct builder *b, size_t n)
{
	build_printf(b, "[\xe2\x80\xa6%zu\xe2\x80\xa6]", n);
}

/* A word without spaces: run by run. */
static void
build_word(struct builder *b, struct text word, struct texts known)
{
	size_t at = 0;
	while (at < word.n) {
		size_t end = at;
		while (end < word.n && is_run_char(word.at[end]))
			end++;
		struct text run = text_part(word, at, end - at);
		if (looks_secret(run) && !stands_in(known, run))
			build_cut(b, run.n);
		else
			build_text(b, run);
		if (end < word.n)
			build_char(b, word.at[end++]);
		at = end;
	}
}

/* An e-mail address, or what stands before the host of a URL. */
static bool
has_at(struct text word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.at[i] == '@' || text_starts(text_part(word, i, 3), TEXT("%40")))
			return true;
	return false;
}

/* At most `longest` bytes of it, whole characters. */
static struct text
shortened(struct arena *a, struct text t, size_t longest)
{
	if (t.n <= longest)
		return t;
	size_t n = longest;
	while (n && ((unsigned char)t.at[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(a, "%.*s\xe2\x80\xa6", TEXT_ARG(text_part(t, 0, n)));
}

struct text
shown_value(struct arena *a, struct text value, struct texts known, size_t longest)
{
	struct builder b = builder_new(a, value.n + 16);
	struct text word, rest = value;
	if (!utf8_plain(value, false)) {
		build_cut(&b, value.n);
		return builder_text(&b);
	}
	for (bool first = true; text_next(&rest, ' ', &word); first = false) {
		if (!first)
			build_char(&b, ' ');
		if (has_at(word) && !stands_in(known, word))
			build_cut(&b, word.n);
		else
			build_word(&b, word, known);
	}
	return shortened(a, builder_text(&b), longest);
}

enum { LONGEST_NAME = 32, DISTANCE = 2 };

/* How many letters are to be changed, left out or put in (Levenshtein); for short names.
 */
static size_t
distance(struct text one, struct text other)
{
	size_t row[LONGEST_NAME + 1];
	for (size_t k = 0; k <= other.n; k++)
		row[k] = k;
	for (size_t i = 0; i < one.n; i++) {
		size_t corner = row[0];
		row[0] = i + 1;
		for (size_t k = 0; k < other.n; k++) {
			size_t cost = corner + (one.at[i] != other.at[k]);
			corner = row[k + 1];
			size_t least = (row[k] < corner ? row[k] : corner) + 1;
			row[k + 1] = cost < least ? cost : least;
		}
	}
	return row[other.n];
}

/* The known name that this one was meant for; empty: none. */
static struct text
meant(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(parameters); i++) {
		struct text known = parameters[i].name;
		if (name.n > LONGEST_NAME || known.n < 5)
			continue;
		if (distance(name, known) <= DISTANCE)
			return known;
	}
	return NO_TEXT;
}

static json_t *
unknown_parameter(struct field f)
{
	struct text like = meant(f.name);
	json_t *shown = json_pack("{so sI}", "name", json_text(NO_TEXT), "length",
	    (json_int_t)utf8_length(f.value));
	if (like.n)
		json_object_set_new(shown, "like", json_text(like));
	return shown;
}

static json_t *
shown_parameter(struct arena *a, struct field f, struct texts known, bool by_anybody)
{
	for (size_t i = 0; i < COUNT_OF(parameters); i++) {
		if (!text_eq(parameters[i].name, f.name))
			continue;
		json_t *shown = json_pack("{so}", "name", json_text(f.name));
		size_t longest = parameters[i].longest;
		if (by_anybody && longest > OF_ANYBODY &&
		    !text_eq(f.name, TEXT("redirect_uri")))
			longest = OF_ANYBODY;
		if (parameters[i].shown == VALUE)
			json_object_set_new(shown, "value",
			    json_text(shown_value(a, f.value, known, longest)));
		if (parameters[i].shown == LENGTH)
			json_object_set_new(shown, "length",
			    json_integer((json_int_t)utf8_length(f.value)));
		return shown;
	}
	return unknown_parameter(f);
}

json_t *
shown_parameters(struct arena *a, struct form form, struct texts known, bool by_anybody)
{
	json_t *list = json_array();
	for (size_t i = 0; i < form.n && i < PARAMETERS_MOST; i++)
		json_array_append_new(
		    list, shown_parameter(a, form.at[i], known, by_anybody));
	return list;
}
