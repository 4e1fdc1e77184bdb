/*
 * Pages: Mustache templates (compiled in; single files may be overridden by a folder)
 * laid into templates/layout.html, with words from catalogues (templates/i18n/en and zh,
 * a file an area). In templates {{t.login.title}} is a phrase of the catalogue. Phrases
 * may hold {name} slots filled from the same data: "{app} wants to…" takes data's `app`.
 */
#ifndef AUTHZ_HTML_PAGE_H
#define AUTHZ_HTML_PAGE_H

#include "base/builder.h"

#include <jansson.h>

enum language { LANGUAGE_EN, LANGUAGE_ZH };

/* The best we have for `ui_locales` (OIDC Core 3.1.2.1, space-separated, may be empty),
 * then for an Accept-Language header (RFC 9110 12.5.4), then English. */
enum language language_choose(struct text ui_locales, struct text accept_language);
/* "en" or "zh": BCP 47 tags, for <html lang> and for titles by language. */
struct text language_tag(enum language language);

/* Loads templates and catalogues, checks that every catalogue has the same keys.
 * False after logging what is wrong. Call once before threads start. */
bool pages_load(struct text override_folder);

/* A phrase by its dotted name, slots filled from `data` (may be NULL); plain text, not
 * HTML. */
struct text phrase(
    struct arena *a, enum language language, struct text name, const json_t *data);

/*
 * The whole page `name` ("login" is templates/login.html) laid into the layout. Takes
 * over the reference to `data`. `data.title` names the page; the layout shows `data.user`
 * as signed in when it is there. `t`, `lang` are added here.
 */
struct text page_render(
    struct arena *a, enum language language, const char *name, json_t *data);

/*
 * A file under templates/static: body, type, and an entity tag without quotes; false when
 * there is none of that name. Templates name its URL with the tag, so that it may be kept
 * for good: {{static.authz_css}} is /static/authz.css?v=TAG.
 */
bool static_file(
    struct text name, struct text *body, struct text *type, struct text *etag);

#endif
