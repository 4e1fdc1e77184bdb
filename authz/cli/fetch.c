#include "cli/fetch.h"

#include "base/builder.h"
#include "base/cleanup.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>

enum { LARGEST = 1024 * 1024 };

DEFINE_CLEANUP(curl, CURL *, curl_easy_cleanup);
DEFINE_CLEANUP(file, FILE *, fclose);

static size_t
collect(char *at, size_t size, size_t n, void *builder)
{
	struct builder *b = builder;
	if (b->n + size * n > LARGEST)
		return 0;
	build_bytes(b, at, size * n);
	return size * n;
}

const char *
fetch_url(struct arena *a, struct text url, struct text *body)
{
	CLEANUP(curl) CURL *curl = curl_easy_init();
	struct builder b = builder_new(a, 4096);
	long status = 0;
	if (!curl)
		return "libcurl can't start";
	curl_easy_setopt(curl, CURLOPT_URL, arena_cstr(a, url));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &b);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	CURLcode code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return curl_easy_strerror(code);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		return arena_printf(a, "the server answered %ld", status).at;
	*body = builder_text(&b);
	return NULL;
}

const char *
fetch_file(struct arena *a, struct text path, struct text *body)
{
	CLEANUP(file) FILE *file = fopen(arena_cstr(a, path), "re");
	if (!file)
		return arena_printf(a, "%s", strerror(errno)).at;
	char *at = arena_alloc(a, LARGEST + 1);
	size_t n = fread(at, 1, LARGEST + 1, file);
	if (ferror(file) || n > LARGEST)
		return "the file can't be read, or is over 1 MiB";
	*body = (struct text){at, n};
	return NULL;
}
