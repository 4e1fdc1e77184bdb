#include "admin/lookup.h"

#include "base/encoding.h"

#include <strings.h>

enum { WORDS_MOST = 300 };

struct text
lookup_words(struct request *rq)
{
	struct text q = text_trim(form_get(rq->parameters, TEXT("q")));
	q = text_part(q, 0, WORDS_MOST);
	return utf8_valid(q) ? q : NO_TEXT;
}

enum store_status
lookup_apps(struct request *rq, struct text q, struct uuid after, int limit,
    struct app_found **out, size_t *n)
{
	struct uuid id;
	struct search_cursor cursor = {NO_TEXT, NO_UUID};
	struct app_found *last;
	size_t found_last = 0;
	if (uuid_parse(q, &id))
		return search_apps_by_id(rq->db, rq->arena, id, out, n);
	if (!uuid_is_nil(after)) {
		enum store_status status =
		    search_apps_by_id(rq->db, rq->arena, after, &last, &found_last);
		if (status != STORE_OK)
			return status;
	}
	if (found_last)
		cursor = (struct search_cursor){last->name, after};
	if (text_index(q, '@') < q.n)
		return search_apps_by_owner(rq->db, rq->arena, q, cursor, limit, out, n);
	return search_apps_by_name(rq->db, rq->arena, q, cursor, limit, out, n);
}

enum store_status
lookup_people(struct request *rq, struct text q, struct uuid after, int limit,
    struct user **out, size_t *n)
{
	struct user last;
	struct search_cursor cursor = {NO_TEXT, NO_UUID};
	enum store_status status = STORE_NONE;
	if (!uuid_is_nil(after))
		status = user_by_id(rq->db, rq->arena, after, &last);
	if (status == STORE_OK)
		cursor = (struct search_cursor){last.email, after};
	else if (status != STORE_NONE)
		return status;
	return search_users(rq->db, rq->arena, q, cursor, limit, out, n);
}

/* The list goes by address: behind that of the row with this id. */
enum store_status
lookup_resources(struct request *rq, struct text q, struct uuid after, int limit,
    struct resource **out, size_t *n)
{
	struct resource last = {0};
	enum store_status status = STORE_NONE;
	if (!uuid_is_nil(after))
		status = resource_by_id(rq->db, rq->arena, after, &last);
	if (status != STORE_OK && status != STORE_NONE)
		return status;
	return resources_search(rq->db, rq->arena, q, last.uri, limit, out, n);
}

bool
lookup_fits_setting(struct request *rq, const struct setting_shown *s, struct text q)
{
	const char *whole = arena_printf(rq->arena, "[%s] %s %s %s %s", s->section,
	    s->key, s->section, s->key, s->meaning)
				.at;
	return !q.n || strcasestr(whole, arena_cstr(rq->arena, q)) != NULL;
}
