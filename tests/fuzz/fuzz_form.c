/* Bodies and queries, and the path in front of them. */
#include "base/encoding.h"
#include "fuzz.h"
#include "http/exchange.h"
#include "oauth/parameters.h"
#include "settings/settings.h"

static const struct route routes[] = {
    {METHOD_GET | METHOD_POST, "/oauth2/authorize", ON_WORKER, NULL, ERRORS_PAGE, false},
    {METHOD_GET, "/static/{}", ON_LOOP, NULL, ERRORS_PAGE, false},
    {METHOD_POST, "/developer/apps/{}/secrets/{}", ON_WORKER, NULL, ERRORS_PAGE, false},
    {METHOD_GET, "/", ON_LOOP, NULL, ERRORS_PAGE, false},
};

static void
what_was_parsed_parses_the_same_again(struct arena *a, struct form form)
{
	struct builder b = builder_new(a, 512);
	struct form again;
	for (size_t i = 0; i < form.n; i++) {
		if (i)
			build_char(&b, '&');
		build_percent(&b, form.at[i].name);
		build_char(&b, '=');
		build_percent(&b, form.at[i].value);
	}
	HOLDS(!form_parse(a, builder_text(&b), &again));
	HOLDS(again.n == form.n);
	for (size_t i = 0; i < form.n; i++) {
		HOLDS(text_eq(form.at[i].name, again.at[i].name));
		HOLDS(text_eq(form.at[i].value, again.at[i].value));
		HOLDS(utf8_valid(form.at[i].name) && utf8_valid(form.at[i].value));
	}
}

static void
lookups_agree(struct arena *a, struct form form)
{
	for (size_t i = 0; i < form.n; i++) {
		struct text name = form.at[i].name;
		struct texts all = form_all(a, form, name);
		HOLDS(form_count(form, name) >= all.n);
		HOLDS(text_eq(form_get(form, name), all.n ? all.at[0] : NO_TEXT));
	}
}

static void
what_the_table_allows_is_there_once(struct arena *a, struct form form)
{
	static const struct parameter table[] = {{"client_id", true, false, 40},
	    {"state", false, false, 0}, {"resource", false, true, 0}};
	if (parameters_check(a, table, COUNT_OF(table), form))
		return;
	struct text client_id = form_get(form, TEXT("client_id"));
	HOLDS(client_id.n > 0 && client_id.n <= 40);
	HOLDS(form_count(form, TEXT("client_id")) == 1);
	HOLDS(form_count(form, TEXT("state")) <= 1);
}

static void
a_route_fits_or_nothing_is_known(struct arena *a, struct text path)
{
	static const struct settings below = {.server.base_path = TEXT_INIT("/id")};
	settings_use(&below);
	const struct side side = {NULL, routes, COUNT_OF(routes)};
	struct request rq = {.arena = a, .path = path, .method = METHOD_GET};
	struct routed found = route_find(&side, &rq);
	HOLDS(!found.route || (found.allowed & METHOD_GET));
	HOLDS(!found.route || !found.malformed);
	for (int i = 0; found.route && i < 4; i++)
		HOLDS(utf8_valid(rq.path_args[i]));
	if (found.route == &routes[1])
		HOLDS(text_starts(rq.path, TEXT("/static/")) && rq.path_args[0].n);
}

void
fuzz(struct arena *a, struct text input)
{
	struct form form;
	size_t question = text_index(input, '?');
	a_route_fits_or_nothing_is_known(a, text_part(input, 0, question));
	if (form_parse(a, text_part(input, question + 1, input.n), &form))
		return;
	what_was_parsed_parses_the_same_again(a, form);
	lookups_agree(a, form);
	what_the_table_allows_is_there_once(a, form);
}
