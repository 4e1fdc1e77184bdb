#include "outbound/lifetime.h"

#include <curl/curl.h>
#include <stdio.h>

enum { LONGEST = 366 * 86400 };

/* The value of a directive in max-age="60" or max-age=60; false when it is none. */
static bool
directive_is(struct text piece, struct text name, struct text *value)
{
	size_t equals = text_index(piece, '=');
	if (!text_eq_nocase(text_trim(text_part(piece, 0, equals)), name))
		return false;
	*value = text_trim(text_part(piece, equals + 1, piece.n));
	if (value->n > 1 && value->at[0] == '"' && value->at[value->n - 1] == '"')
		*value = text_part(*value, 1, value->n - 2);
	return true;
}

static int64_t
seconds_of(struct text digits)
{
	uint64_t n;
	/* RFC 9111 1.2.2 and 4.2.1: what is no number is stale. */
	if (!text_to_u64(digits, &n))
		return 0;
	return n < LONGEST ? (int64_t)n : LONGEST;
}

/* RFC 9110 5.6.7; -1 for what is no date. */
static int64_t
date_of(struct text t)
{
	char room[64];
	if (!t.n || t.n >= sizeof(room))
		return -1;
	snprintf(room, sizeof(room), "%.*s", TEXT_ARG(t));
	return curl_getdate(room, NULL);
}

/* Without a Date nothing can be said of Expires that two clocks agree about. */
static int64_t
until_expires(struct freshness f)
{
	int64_t expires = date_of(f.expires), date = date_of(f.date);
	if (expires < 0 || date < 0 || expires <= date)
		return 0;
	return expires - date < LONGEST ? expires - date : LONGEST;
}

int64_t
cache_lifetime(struct freshness f)
{
	struct text rest = f.cache_control, piece, value;
	int64_t lifetime = -1;
	while (text_next(&rest, ',', &piece)) {
		if (directive_is(piece, TEXT("no-store"), &value) ||
		    directive_is(piece, TEXT("no-cache"), &value))
			return 0;
		/* Said twice, the shorter counts. */
		if (directive_is(piece, TEXT("max-age"), &value) &&
		    (lifetime < 0 || seconds_of(value) < lifetime))
			lifetime = seconds_of(value);
	}
	if (lifetime < 0 && f.expires.n)
		lifetime = until_expires(f);
	if (lifetime <= 0 || !f.age.n)
		return lifetime;
	int64_t age = seconds_of(f.age);
	return lifetime > age ? lifetime - age : 0;
}
