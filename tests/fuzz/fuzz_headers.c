/* Request headers, one a line as `Name: value`: cookies, what proxies add, credentials,
 * bearer tokens, languages. Nobody here knows a secret, so nobody gets in. */
#include "base/encoding.h"
#include "fuzz.h"
#include "html/page.h"
#include "http/exchange.h"
#include "identity/signin.h"
#include "jose/keyring.h"
#include "oauth/access_token.h"
#include "oauth/client_auth/method.h"
#include "settings/settings.h"

#include <arpa/inet.h>

enum { HEADERS_MOST = 32 };

static const struct text trusted[] = {
    TEXT_INIT("10.0.0.0/8"), TEXT_INIT("fd00::/8"), TEXT_INIT("192.0.2.1")};
static struct settings with_proxies;

static void
set_up(void)
{
	static bool done;
	if (done)
		return;
	struct arena *a = arena_new();
	with_proxies.server.trusted_proxies = (struct texts){trusted, COUNT_OF(trusted)};
	with_proxies.server.issuer = TEXT("http://localhost:8080");
	settings_use(&with_proxies);
	const char *fault = keyring_load(
	    a, TEXT("00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), NULL, false);
	HOLDS(!fault);
	arena_free(a);
	done = true;
}

static bool
is_address(struct arena *a, struct text t)
{
	unsigned char bytes[16];
	const char *s = arena_cstr(a, t);
	return inet_pton(AF_INET, s, bytes) == 1 || inet_pton(AF_INET6, s, bytes) == 1;
}

static void
the_peer_is_an_address(struct request rq)
{
	set_peer_behind(&rq, TEXT("203.0.113.9"));
	HOLDS(text_eq(rq.peer, TEXT("203.0.113.9")) && !rq.https);
	set_peer_behind(&rq, TEXT("10.1.2.3"));
	HOLDS(is_address(rq.arena, rq.peer));
	struct text proto = request_header(&rq, TEXT("X-Forwarded-Proto"));
	HOLDS(rq.https == text_eq_nocase(proto, TEXT("https")));
}

static void
cookies_come_back(struct request rq)
{
	static const struct text value = TEXT_INIT("dmFsdWU");
	struct text cookie = request_cookie(&rq, TEXT("authz_csrf"));
	HOLDS(!has_char(cookie, ';'));
	cookie_set(&rq, TEXT("authz_csrf"), value, 0);
	struct text set = rq.extra[rq.extra_count - 1].value;
	const struct header sent = {
	    TEXT("Cookie"), text_part(set, 0, text_index(set, ';'))};
	rq.headers = &sent;
	rq.header_count = 1;
	HOLDS(text_eq(cookie_get(&rq, TEXT("authz_csrf")), value));
}

static void
credentials_come_back(struct request rq)
{
	struct credentials c = {0}, again = {0};
	if (!client_secret_basic.take(&rq, &c) || c.fault)
		return;
	HOLDS(utf8_valid(c.client_id) && utf8_valid(c.secret));
	struct builder b = builder_new(rq.arena, 256);
	build_percent(&b, c.client_id);
	build_char(&b, ':');
	build_percent(&b, c.secret);
	struct text pair = builder_text(&b);
	struct text encoded = base64_encode(rq.arena, pair.at, pair.n);
	if (encoded.n > 4096)
		return;
	const struct header sent = {TEXT("authorization"),
	    arena_printf(rq.arena, "basic %.*s", TEXT_ARG(encoded))};
	rq.headers = &sent;
	rq.header_count = 1;
	HOLDS(client_secret_basic.take(&rq, &again) && !again.fault);
	HOLDS(text_eq(again.client_id, c.client_id) && text_eq(again.secret, c.secret));
}

static void
nobody_gets_in(struct request rq)
{
	HOLDS(!load_session(&rq) && !rq.session);
	/* On a loop: who may have to ask the database is put off, not let in. */
	rq.db = NULL;
	const struct response *answer = require_bearer(&rq);
	HOLDS(answer);
	HOLDS(answer == DEFER || answer->status == 401 || answer->status == 400);
}

void
fuzz(struct arena *a, struct text input)
{
	/* On a worker, whose database is never asked. */
	static int database;
	struct header headers[HEADERS_MOST];
	struct request rq = {.arena = a,
	    .method = METHOD_GET,
	    .headers = headers,
	    .db = (struct db *)&database};
	set_up();
	while (rq.header_count < HEADERS_MOST && input.at) {
		struct text line = next_line(&input);
		size_t colon = text_index(line, ':');
		headers[rq.header_count++] = (struct header){text_part(line, 0, colon),
		    text_trim(text_part(line, colon + 1, line.n))};
	}
	the_peer_is_an_address(rq);
	cookies_come_back(rq);
	credentials_come_back(rq);
	nobody_gets_in(rq);
	enum language language =
	    language_choose(NO_TEXT, request_header(&rq, TEXT("Accept-Language")));
	HOLDS(language == LANGUAGE_EN || language == LANGUAGE_ZH);
}
