#include "payments.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 256 * 1024 };

struct body {
	char *at;
	size_t n;
};

static size_t
collect(char *at, size_t size, size_t n, void *into)
{
	struct body *b = into;
	size_t more = size * n;
	if (b->n + more > LARGEST)
		return 0;
	char *bigger = realloc(b->at, b->n + more + 1);
	if (!bigger)
		return 0;
	memcpy(bigger + b->n, at, more);
	b->at = bigger;
	b->n += more;
	b->at[b->n] = '\0';
	return more;
}

char *
fetch(const char *url, const char *form, const char *user, const char *password)
{
	struct body body = {NULL, 0};
	long status = 0;
	CURL *curl = curl_easy_init();
	if (!curl)
		return NULL;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 5L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (form)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form);
	if (user) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
	}
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	if (code == CURLE_OK && status == 200 && body.at)
		return body.at;
	free(body.at);
	return NULL;
}

char *
form_encode(const char *value)
{
	CURL *curl = curl_easy_init();
	if (!curl)
		return NULL;
	char *escaped = curl_easy_escape(curl, value, 0);
	char *copy = escaped ? strdup(escaped) : NULL;
	curl_free(escaped);
	curl_easy_cleanup(curl);
	return copy;
}
