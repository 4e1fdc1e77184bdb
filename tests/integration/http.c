#include "harness.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static size_t
collect(char *at, size_t size, size_t n, void *builder)
{
	build_bytes(builder, at, size * n);
	return size * n;
}

static void
set_body(CURL *curl, const struct ask *how)
{
	const char *body = how->form ? how->form : how->body;
	if (!body)
		return;
	size_t size = how->size ? how->size : strlen(body);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
}

static struct curl_slist *
headers_of(const struct ask *how)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	if (how->type)
		list =
		    curl_slist_append(list, text_format("Content-Type: %s", how->type));
	if (how->bearer)
		list = curl_slist_append(
		    list, text_format("Authorization: Bearer %s", how->bearer));
	for (size_t i = 0; i < 4 && how->header[i]; i++)
		list = curl_slist_append(list, how->header[i]);
	return list;
}

static void
set_method(CURL *curl, const struct ask *how)
{
	bool head = how->method && strcmp(how->method, "HEAD") == 0;
	curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, head ? NULL : how->method);
	set_body(curl, how);
	curl_easy_setopt(curl, CURLOPT_NOBODY, head ? 1L : 0L);
}

static void
set_user(CURL *curl, const struct ask *how)
{
	curl_easy_setopt(curl, CURLOPT_USERNAME, how->user);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, how->user ? how->password : NULL);
}

struct answer
ask(struct ask how)
{
	const struct process *to = how.to ? how.to : server;
	struct builder body = builder_new(arena, 1024), head = builder_new(arena, 1024);
	CURL *curl = how.browser ? how.browser : curl_easy_init();
	const char *url =
	    how.path[0] == '/' ? text_format("%s%s", to->url, how.path) : how.path;
	struct curl_slist *headers = headers_of(&how);
	struct answer a = {0};
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, how.seconds ? how.seconds : 60L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
	set_method(curl, &how);
	set_user(curl, &how);
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &a.status);
	if (!how.browser)
		curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	a.size = body.n;
	build_char(&body, '\0');
	build_char(&head, '\0');
	a.body = body.at;
	a.head = head.at;
	a.json = keep_json(json_loadb(a.body, a.size, JSON_REJECT_DUPLICATES, NULL));
	return a;
}

const char *
form_of(const char *name, ...)
{
	struct builder b = builder_new(arena, 512);
	va_list args;
	va_start(args, name);
	for (; name; name = va_arg(args, const char *)) {
		if (b.n)
			build_char(&b, '&');
		build_percent(&b, text_of(name));
		build_char(&b, '=');
		build_percent(&b, text_of(va_arg(args, const char *)));
	}
	va_end(args);
	build_char(&b, '\0');
	return b.at;
}

const char *
text_format(const char *format, ...)
{
	char *made = NULL;
	va_list args;
	va_start(args, format);
	int n = vasprintf(&made, format, args);
	va_end(args);
	if (n < 0)
		abort();
	const char *kept = arena_cstr(arena, (struct text){made, (size_t)n});
	free(made);
	return kept;
}

const char *
header_of(const struct answer *a, const char *name)
{
	struct text rest = text_of(a->head), line;
	while (text_next(&rest, '\n', &line)) {
		size_t colon = text_index(line, ':');
		if (colon == line.n ||
		    !text_eq_nocase(text_part(line, 0, colon), text_of(name)))
			continue;
		struct text value = text_part(line, colon + 1, line.n);
		if (value.n && value.at[value.n - 1] == '\r')
			value.n--;
		return arena_cstr(arena, text_trim(value));
	}
	return NULL;
}

const char *
member(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	return value ? value : "";
}

const char *
json_line(const json_t *json)
{
	char *line = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
	const char *kept = arena_cstr(arena, text_of(line));
	free(line);
	return kept;
}

const char *
query_of(const char *url, const char *name)
{
	const char *at = strchr(url, '?');
	struct text rest = text_of(at ? at + 1 : ""), pair;
	while (text_next(&rest, '&', &pair)) {
		size_t equals = text_index(pair, '=');
		if (!text_eq(text_part(pair, 0, equals), text_of(name)))
			continue;
		struct text value = text_part(pair, equals + 1, pair.n);
		int n;
		char *plain = curl_easy_unescape(NULL, value.at, (int)value.n, &n);
		const char *kept = arena_cstr(arena, (struct text){plain, (size_t)n});
		curl_free(plain);
		return kept;
	}
	return NULL;
}

void
ck_status(const struct answer *a, long status)
{
	ck_assert_msg(a->status == status, "status %ld, not %ld: %s%s", a->status, status,
	    a->head, a->body);
}

void
ck_error(const struct answer *a, long status, const char *code)
{
	ck_status(a, status);
	ck_assert_str_eq(member(a->json, "error"), code);
	const char *words = member(a->json, "error_description");
	ck_assert_str_ne(words, "");
	for (const char *c = words; *c; c++)
		ck_assert(*c >= 0x20 && *c <= 0x7e && *c != '"' && *c != '\\');
	ck_assert_str_eq(header_of(a, "Cache-Control"), "no-store");
	ck_assert_str_eq(header_of(a, "X-Content-Type-Options"), "nosniff");
}
