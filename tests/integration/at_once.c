#include "at_once.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MOST = 8192 };

/* Threads don't share the test's arena: each fills its own part of this. */
struct post {
	const char *url, *sent, *method;
	const char *id, *secret; /* NULL: the headers say who asks */
	struct curl_slist *headers;
	long status;
	char body[BODY_MOST];
	size_t size;
	pthread_t thread;
};

static size_t
take(char *at, size_t size, size_t n, void *into)
{
	struct post *p = into;
	size_t bytes = size * n;
	if (p->size + bytes >= BODY_MOST)
		return 0;
	memcpy(p->body + p->size, at, bytes);
	p->size += bytes;
	return bytes;
}

static void *
send_it(void *what)
{
	struct post *p = what;
	CURL *curl = curl_easy_init();
	curl_easy_setopt(curl, CURLOPT_URL, p->url);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, p->sent);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, p->method);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, p->headers);
	if (p->id) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, p->id);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, p->secret);
	}
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, p);
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &p->status);
	curl_easy_cleanup(curl);
	return NULL;
}

static void
all_at_once(const struct post *what, size_t n, struct answer answers[])
{
	struct post *posts = ARENA_ARRAY(arena, n, struct post);
	for (size_t i = 0; i < n; i++) {
		posts[i] = *what;
		if (pthread_create(&posts[i].thread, NULL, send_it, &posts[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < n; i++) {
		pthread_join(posts[i].thread, NULL);
		answers[i] = (struct answer){.status = posts[i].status,
		    .body = posts[i].body,
		    .size = posts[i].size,
		    .head = "",
		    .json = keep_json(json_loadb(posts[i].body, posts[i].size, 0, NULL))};
	}
}

void
post_at_once(
    struct app app, const char *path, const char *form, size_t n, struct answer answers[])
{
	const struct post what = {.url = text_format("%s%s", server->url, path),
	    .sent = form,
	    .method = "POST",
	    .id = app.id,
	    .secret = app.secret};
	all_at_once(&what, n, answers);
}

void
send_at_once(const char *token, const char *method, const char *path, const char *json,
    const char *header, size_t n, struct answer answers[])
{
	struct post what = {.url = text_format("%s%s", server->url, path),
	    .sent = json,
	    .method = method};
	what.headers =
	    curl_slist_append(NULL, text_format("Authorization: Bearer %s", token));
	what.headers = curl_slist_append(what.headers, "Content-Type: application/json");
	what.headers = curl_slist_append(what.headers, header);
	all_at_once(&what, n, answers);
	curl_slist_free_all(what.headers);
}
