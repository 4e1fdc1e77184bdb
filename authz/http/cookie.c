#include "http/request.h"

/* RFC 6265bis 4.1.3.2: a __Host- cookie is from this host, by https, for all paths. */
static struct text
full_name(const struct request *rq, struct text name)
{
	return rq->https ? arena_printf(rq->arena, "__Host-%.*s", TEXT_ARG(name)) : name;
}

struct text
request_cookie(const struct request *rq, struct text name)
{
	for (size_t i = 0; i < rq->header_count; i++) {
		if (!text_eq_nocase(rq->headers[i].name, TEXT("Cookie")))
			continue;
		struct text rest = rq->headers[i].value, pair;
		while (text_next(&rest, ';', &pair)) {
			pair = text_trim(pair);
			size_t equals = text_index(pair, '=');
			if (text_eq(text_part(pair, 0, equals), name))
				return text_part(pair, equals + 1, pair.n);
		}
	}
	return NO_TEXT;
}

struct text
cookie_get(const struct request *rq, struct text name)
{
	return request_cookie(rq, full_name(rq, name));
}

void
cookie_set(struct request *rq, struct text name, struct text value, int64_t max_age)
{
	struct builder b = builder_new(rq->arena, 256);
	build_text(&b, full_name(rq, name));
	build_char(&b, '=');
	build_text(&b, value);
	build_text(&b, TEXT("; Path=/; HttpOnly; SameSite=Lax"));
	if (rq->https)
		build_text(&b, TEXT("; Secure"));
	if (max_age)
		build_printf(
		    &b, "; Max-Age=%lld", (long long)(max_age < 0 ? 0 : max_age));
	request_add_header(rq, TEXT("Set-Cookie"), builder_text(&b));
}
