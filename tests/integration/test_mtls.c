/* RFC 8705: apps known by their certificates, and tokens bound to them. */
#include "flow.h"

#include "base/encoding.h"
#include "jose/digest.h"

#include <stdlib.h>
#include <string.h>

#define GRANT FORM("grant_type", "client_credentials", "scope", "payments:read")
#define MAY_GRANT "--grant", "client_credentials", "--scope", "payments:read"

/* The nodes beside `server`, on its database: one asks for certificates in its own TLS,
 * one believes a proxy. */
static struct process native, behind;
static const char *folder, *native_url;

static const char script[] =
    "set -e; cd %s\n"
    "key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $1; }\n"
    "self() { key $1.key; openssl req -utf8 -x509 -key $1.key -days 2 -subj \"$2\" "
    "-addext \"$3\" -out $1; }\n"
    "issued() { key $1.key; openssl req -utf8 -new -key $1.key -subj \"$2\" -out $1.csr; "
    "printf '%%b' \"$4\" >$1.ext; openssl x509 -req -in $1.csr -days 2 -CA $3 "
    "-CAkey $3.key -CAcreateserial -extfile $1.ext -out $1; }\n"
    "self host /CN=localhost subjectAltName=DNS:localhost\n"
    "self ca /CN=Authority basicConstraints=critical,CA:TRUE\n"
    "self stranger /CN=Authority basicConstraints=critical,CA:TRUE\n"
    "san='subjectAltName=DNS:app.example,URI:https://app.example/id,IP:192.0.2.7,"
    "email:app@app.example\\nextendedKeyUsage=clientAuth\\n'\n"
    "name='/C=DE/O=Exämple, Inc./CN=The app'\n"
    "issued app \"$name\" ca \"$san\"\n"
    "issued forged \"$name\" stranger \"$san\"\n"
    "issued serving \"$name\" ca 'extendedKeyUsage=serverAuth\\n'\n"
    "issued other '/C=DE/O=Other/CN=The app' ca 'extendedKeyUsage=clientAuth\\n'\n"
    "issued between '/CN=Between' ca 'basicConstraints=critical,CA:TRUE\\n'\n"
    "issued deep \"$name\" between \"$san\"\n"
    "cat deep between >deep.chain\n"
    "self own '/CN=own' extendedKeyUsage=clientAuth\n"
    "openssl req -x509 -key own.key -days 2 -subj /CN=renewed -out renewed\n"
    "self wrong '/CN=own' extendedKeyUsage=clientAuth\n"
    "for c in app forged other own wrong deep between; do "
    "openssl x509 -in $c -outform DER -out $c.der; done\n";

static void
make_certificates(void)
{
	char made[] = "/tmp/authz-mtls-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(made));
	folder = text_format("%s", made);
	FILE *f = popen("sh 2>/dev/null", "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f, script, folder);
	ck_assert_int_eq(pclose(f), 0);
}

static const char *
file(const char *name)
{
	return text_format("%s/%s", folder, name);
}

static void
remove_folder(void *which)
{
	ck_assert_int_eq(system(text_format("rm -rf '%s'", (const char *)which)), 0);
}

static void
drop(void *process)
{
	process_drop(process);
}

static void
node_start(struct process *p, const char *const *more)
{
	const char *all[12] = {
	    text_format("AUTHZ_DATABASE_URL=postgresql://authz@/authz?host=%s/data/run",
		server->folder),
	    text_format("AUTHZ_KEYS_FILE=%s/data/keyring", server->folder),
	    text_format("AUTHZ_SERVER_ISSUER=%s", server->url),
	    text_format("AUTHZ_TLS_CLIENT_CA=%s", file("ca")), "AUTHZ_SERVER_WORKERS=4"};
	size_t n = 5;
	while (*more)
		all[n++] = *more++;
	process_start(p, all);
	keep(drop, p);
}

static void
native_start(void)
{
	int port = free_port();
	make_certificates();
	keep(remove_folder, (void *)(uintptr_t)folder);
	native_url = text_format("https://localhost:%d", port);
	node_start(
	    &native, (const char *const[]){"AUTHZ_TLS_CLIENT_CERTIFICATES=request",
			 text_format("AUTHZ_SERVER_LISTEN=127.0.0.1:%d", port),
			 text_format("AUTHZ_SERVER_TLS_CERTIFICATE=%s", file("host")),
			 text_format("AUTHZ_SERVER_TLS_KEY=%s", file("host.key")),
			 text_format("AUTHZ_TLS_MTLS_ISSUER=%s", native_url), NULL});
	apis_exist();
}

/* Asks the native node with that certificate; NULL: without one. */
static struct answer
ask_showing(const char *certificate, struct ask how)
{
	CURL *curl = curl_easy_init();
	keep(curl_easy_cleanup, curl);
	curl_easy_setopt(curl, CURLOPT_CAINFO, file("host"));
	if (certificate) {
		struct text name = text_of(certificate);
		struct text bare = text_part(name, 0, text_index(name, '.'));
		curl_easy_setopt(curl, CURLOPT_SSLCERT, file(certificate));
		curl_easy_setopt(curl, CURLOPT_SSLKEY,
		    text_format("%s/%.*s.key", folder, TEXT_ARG(bare)));
	}
	how.browser = curl;
	how.path = text_format("%s%s", native_url, how.path);
	return ask(how);
}

static struct answer
grant_showing(const char *certificate, struct app app)
{
	return ask_showing(certificate,
	    (struct ask){.path = "/oauth2/token",
		.form = text_format("%s&%s", GRANT, FORM("client_id", app.id))});
}

static struct app
app_of(const char *method, const char *metadata)
{
	return APP("--auth-method", method, "--metadata", metadata, MAY_GRANT);
}

static struct app
app_named(const char *member_name, const char *value)
{
	return app_of(
	    "tls_client_auth", text_format("{\"%s\":\"%s\"}", member_name, value));
}

static struct text
der_of(const char *name)
{
	static char room[8192];
	FILE *f = fopen(file(text_format("%s.der", name)), "rb");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(room, 1, sizeof(room), f);
	fclose(f);
	return arena_text(arena, (struct text){room, n});
}

/* The JWK of that certificate's key, by openssl's own words. */
static const char *
jwk_of(const char *name)
{
	unsigned char point[65];
	FILE *f =
	    popen(text_format("openssl ec -in %s.key -pubout -outform DER 2>/dev/null "
			      "| tail -c 65",
		      file(name)),
		"r");
	ck_assert_uint_eq(fread(point, 1, sizeof(point), f), sizeof(point));
	pclose(f);
	struct text x = base64url_encode(arena, point + 1, 32);
	struct text y = base64url_encode(arena, point + 33, 32);
	return text_format(
	    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"}",
	    TEXT_ARG(x), TEXT_ARG(y));
}

#define SUBJECT "CN=The app,O=Exämple\\\\, Inc.,C=DE"

START_TEST(an_app_is_known_by_one_name_of_its_certificate)
{
	native_start();
	const char *good[][2] = {{"tls_client_auth_subject_dn", SUBJECT},
	    {"tls_client_auth_subject_dn",
		"cn=The app , 2.5.4.10=Ex\\\\c3\\\\a4mple\\\\2C Inc.,c=DE"},
	    {"tls_client_auth_san_dns", "APP.example"},
	    {"tls_client_auth_san_uri", "https://app.example/id"},
	    {"tls_client_auth_san_ip", "192.0.2.7"},
	    {"tls_client_auth_san_email", "app@app.example"}};
	const char *bad[][2] = {{"tls_client_auth_subject_dn", "CN=The app,O=Other,C=DE"},
	    {"tls_client_auth_subject_dn", "CN=The app"},
	    {"tls_client_auth_subject_dn", "C=DE,O=Exämple\\\\, Inc.,CN=The app"},
	    {"tls_client_auth_subject_dn", "CN=The app+O=Exämple\\\\, Inc.,C=DE"},
	    {"tls_client_auth_san_dns", "example"},
	    {"tls_client_auth_san_dns", "*.example"},
	    {"tls_client_auth_san_dns", "https://app.example/id"},
	    {"tls_client_auth_san_uri", "https://app.example"},
	    {"tls_client_auth_san_ip", "192.0.2.8"},
	    {"tls_client_auth_san_email", "app@APP.example"}};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct answer a = grant_showing("app", app_named(good[i][0], good[i][1]));
		ck_assert_msg(
		    a.status == 200, "%s %s: %s", good[i][0], good[i][1], a.body);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a = grant_showing("app", app_named(bad[i][0], bad[i][1]));
		ck_assert_msg(a.status == 401, "%s %s: %s", bad[i][0], bad[i][1], a.body);
		ck_error(&a, 401, "invalid_client");
	}
}
END_TEST

START_TEST(only_the_operators_authorities_vouch_for_a_name)
{
	native_start();
	struct app app = app_named("tls_client_auth_subject_dn", SUBJECT);
	static const char *const bad[] = {
	    "forged", "serving", "other", "own", "ca", NULL};
	struct answer a = grant_showing("app", app);
	ck_status(&a, 200);
	/* An authority in between comes along in the handshake, or is not known. */
	a = grant_showing("deep.chain", app);
	ck_status(&a, 200);
	a = grant_showing("deep", app);
	ck_error(&a, 401, "invalid_client");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		a = grant_showing(bad[i], app);
		ck_assert_msg(
		    a.status == 401, "%s: %s", bad[i] ? bad[i] : "none", a.body);
	}
	/* Beside the certificate, nothing else may prove the app. */
	a = ask_showing("app", (struct ask){.path = "/oauth2/token",
				   .form = text_format("%s&%s", GRANT,
				       FORM("client_id", app.id, "client_secret", "x"))});
	ck_error(&a, 401, "invalid_client");
	CLI("client", "suspend", app.id);
	a = grant_showing("app", app);
	ck_error(&a, 401, "invalid_client");
	/* Nor does it do for an app of another method. */
	a = grant_showing("app", web_app());
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(a_self_signed_certificate_is_known_by_its_key)
{
	native_start();
	struct app app = app_of("self_signed_tls_client_auth",
	    text_format("{\"jwks\":{\"keys\":[%s]}}", jwk_of("own")));
	struct answer a = grant_showing("own", app);
	ck_status(&a, 200);
	/* Renewed with the same key, it is as good. */
	ck_assert_int_eq(
	    system(text_format("cp %s %s", file("own.key"), file("renewed.key"))), 0);
	a = grant_showing("renewed", app);
	ck_status(&a, 200);
	a = grant_showing("wrong", app);
	ck_error(&a, 401, "invalid_client");
	a = grant_showing("app", app);
	ck_error(&a, 401, "invalid_client");
	a = grant_showing(NULL, app);
	ck_error(&a, 401, "invalid_client");
}
END_TEST

static struct text
x5t_of(const char *name)
{
	return sha256_base64url(arena, der_of(name));
}

static const char *
bound_to(const char *access_token)
{
	json_t *claims = jwt_part(access_token, 1);
	return member(json_object_get(claims, "cnf"), "x5t#S256");
}

START_TEST(a_token_is_bound_to_the_certificate)
{
	native_start();
	struct app app = app_of("tls_client_auth",
	    "{\"tls_client_auth_san_dns\":\"app.example\","
	    "\"tls_client_certificate_bound_access_tokens\":true}");
	struct app api = resource_server(PAYMENTS);
	struct answer a = grant_showing("app", app);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_type"), "Bearer");
	const char *token = member(a.json, "access_token");
	ck_assert_str_eq(bound_to(token), arena_cstr(arena, x5t_of("app")));
	a = introspect(api, token);
	ck_assert_str_eq(member(json_object_get(a.json, "cnf"), "x5t#S256"),
	    arena_cstr(arena, x5t_of("app")));
	/* A gateway is told the same, and a thief gets nowhere. */
	a = ask_showing("app", (struct ask){.path = "/oauth2/check", .bearer = token});
	ck_status(&a, 200);
	a = ask_showing("other", (struct ask){.path = "/oauth2/check", .bearer = token});
	ck_error(&a, 401, "invalid_token");
	a = ask_showing(NULL, (struct ask){.path = "/oauth2/check", .bearer = token});
	ck_error(&a, 401, "invalid_token");
	ck_contains(header_of(&a, "WWW-Authenticate"), "error=\"invalid_token\"");
	a = ASK(.path = "/oauth2/check", .bearer = token);
	ck_error(&a, 401, "invalid_token");
}
END_TEST

START_TEST(a_public_apps_refresh_token_is_bound_too)
{
	native_start();
	struct app app = APP("--public", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--grant", "refresh_token", "--scope", "openid",
	    "--scope", "payments:read", "--metadata",
	    "{\"tls_client_certificate_bound_access_tokens\":true}");
	struct browser *b = signed_in(person());
	const char *form = FORM("grant_type", "authorization_code", "code",
	    code_of(b, app, "openid payments:read"), "redirect_uri", CALLBACK,
	    "code_verifier", VERIFIER, "client_id", app.id);
	struct answer a =
	    ask_showing(NULL, (struct ask){.path = "/oauth2/token", .form = form});
	ck_error(&a, 400, "invalid_request");
	a = ask_showing("own", (struct ask){.path = "/oauth2/token", .form = form});
	ck_status(&a, 200);
	ck_assert_str_eq(
	    bound_to(member(a.json, "access_token")), arena_cstr(arena, x5t_of("own")));
	const char *refresh_form = FORM("grant_type", "refresh_token", "refresh_token",
	    member(a.json, "refresh_token"), "client_id", app.id);
	const char *token = member(a.json, "access_token");
	a = ask_showing(
	    "wrong", (struct ask){.path = "/oauth2/token", .form = refresh_form});
	ck_error(&a, 400, "invalid_grant");
	a = ask_showing(
	    "own", (struct ask){.path = "/oauth2/token", .form = refresh_form});
	ck_status(&a, 200);
	ck_assert_str_eq(
	    bound_to(member(a.json, "access_token")), arena_cstr(arena, x5t_of("own")));
	a = ask_showing("own", (struct ask){.path = "/oauth2/userinfo", .bearer = token});
	ck_status(&a, 200);
	a = ask_showing(
	    "wrong", (struct ask){.path = "/oauth2/userinfo", .bearer = token});
	ck_error(&a, 401, "invalid_token");
	a = ASK(.path = "/oauth2/userinfo", .bearer = token);
	ck_error(&a, 401, "invalid_token");
	/* The app can't take the binding off by coming without. */
	a = ASK(.path = "/oauth2/token", .form = refresh_form);
	ck_error(&a, 400, "invalid_request");
	CLI("client", "set", app.id, "--metadata",
	    "{\"tls_client_certificate_bound_access_tokens\":false}");
	a = ASK(.path = "/oauth2/token", .form = refresh_form);
	ck_error(&a, 400, "invalid_grant");
}
END_TEST

START_TEST(nobody_is_made_to_show_one)
{
	native_start();
	struct app app = web_app();
	struct answer a = ask_showing(NULL, (struct ask){.path = "/login"});
	ck_status(&a, 200);
	a = ask_showing(NULL, (struct ask){.path = "/oauth2/token",
				  .form = GRANT,
				  .user = app.id,
				  .password = app.secret});
	ck_status(&a, 200);
	ck_assert_str_eq(bound_to(member(a.json, "access_token")), "");
	a = ask_showing("own", (struct ask){.path = "/oauth2/token",
				   .form = GRANT,
				   .user = app.id,
				   .password = app.secret});
	ck_status(&a, 200);
	ck_assert_str_eq(bound_to(member(a.json, "access_token")), "");
}
END_TEST

static const char *
byte_sequence(const char *header, const char *name)
{
	struct text raw = der_of(name);
	struct text url = base64url_encode(arena, raw.at, raw.n);
	char *t = arena_alloc(arena, url.n + 4);
	for (size_t i = 0; i < url.n; i++)
		t[i] = (char)(url.at[i] == '-'	 ? '+'
			      : url.at[i] == '_' ? '/'
						 : url.at[i]);
	memcpy(t + url.n, "===", url.n % 4 ? 4 - url.n % 4 : 0);
	return text_format("%s: :%s:", header, t);
}

static struct answer
grant_forwarded(struct app app, const char *one, const char *two)
{
	return ASK(.to = &behind, .path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT, FORM("client_id", app.id)),
	    .header = {one, two});
}

START_TEST(a_trusted_proxy_may_pass_the_certificate_on)
{
	make_certificates();
	keep(remove_folder, (void *)(uintptr_t)folder);
	node_start(&behind, (const char *const[]){"AUTHZ_TLS_CLIENT_CERTIFICATES=proxy",
				"AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1", NULL});
	struct app app = app_of("tls_client_auth",
	    "{\"tls_client_auth_san_dns\":\"app.example\","
	    "\"tls_client_certificate_bound_access_tokens\":true}");
	const char *good = byte_sequence("Client-Cert", "app");
	struct answer a = grant_forwarded(app, good, NULL);
	ck_status(&a, 200);
	const char *token = member(a.json, "access_token");
	ck_assert_str_eq(bound_to(token), arena_cstr(arena, x5t_of("app")));
	a = ASK(.to = &behind, .path = "/oauth2/check", .bearer = token,
	    .header = {good});
	ck_status(&a, 200);
	a = ASK(.to = &behind, .path = "/oauth2/check", .bearer = token);
	ck_error(&a, 401, "invalid_token");
	a = grant_forwarded(app, byte_sequence("Client-Cert", "deep"),
	    byte_sequence("Client-Cert-Chain", "between"));
	ck_status(&a, 200);
	const char *bad[][2] = {{byte_sequence("Client-Cert", "forged"), NULL},
	    {good, good}, {byte_sequence("Client-Cert", "deep"), NULL},
	    {"Client-Cert: :AAAA:", NULL}, {"Client-Cert: ::", NULL},
	    {"Client-Cert: app", NULL}, {byte_sequence("Client-Cert-Chain", "app"), NULL},
	    {text_format("%s, :AAAA:", good), NULL}, {NULL, NULL}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		a = grant_forwarded(app, bad[i][0], bad[i][1]);
		ck_assert_msg(a.status == 401, "%zu: %s", i, a.body);
	}
	/* `server` trusts proxies, but not for certificates. */
	a = ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT, FORM("client_id", app.id)),
	    .header = {good});
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(nobody_else_is_believed_a_certificate)
{
	make_certificates();
	keep(remove_folder, (void *)(uintptr_t)folder);
	node_start(&behind, (const char *const[]){"AUTHZ_TLS_CLIENT_CERTIFICATES=proxy",
				"AUTHZ_SERVER_TRUSTED_PROXIES=192.0.2.1", NULL});
	struct app app = app_named("tls_client_auth_san_dns", "app.example");
	struct answer a = grant_forwarded(app, byte_sequence("Client-Cert", "app"), NULL);
	ck_error(&a, 401, "invalid_client");
}
END_TEST

static void
ck_refused(const char *method, const char *metadata)
{
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){"client", "add", "--name", "x", "--auth-method", method,
		"--metadata", metadata, MAY_GRANT, NULL});
	ck_assert_msg(status != 0, "%s %s", method, metadata);
}

START_TEST(an_app_has_exactly_one_name)
{
	apis_exist();
	ck_refused("tls_client_auth", "{}");
	ck_refused("tls_client_auth", "{\"tls_client_auth_san_dns\":\"a.example\",\"tls_"
				      "client_auth_san_ip\":\"::1\"}");
	ck_refused("tls_client_auth", "{\"tls_client_auth_subject_dn\":\"The app\"}");
	ck_refused("tls_client_auth", "{\"tls_client_auth_subject_dn\":\"CN=a;O=b\"}");
	ck_refused("tls_client_auth", "{\"tls_client_auth_san_ip\":\"192.0.2.0/24\"}");
	ck_refused("self_signed_tls_client_auth", "{}");
}
END_TEST

START_TEST(metadata_tells_where_certificates_are_asked_for)
{
	native_start();
	struct answer a = ask_showing(
	    NULL, (struct ask){.path = "/.well-known/oauth-authorization-server"});
	const char *methods =
	    json_line(json_object_get(a.json, "token_endpoint_auth_methods_supported"));
	ck_contains(methods, "\"tls_client_auth\"");
	ck_contains(methods, "\"self_signed_tls_client_auth\"");
	ck_assert(json_is_true(
	    json_object_get(a.json, "tls_client_certificate_bound_access_tokens")));
	json_t *aliases = json_object_get(a.json, "mtls_endpoint_aliases");
	ck_assert_str_eq(member(aliases, "token_endpoint"),
	    text_format("%s/oauth2/token", native_url));
	ck_assert_str_eq(member(aliases, "userinfo_endpoint"),
	    text_format("%s/oauth2/userinfo", native_url));
	ck_assert_ptr_null(json_object_get(aliases, "authorization_endpoint"));
	/* Where nobody asks for them, nothing is promised. */
	a = ASK(.path = "/.well-known/oauth-authorization-server");
	methods =
	    json_line(json_object_get(a.json, "token_endpoint_auth_methods_supported"));
	ck_lacks(methods, "tls_client_auth");
	ck_assert_ptr_null(json_object_get(a.json, "mtls_endpoint_aliases"));
}
END_TEST

static CURLcode
connect_by(long version, const char *ciphers)
{
	CURL *curl = curl_easy_init();
	keep(curl_easy_cleanup, curl);
	curl_easy_setopt(curl, CURLOPT_URL, text_format("%s/login", native_url));
	curl_easy_setopt(curl, CURLOPT_CAINFO, file("host"));
	curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, version);
	if (ciphers)
		curl_easy_setopt(curl, CURLOPT_SSL_CIPHER_LIST, ciphers);
	return curl_easy_perform(curl);
}

/* RFC 9325 4.2. */
START_TEST(old_ciphers_are_not_spoken)
{
	const long tls12 =
	    (long)CURL_SSLVERSION_TLSv1_2 | (long)CURL_SSLVERSION_MAX_TLSv1_2;
	static const char *const bad[] = {"ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA",
	    "ECDHE-ECDSA-AES128-CCM", "AES128-GCM-SHA256:AES256-SHA",
	    "DHE-RSA-AES128-GCM-SHA256"};
	native_start();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(
		    connect_by(tls12, bad[i]) == CURLE_SSL_CONNECT_ERROR, "%s", bad[i]);
	ck_assert_int_eq(connect_by(tls12,
			     "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"),
	    CURLE_OK);
	ck_assert_int_eq(connect_by((long)CURL_SSLVERSION_TLSv1_3, NULL), CURLE_OK);
}
END_TEST

static Suite *
mtls(void)
{
	return SUITE_OF("certificates of apps", 120,
	    an_app_is_known_by_one_name_of_its_certificate,
	    only_the_operators_authorities_vouch_for_a_name,
	    a_self_signed_certificate_is_known_by_its_key,
	    a_token_is_bound_to_the_certificate, a_public_apps_refresh_token_is_bound_too,
	    nobody_is_made_to_show_one, a_trusted_proxy_may_pass_the_certificate_on,
	    nobody_else_is_believed_a_certificate, an_app_has_exactly_one_name,
	    metadata_tells_where_certificates_are_asked_for, old_ciphers_are_not_spoken);
}
SUITE(mtls);
