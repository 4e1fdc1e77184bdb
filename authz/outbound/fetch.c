#include "outbound/fetch.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "outbound/address.h"
#include "outbound/lifetime.h"
#include "outbound/url.h"
#include "settings/settings.h"

#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

enum { STANDARD_BODY = 64 * 1024, LARGEST_HEAD = 32 * 1024 };

DEFINE_CLEANUP(curl, CURL *, curl_easy_cleanup);
DEFINE_CLEANUP(url, CURLU *, curl_url_cleanup);
DEFINE_CLEANUP(list, struct curl_slist *, curl_slist_free_all);

/* One fetch under way. */
struct way {
	const struct fetch *fetch;
	struct builder body;
	size_t head, most;
	bool refused; /* by its address */
	bool too_large;
	bool only_loopback; /* http */
};

/* Slow peers may hold half of the workers, so that the others keep answering. */
static atomic_int under_way;

static bool
enter(void)
{
	int64_t most = (settings()->server.workers + 1) / 2;
	if (atomic_fetch_add(&under_way, 1) < most)
		return true;
	atomic_fetch_sub(&under_way, 1);
	return false;
}

static void
leave(void)
{
	atomic_fetch_sub(&under_way, 1);
}

static bool
may_connect(const struct way *w, const struct sockaddr *address)
{
	switch (address_kind_of(address)) {
	case ADDRESS_PUBLIC:
		return !w->only_loopback;
	case ADDRESS_PRIVATE:
		return settings()->outbound.allow_private && !w->only_loopback;
	case ADDRESS_LOOPBACK:
		return settings()->outbound.allow_private;
	case ADDRESS_NEVER:
		break;
	}
	return false;
}

/* Asked with the very address that is connected to next: a name that resolves to another
 * one a moment later gains nothing. */
static curl_socket_t
open_socket(void *way, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct way *w = way;
	if (purpose != CURLSOCKTYPE_IPCXN || !may_connect(w, &address->addr)) {
		w->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(
	    address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t
take_body(char *at, size_t size, size_t n, void *way)
{
	struct way *w = way;
	if (size * n > w->most - w->body.n) {
		w->too_large = true;
		return 0;
	}
	build_bytes(&w->body, at, size * n);
	return size * n;
}

static size_t
take_head(char *at, size_t size, size_t n, void *way)
{
	struct way *w = way;
	(void)at;
	w->head += size * n;
	w->too_large |= w->head > LARGEST_HEAD;
	return w->too_large ? 0 : size * n;
}

/* A header with a line break in it would be two. */
static bool
add_header(struct arena *a, struct curl_slist **list, struct text name, struct text value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.at[i] < ' ')
			return false;
	struct text line = arena_printf(a, "%.*s: %.*s", TEXT_ARG(name), TEXT_ARG(value));
	struct curl_slist *longer = curl_slist_append(*list, line.at);
	if (longer)
		*list = longer;
	return longer != NULL;
}

static bool
add_headers(struct arena *a, const struct fetch *f, struct curl_slist **list)
{
	bool done = true;
	if (f->accept.n)
		done = add_header(a, list, TEXT("Accept"), f->accept);
	if (f->method == FETCH_POST)
		done = done && add_header(a, list, TEXT("Content-Type"), f->content_type);
	for (size_t i = 0; i < f->header_count; i++)
		done =
		    done && add_header(a, list, f->headers[i].name, f->headers[i].value);
	/* The body is small: it need not be announced. */
	struct curl_slist *longer = done ? curl_slist_append(*list, "Expect:") : NULL;
	if (longer)
		*list = longer;
	return longer != NULL;
}

static void
set_limits(CURL *curl, struct way *w)
{
	long milliseconds = (long)settings()->outbound.timeout * 1000;
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* nor the environment's */
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
	/* A name server that never answers does not hold us longer than that. */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, w);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, w);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, w);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)w->most);
}

static void
set_tls(struct arena *a, CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* In place of the system's file: the system's folder still counts beside it. */
	if (settings()->outbound.ca_file.n)
		curl_easy_setopt(
		    curl, CURLOPT_CAINFO, arena_cstr(a, settings()->outbound.ca_file));
}

static void
set_request(struct arena *a, CURL *curl, const struct fetch *f, CURLU *url,
    struct curl_slist *headers)
{
	curl_easy_setopt(curl, CURLOPT_CURLU, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "authz/" AUTHZ_VERSION);
	if (f->method != FETCH_POST)
		return;
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->body.n);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, arena_cstr(a, f->body));
}

/* What went wrong, as much as may be told to whoever named the URL. */
static const char *
reason(CURLcode code, const struct way *w)
{
	if (w->too_large || code == CURLE_FILESIZE_EXCEEDED)
		return "the answer is too large";
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return "the URL's server did not answer in time";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_ISSUER_ERROR:
		return "the certificate of the URL's server was not accepted";
	default:
		return "the URL's server can not be reached from here";
	}
}

static struct text
header_of(struct arena *a, CURL *curl, const char *name)
{
	struct builder b = builder_new(a, 64);
	struct curl_header *header;
	for (size_t i = 0;
	     curl_easy_header(curl, name, i, CURLH_HEADER, -1, &header) == CURLHE_OK;
	     i++) {
		if (i)
			build_char(&b, ',');
		build_text(&b, text_of(header->value));
	}
	return builder_text(&b);
}

static int64_t
bounded_lifetime(struct arena *a, CURL *curl, const struct fetch *f)
{
	int64_t lifetime = cache_lifetime(
	    (struct freshness){.cache_control = header_of(a, curl, "Cache-Control"),
		.expires = header_of(a, curl, "Expires"),
		.date = header_of(a, curl, "Date"),
		.age = header_of(a, curl, "Age")});
	if (lifetime > f->keep_most)
		lifetime = f->keep_most;
	return lifetime < f->keep_least ? f->keep_least : lifetime;
}

/* Scheme, host and port: what stands behind them may be a secret. */
static struct text
origin(struct text url)
{
	size_t host = text_index(url, '/') + 2;
	struct text rest = text_part(url, host, url.n);
	size_t path = text_index(rest, '/'), query = text_index(rest, '?');
	return text_part(url, 0, host + (path < query ? path : query));
}

static const char *
perform(struct arena *a, CURL *curl, struct way *w, struct fetched *out)
{
	long status = 0;
	CURLcode code = curl_easy_perform(curl);
	if (code != CURLE_OK) {
		log_info("outbound_failed", LT("server", origin(w->fetch->url)),
		    LC("why", w->refused ? "its address is not allowed"
					 : curl_easy_strerror(code)));
		return reason(code, w);
	}
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	*out = (struct fetched){.status = (int)status,
	    .content_type = header_of(a, curl, "Content-Type"),
	    .body = builder_text(&w->body),
	    .lifetime = bounded_lifetime(a, curl, w->fetch)};
	return NULL;
}

static const char *
fetch(struct arena *a, const struct fetch *f, CURLU *url, struct fetched *out)
{
	CLEANUP(curl) CURL *curl = curl_easy_init();
	CLEANUP(list) struct curl_slist *headers = NULL;
	struct way w = {.fetch = f,
	    .body = builder_new(a, 4096),
	    .most = f->max_bytes ? f->max_bytes : STANDARD_BODY,
	    .only_loopback = text_eq_nocase(text_part(f->url, 0, 5), TEXT("http:"))};
	if (!curl || !add_headers(a, f, &headers))
		return "the request can not be made";
	set_limits(curl, &w);
	set_tls(a, curl);
	set_request(a, curl, f, url, headers);
	return perform(a, curl, &w, out);
}

const char *
fetch_run(struct arena *a, const struct fetch *f, struct fetched *out)
{
	CLEANUP(url) CURLU *url = NULL;
	*out = (struct fetched){0};
	const char *fault = url_open(f->url, &url);
	if (fault)
		return fault;
	if (!f->apart && !enter())
		return "too many requests to other servers are under way; try again";
	fault = fetch(a, f, url, out);
	if (!f->apart)
		leave();
	return fault;
}
