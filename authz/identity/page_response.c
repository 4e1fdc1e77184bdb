#include "base/cleanup.h"
#include "base/encoding.h"
#include "identity/signin.h"
#include "settings/settings.h"

static const struct text language_cookie = TEXT_INIT("authz_language");

enum language
request_language(struct request *rq)
{
	struct text wanted = form_get(rq->parameters, TEXT("ui_locales"));
	if (!wanted.n)
		wanted = cookie_get(rq, language_cookie);
	return language_choose(wanted, request_header(rq, TEXT("Accept-Language")));
}

/* `page` in another language: its address with ui_locales changed. */
static json_t *
language_link(struct request *rq, struct text page, const char *tag)
{
	struct builder b = builder_new(rq->arena, page.n + 32);
	size_t mark = text_index(page, '?');
	struct text rest = text_part(page, mark + 1, page.n), pair;
	build_text(&b, text_part(page, 0, mark));
	build_printf(&b, "?ui_locales=%s", tag);
	while (text_next(&rest, '&', &pair)) {
		if (!pair.n || text_starts(pair, TEXT("ui_locales=")))
			continue;
		build_char(&b, '&');
		build_text(&b, pair);
	}
	return json_text(builder_text(&b));
}

/* Where this page can be had again by a GET: as the page says, or as it was asked for. */
static void
add_language_links(struct request *rq, json_t *data)
{
	struct text page = text_of(json_string_value(json_object_get(data, "page")));
	if (!page.n && rq->method == METHOD_GET)
		page = arena_printf(
		    rq->arena, "%.*s?%.*s", TEXT_ARG(rq->path), TEXT_ARG(rq->query));
	if (page.n)
		json_object_set_new(data, "languages",
		    json_pack("{so so}", "en", language_link(rq, page, "en"), "zh",
			language_link(rq, page, "zh")));
}

/* A language chosen by its link stays chosen. */
static void
remember_language(struct request *rq, enum language language)
{
	if (form_get(rq->parameters, TEXT("ui_locales")).n)
		cookie_set(rq, language_cookie, language_tag(language), 365 * 86400);
}

/* Where the issuer has a path, the pages' links and forms lead below it. What a template
 * fills in is escaped, so that no quote in front of a name is another's. */
static struct text
below_base(struct arena *a, struct text html)
{
	static const struct text names[] = {
	    TEXT_INIT(" href=\"/"), TEXT_INIT(" action=\"/"), TEXT_INIT(" src=\"/")};
	struct text base = settings()->server.base_path;
	struct builder b = builder_new(a, base.n ? html.n + html.n / 8 : 1);
	if (!base.n)
		return html;
	while (html.n) {
		size_t space = text_index(html, ' ');
		build_text(&b, text_part(html, 0, space));
		html = text_part(html, space, html.n);
		size_t taken = html.n ? 1 : 0;
		build_text(&b, text_part(html, 0, taken));
		for (size_t i = 0; i < COUNT_OF(names); i++) {
			if (!text_starts(html, names[i]))
				continue;
			taken = names[i].n - 1;
			build_text(&b, text_part(html, 1, taken - 1));
			build_text(&b, base);
		}
		html = text_part(html, taken, html.n);
	}
	return builder_text(&b);
}

static void
add_headers(struct request *rq, struct response *rs, struct text form_action)
{
	struct text policy = arena_printf(rq->arena,
	    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src "
	    "'self'; "
	    "form-action 'self'%s%.*s; frame-ancestors 'none'; base-uri 'none'",
	    form_action.n ? " " : "", TEXT_ARG(form_action));
	response_header(rq, rs, TEXT("Content-Security-Policy"), policy);
	response_header(rq, rs, TEXT("X-Frame-Options"), TEXT("DENY"));
	response_header(rq, rs, TEXT("Referrer-Policy"), TEXT("no-referrer"));
	/* An app that opened its sign-in as a popup must not lose hold of the window:
	 * what it gets to know is that it closed. */
	if (!form_action.n)
		response_header(
		    rq, rs, TEXT("Cross-Origin-Opener-Policy"), TEXT("same-origin"));
	no_store(rq);
	if (rq->https)
		response_header(
		    rq, rs, TEXT("Strict-Transport-Security"), TEXT("max-age=31536000"));
}

struct response *
respond_page_leading_to(struct request *rq, int status, const char *name, json_t *data,
    struct text form_action)
{
	enum language language = request_language(rq);
	remember_language(rq, language);
	json_object_set_new(data, "csrf", json_text(csrf_token(rq)));
	add_language_links(rq, data);
	if (rq->user) {
		struct text shown = rq->user->name.n ? rq->user->name : rq->user->email;
		json_object_set_new(data, "user",
		    json_pack("{so so sb}", "name", json_text(shown), "email",
			json_text(rq->user->email), "operates",
			rq->session && rq->session->operates));
	}
	struct response *rs = respond(rq, status, TEXT("text/html; charset=utf-8"),
	    below_base(rq->arena, page_render(rq->arena, language, name, data)));
	response_header(rq, rs, TEXT("Content-Language"), language_tag(language));
	add_headers(rq, rs, form_action);
	return rs;
}

struct response *
respond_page(struct request *rq, int status, const char *name, json_t *data)
{
	return respond_page_leading_to(rq, status, name, data, NO_TEXT);
}

struct response *
respond_error_detail(
    struct request *rq, int status, const char *phrase_name, struct text detail)
{
	enum language language = request_language(rq);
	struct text title = arena_printf(rq->arena, "%s.title", phrase_name);
	struct text words = arena_printf(rq->arena, "%s.text", phrase_name);
	json_t *data = json_pack("{so so so so}", "title",
	    json_text(phrase(rq->arena, language, title, NULL)), "text",
	    json_text(phrase(rq->arena, language, words, NULL)), "detail",
	    json_text(detail), "request_id", json_text(rq->id));
	return respond_page(rq, status, "error", data);
}

struct response *
respond_error_page(struct request *rq, int status, const char *phrase_name)
{
	return respond_error_detail(rq, status, phrase_name, NO_TEXT);
}

const struct response *
store_error_page(struct request *rq, enum store_status status)
{
	if (status != STORE_AWAY)
		return respond_error_page(rq, 500, "errors.internal");
	struct response *rs = respond_error_page(rq, 503, "errors.database");
	response_header(rq, rs, TEXT("Retry-After"), TEXT("2"));
	return rs;
}
