#include "base/cleanup.h"
#include "outbound/mail.h"
#include "outbound/url.h"
#include "settings/settings.h"

#include <curl/curl.h>

enum { PATIENCE = 20 }; /* seconds */

DEFINE_CLEANUP(curl, CURL *, curl_easy_cleanup);
DEFINE_CLEANUP(list, struct curl_slist *, curl_slist_free_all);
DEFINE_CLEANUP(url, CURLU *, curl_url_cleanup);
DEFINE_CLEANUP(part, char *, curl_free);

static size_t
give(char *at, size_t size, size_t n, void *rest)
{
	struct text *message = rest;
	struct text piece = text_part(*message, 0, size * n);
	if (piece.n)
		memcpy(at, piece.at, piece.n);
	*message = text_part(*message, piece.n, message->n);
	return piece.n;
}

/* Mails carry links that sign in: they leave this machine under TLS only. */
static bool
stays_here(const char *url)
{
	CLEANUP(url) CURLU *parsed = curl_url();
	CLEANUP(part) char *host = NULL;
	return parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
	       curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	       host_is_loopback(host);
}

static void
set_server(struct arena *a, CURL *curl)
{
	const struct settings *s = settings();
	const char *url = arena_cstr(a, s->mail.url);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
	    (long)(stays_here(url) ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->outbound.ca_file.n)
		curl_easy_setopt(
		    curl, CURLOPT_CAINFO, arena_cstr(a, s->outbound.ca_file));
	if (s->mail.username.n) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, arena_cstr(a, s->mail.username));
		curl_easy_setopt(curl, CURLOPT_PASSWORD, arena_cstr(a, s->mail.password));
	}
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PATIENCE);
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
}

const char *
mail_send(struct arena *a, struct text to, struct text message)
{
	CLEANUP(curl) CURL *curl = curl_easy_init();
	CLEANUP(list) struct curl_slist *recipients = NULL;
	if (!mail_address_fits(to))
		return "the address does not fit into a mail";
	if (curl)
		recipients = curl_slist_append(NULL, arena_cstr(a, to));
	if (!recipients)
		return "memory is short";
	set_server(a, curl);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_cstr(a, settings()->mail.from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, &message);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message.n);
	CURLcode code = curl_easy_perform(curl);
	long answered = 0;
	if (code == CURLE_OK)
		return NULL;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answered);
	return arena_printf(a, "%s (the mail server's last code: %ld)",
	    curl_easy_strerror(code), answered)
	    .at;
}
