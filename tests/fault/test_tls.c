/* Without a proxy in front, over TLS. */
#include "flow.h"

#include <stdlib.h>
#include <string.h>

/* A certificate for localhost, beside its key. */
static const char *
make_certificate(void)
{
	char folder[] = "/tmp/authz-tls-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(folder));
	const char *make =
	    text_format("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
			"-nodes -days 2 "
			"-subj /CN=localhost -addext subjectAltName=DNS:localhost "
			"-keyout %s/key -out %s/cert 2>/dev/null",
		folder, folder);
	ck_assert_int_eq(system(make), 0);
	return text_format("%s", folder);
}

START_TEST(it_speaks_tls_itself)
{
	const char *folder = make_certificate();
	int port = free_port();
	const char *url = text_format("https://localhost:%d", port);
	process_start(
	    server, (const char *const[]){
			text_format("AUTHZ_SERVER_TLS_CERTIFICATE=%s/cert", folder),
			text_format("AUTHZ_SERVER_TLS_KEY=%s/key", folder),
			text_format("AUTHZ_SERVER_LISTEN=127.0.0.1:%d", port),
			text_format("AUTHZ_SERVER_ISSUER=%s", url), NULL});
	CURL *curl = curl_easy_init();
	keep(curl_easy_cleanup, curl);
	curl_easy_setopt(curl, CURLOPT_CAINFO, text_format("%s/cert", folder));
	struct answer a = ASK(.browser = curl,
	    .path = text_format("%s/.well-known/openid-configuration", url));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "issuer"), url);
	a = ASK(.browser = curl, .path = text_format("%s/login", url));
	ck_status(&a, 200);
	ck_assert_ptr_nonnull(header_of(&a, "Strict-Transport-Security"));
	const char *cookie = header_of(&a, "Set-Cookie");
	ck_contains(cookie, "__Host-authz_csrf=");
	ck_contains(cookie, "; Secure");
	/* And nothing else: neither plain HTTP nor an old version. */
	a = ASK(.path = text_format("http://localhost:%d/login", port), .seconds = 5);
	ck_assert_int_eq(a.status, 0);
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
	curl_easy_setopt(curl, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_0 | CURL_SSLVERSION_MAX_TLSv1_1);
	a = ASK(.browser = curl, .path = text_format("%s/login", url));
	ck_assert_int_eq(a.status, 0);
	process_drop(server);
	ck_assert_int_eq(system(text_format("rm -rf '%s'", folder)), 0);
}
END_TEST

static Suite *
tls(void)
{
	return SUITE_OF("tls", 60, it_speaks_tls_itself);
}
SUITE(tls);
