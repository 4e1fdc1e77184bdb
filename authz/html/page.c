#include "html/page.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/log.h"
#include "html/catalogue.h"
#include "html/mustache.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>

enum { OVERRIDES_MOST = 64, LARGEST_OVERRIDE = 1024 * 1024 };

/* Loaded once before threads start. */
static struct arena *kept;
static struct {
	struct text name, content;
} overrides[OVERRIDES_MOST];
static size_t override_count;
static json_t *static_urls;

static struct text
template_source(struct text name)
{
	for (size_t i = 0; i < override_count; i++)
		if (text_eq(overrides[i].name, name))
			return overrides[i].content;
	const struct embedded_file *file = embedded_find(embedded_templates, name);
	return file ? embedded_text(file) : NO_TEXT;
}

static bool
read_override(struct text folder, const char *name)
{
	struct text path = arena_printf(kept, "%.*s/%s", TEXT_ARG(folder), name);
	FILE *file = fopen(path.at, "re");
	if (!file) {
		log_error(
		    "template_unreadable", LT("file", path), LC("why", strerror(errno)));
		return false;
	}
	char *at = arena_alloc(kept, LARGEST_OVERRIDE);
	size_t n = fread(at, 1, LARGEST_OVERRIDE, file);
	bool good = !ferror(file) && n < LARGEST_OVERRIDE;
	fclose(file);
	if (!good || !utf8_valid((struct text){at, n})) {
		log_error("template_unusable", LT("file", path),
		    LC("why", good ? "it is not UTF-8" : "it is too large"));
		return false;
	}
	overrides[override_count].name = arena_text(kept, text_of(name));
	overrides[override_count++].content = (struct text){at, n};
	return true;
}

static bool
read_overrides(struct text folder)
{
	bool good = true;
	DIR *dir = opendir(arena_cstr(kept, folder));
	if (!dir) {
		log_error("templates_unreadable", LT("folder", folder),
		    LC("why", strerror(errno)));
		return false;
	}
	for (struct dirent *e; good && (e = readdir(dir));) {
		if (!text_ends(text_of(e->d_name), TEXT(".html")))
			continue;
		if (!embedded_find(embedded_templates, text_of(e->d_name))) {
			log_warn("template_unknown", LC("name", e->d_name));
			continue;
		}
		good =
		    override_count < OVERRIDES_MOST && read_override(folder, e->d_name);
	}
	closedir(dir);
	return good;
}

static struct text
static_etag(struct arena *a, struct text body)
{
	return arena_printf(a, "%08x%zx", crc32_of(body), body.n);
}

bool
static_file(struct text name, struct text *body, struct text *type, struct text *etag)
{
	static const struct {
		struct text ending, type;
	} types[] = {{TEXT_INIT(".css"), TEXT_INIT("text/css; charset=utf-8")},
	    {TEXT_INIT(".js"), TEXT_INIT("text/javascript; charset=utf-8")},
	    {TEXT_INIT(".svg"), TEXT_INIT("image/svg+xml")}};
	struct arena *a = arena_new();
	const struct embedded_file *file = embedded_find(
	    embedded_templates, arena_printf(a, "static/%.*s", TEXT_ARG(name)));
	arena_free(a);
	if (!file)
		return false;
	*body = embedded_text(file);
	*type = TEXT("application/octet-stream");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (text_ends(name, types[i].ending))
			*type = types[i].type;
	*etag = NO_TEXT;
	const char *kept_etag = json_string_value(
	    json_object_get(static_urls, file->name + sizeof("static")));
	*etag = text_of(kept_etag);
	return true;
}

/* {{static.authz_css}} is /static/authz.css?v=… */
static json_t *
static_json(void)
{
	json_t *urls = json_object();
	const char *name;
	json_t *etag;
	json_object_foreach(static_urls, name, etag)
	{
		struct text key = arena_text(kept, text_of(name));
		for (size_t i = 0; i < key.n; i++)
			if (key.at[i] == '.')
				((char *)(uintptr_t)key.at)[i] = '_';
		json_object_set_new(urls, key.at,
		    json_sprintf("/static/%s?v=%s", name, json_string_value(etag)));
	}
	return urls;
}

static json_t *static_for_templates;

bool
pages_load(struct text override_folder)
{
	arena_free(kept);
	kept = arena_new();
	override_count = 0;
	json_decref(static_urls);
	json_decref(static_for_templates);
	static_urls = json_object();
	for (const struct embedded_file *f = embedded_templates; f->name; f++)
		if (text_starts(text_of(f->name), TEXT("static/"))) {
			struct text etag = static_etag(kept, embedded_text(f));
			json_object_set_new(static_urls, f->name + sizeof("static"),
			    json_stringn(etag.at, etag.n));
		}
	static_for_templates = static_json();
	return catalogue_load() &&
	       (!override_folder.n || read_overrides(override_folder));
}

static struct text
partial(void *language, struct text name)
{
	(void)language;
	struct arena *a = arena_new();
	struct text source =
	    template_source(arena_printf(a, "partials/%.*s.html", TEXT_ARG(name)));
	arena_free(a);
	return source;
}

static struct text
phrase_hook(void *language, struct text name)
{
	return catalogue_phrase(*(enum language *)language, name);
}

struct text
page_render(struct arena *a, enum language language, const char *name, json_t *data)
{
	const struct mustache_hooks hooks = {partial, phrase_hook, &language};
	json_object_set_new(data, "lang", json_string(language_tag(language).at));
	/* A copy: jansson's reference counts are not for threads to share. */
	json_object_set_new(data, "static", json_deep_copy(static_for_templates));
	struct text inner = mustache_render(
	    a, template_source(arena_printf(a, "%s.html", name)), data, &hooks);
	json_object_set_new(data, "content", json_stringn(inner.at, inner.n));
	struct text page =
	    mustache_render(a, template_source(TEXT("layout.html")), data, &hooks);
	json_decref(data);
	return page;
}
