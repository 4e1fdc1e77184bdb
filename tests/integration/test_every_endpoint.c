/* What every address owes, whatever it is for. */
#include "flow.h"

#include "base/cleanup.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const protocol_posts[] = {
    "/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"};

START_TEST(a_parameter_sent_twice_is_refused)
{
	struct app app = web_app();
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = "grant_type=client_credentials&grant_type=client_credentials",
	    .user = app.id, .password = app.secret);
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token",
	    .form = "grant_type=client_credentials&grant_type=", .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/introspect", .form = "token=a&token=b", .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "unauthorized_client");
	struct app api = resource_server(PAYMENTS);
	a = ASK(.path = "/oauth2/introspect", .form = "token=a&token=b", .user = api.id,
	    .password = api.secret);
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/revoke", .form = "token=a&token=b", .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(sent_twice_is_twice_though_one_is_empty)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer t = client_credentials(app, "payments:read");
	const char *token = member(t.json, "access_token");
	static const char *const names[] = {"client_id", "client_secret"};
	for (size_t p = 0; p < COUNT_OF(protocol_posts); p++)
		for (size_t i = 0; i < COUNT_OF(names); i++)
			for (int empty_first = 0; empty_first < 2; empty_first++) {
				const char *form = text_format(
				    empty_first ? "%1$s=&%1$s=%2$s" : "%1$s=%2$s&%1$s=",
				    names[i], i ? api.secret : api.id);
				struct answer a =
				    ASK(.path = protocol_posts[p], .form = form);
				ck_error(&a, 400, "invalid_request");
			}
	struct answer a = ASK(.path = "/oauth2/userinfo",
	    .form = text_format("access_token=&access_token=%s", token));
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/check?scope=&scope=payments:read", .bearer = token);
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/check?resource=&resource=" PAYMENTS, .bearer = token);
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(unknown_parameters_are_ignored_and_empty_ones_count_as_left_out)
{
	struct app app = web_app();
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = "grant_type=client_credentials&scope=payments%3Aread&foo=1&foo=2&"
		    "resource=&code=",
	    .user = app.id, .password = app.secret);
	ck_status(&a, 200);
	a = ASK(.path = "/oauth2/token", .form = "grant_type=", .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(bodies_of_other_types_and_broken_forms_are_refused)
{
	static const struct {
		const char *type, *body;
		size_t size;
	} bad[] = {{"application/json", "{\"grant_type\":\"client_credentials\"}", 0},
	    {"text/plain", "token=x", 0}, {"multipart/form-data; boundary=x", "--x--", 0},
	    {"application/x-www-form-urlencoded", "token=%ZZ", 0},
	    {"application/x-www-form-urlencoded", "token=%0", 0},
	    {"application/x-www-form-urlencoded", "token=a%00b", 0},
	    {"application/x-www-form-urlencoded", "token=a\0b", 9},
	    {"application/x-www-form-urlencoded", "token=%ff%fe", 0},
	    {"application/x-www-form-urlencoded", "token=%c0%80", 0},
	    {"application/x-www-form-urlencoded", "token=%ed%a0%80", 0}};
	struct app api = resource_server(PAYMENTS);
	for (size_t p = 0; p < 3; p++)
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			struct answer a = ASK(.path = protocol_posts[p],
			    .type = bad[i].type, .body = bad[i].body, .size = bad[i].size,
			    .user = api.id, .password = api.secret);
			ck_error(&a, 400, "invalid_request");
		}
}
END_TEST

START_TEST(a_wrong_method_is_405_with_allow)
{
	for (size_t p = 0; p < 3; p++) {
		struct answer a = ASK(.path = protocol_posts[p]);
		ck_status(&a, 405);
		ck_assert_str_eq(header_of(&a, "Allow"), "POST");
		ck_assert_str_eq(member(a.json, "error"), "invalid_request");
	}
	struct answer a = ASK(.path = "/oauth2/jwks", .form = "a=b");
	ck_status(&a, 405);
	ck_assert_str_eq(header_of(&a, "Allow"), "GET, HEAD");
	a = ASK(.path = "/account", .method = "DELETE");
	ck_status(&a, 405);
	ck_contains(header_of(&a, "Content-Type"), "text/html");
	a = ASK(.path = "/oauth2/token", .method = "BREW", .body = "");
	ck_status(&a, 405);
}
END_TEST

START_TEST(head_is_get_without_the_body)
{
	struct answer get = ASK(.path = "/oauth2/jwks");
	struct answer head = ASK(.path = "/oauth2/jwks", .method = "HEAD");
	ck_status(&head, 200);
	ck_assert_uint_eq(head.size, 0);
	ck_assert_str_eq(
	    header_of(&head, "Content-Length"), header_of(&get, "Content-Length"));
}
END_TEST

START_TEST(what_is_too_large_is_refused_and_the_server_lives)
{
	size_t big = 3 << 20;
	char *body = malloc(big + 1);
	memset(body, 'a', big);
	memcpy(body, "token=", 6);
	body[big] = '\0';
	struct answer a = ASK(.path = "/oauth2/introspect",
	    .type = "application/x-www-form-urlencoded", .body = body);
	ck_status(&a, 413);
	ck_assert_str_eq(member(a.json, "error"), "invalid_request");
	/* Without a length told beforehand. */
	a = ASK(.path = "/oauth2/introspect", .type = "application/x-www-form-urlencoded",
	    .body = body, .header = {"Transfer-Encoding: chunked"});
	ck_status(&a, 413);
	body[60000] = '\0';
	a = ASK(.path = text_format("/oauth2/jwks?%s", body));
	ck_assert_msg(a.status == 431 || a.status == 414, "status %ld", a.status);
	a = ASK(.path = "/oauth2/jwks", .header = {text_format("X-Long: %s", body)});
	ck_status(&a, 431);
	/* In the endpoint's own format, while the library leaves it to us. */
	body[20000] = '\0';
	a = ASK(.path = "/oauth2/token", .form = "a=b",
	    .header = {text_format("X-Long: %s", body)});
	ck_error(&a, 431, "invalid_request");
	a = ASK(.path = "/login", .header = {text_format("X-Long: %s", body)});
	ck_status(&a, 431);
	ck_contains(header_of(&a, "Content-Type"), "text/html");
	free(body);
	a = ASK(.path = "/oauth2/jwks");
	ck_status(&a, 200);
}
END_TEST

START_TEST(too_many_parameters_are_refused)
{
	struct builder b = builder_new(arena, 4096);
	for (int i = 0; i < 200; i++)
		build_printf(&b, "p%d=1&", i);
	build_char(&b, '\0');
	struct answer a = ASK(.path = "/oauth2/revoke", .form = b.at);
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(browser_apps_may_call_what_is_for_them_only)
{
	static const char *const open[] = {"/.well-known/oauth-authorization-server",
	    "/.well-known/openid-configuration", "/oauth2/jwks", "/oauth2/token",
	    "/oauth2/revoke", "/oauth2/userinfo"};
	static const char *const closed[] = {"/oauth2/introspect", "/oauth2/check",
	    "/oauth2/authorize", "/login", "/consent", "/account", "/developer"};
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		struct answer a = ASK(.path = open[i], .method = "OPTIONS",
		    .header = {"Origin: https://spa.example",
			"Access-Control-Request-Method: POST",
			"Access-Control-Request-Headers: authorization,content-type"});
		ck_status(&a, 204);
		ck_assert_str_eq(header_of(&a, "Access-Control-Allow-Origin"), "*");
		ck_contains(
		    header_of(&a, "Access-Control-Allow-Headers"), "Authorization");
		ck_assert_ptr_null(header_of(&a, "Access-Control-Allow-Credentials"));
	}
	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
		struct answer a =
		    ASK(.path = closed[i], .header = {"Origin: https://spa.example"});
		ck_assert_ptr_null(header_of(&a, "Access-Control-Allow-Origin"));
	}
	/* An error must be readable too. */
	struct answer a = ASK(.path = "/oauth2/token", .form = "grant_type=x",
	    .header = {"Origin: https://spa.example"});
	ck_error(&a, 401, "invalid_client");
	ck_assert_str_eq(header_of(&a, "Access-Control-Allow-Origin"), "*");
}
END_TEST

START_TEST(every_answer_has_a_request_id)
{
	struct answer a = ASK(.path = "/oauth2/jwks"), b = ASK(.path = "/nothing/here");
	ck_status(&b, 404);
	const char *one = header_of(&a, "X-Request-Id"),
		   *two = header_of(&b, "X-Request-Id");
	ck_assert_uint_eq(strlen(one), 36);
	ck_assert_str_ne(one, two);
	ck_contains(b.body, two);
}
END_TEST

START_TEST(pages_carry_their_guards)
{
	static const char *const pages[] = {
	    "/login", "/signup", "/oauth2/authorize", "/nothing"};
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct answer a = ASK(.path = pages[i]);
		const char *policy = header_of(&a, "Content-Security-Policy");
		ck_contains(policy, "frame-ancestors 'none'");
		ck_contains(policy, "default-src 'none'");
		ck_lacks(policy, "unsafe-inline");
		ck_assert_str_eq(header_of(&a, "X-Frame-Options"), "DENY");
		ck_assert_str_eq(header_of(&a, "Referrer-Policy"), "no-referrer");
		ck_assert_str_eq(
		    header_of(&a, "Cross-Origin-Opener-Policy"), "same-origin");
		ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
		ck_lacks(strstr(a.head, "Cache-Control") + 1, "Cache-Control");
		ck_assert_str_eq(header_of(&a, "X-Content-Type-Options"), "nosniff");
	}
}
END_TEST

START_TEST(an_https_issuer_guards_its_cookies_whatever_the_proxy_tells)
{
	struct process https;
	process_start(
	    &https, (const char *const[]){"AUTHZ_SERVER_ISSUER=https://id.example",
			"AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1", NULL});
	static const char *const told[] = {NULL, "X-Forwarded-Proto: http"};
	for (size_t i = 0; i < 2; i++) {
		struct answer a =
		    ASK(.to = &https, .path = "/login", .header = {told[i]});
		ck_contains(header_of(&a, "Set-Cookie"), "__Host-authz_csrf=");
		ck_contains(header_of(&a, "Set-Cookie"), "; Secure");
		ck_assert_ptr_nonnull(header_of(&a, "Strict-Transport-Security"));
	}
	process_drop(&https);
	/* By http as the issuer is, until a trusted proxy says that people see https. */
	struct answer a = ASK(.path = "/login");
	ck_lacks(header_of(&a, "Set-Cookie"), "Secure");
	a = ASK(.path = "/login", .header = {"X-Forwarded-Proto: https"});
	ck_contains(header_of(&a, "Set-Cookie"), "__Host-authz_csrf=");
}
END_TEST

START_TEST(a_broken_path_is_refused)
{
	static const char *const paths[] = {
	    "/static/%zz", "/static/%00", "/static/%ff", "/developer/apps/%c0%af"};
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct answer a = ASK(.path = paths[i]);
		ck_status(&a, 400);
	}
	struct answer a = ASK(.path = "/static/..%2f..%2fetc%2fpasswd");
	ck_status(&a, 404);
	a = ASK(.path = "/static/../authz.css");
	ck_status(&a, 404);
}
END_TEST

/* What comes back for these bytes until the server closes the connection; it fails when
 * it doesn't within two seconds. */
static const char *
raw(const char *bytes)
{
	int s = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval patience = {.tv_sec = 2};
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)server->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct builder all = builder_new(arena, 4096);
	char part[4096];
	ssize_t n;
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ck_assert_int_eq(connect(s, (struct sockaddr *)&to, sizeof(to)), 0);
	ck_assert_int_eq(send(s, bytes, strlen(bytes), 0), (ssize_t)strlen(bytes));
	while ((n = recv(s, part, sizeof(part), 0)) > 0)
		build_bytes(&all, part, (size_t)n);
	ck_assert_msg(n == 0, "still open after: %s", bytes);
	close(s);
	build_char(&all, '\0');
	return all.at;
}

START_TEST(a_head_that_could_be_read_in_two_ways_is_refused)
{
	static const char *const heads[] = {
	    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
	    "Content-Length: 5\r\nContent-Length: 50\r\n",
	    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
	    "Transfer-Encoding: xchunked\r\n",
	    "Content-Length : 5\r\n",
	    "Content-Length: 5\r\nX-A: b\rContent-Length: 50\r\n",
	    "Content-Length: 5\r\nHost: other\r\n",
	    "Content-Length: 5\r\n(X): y\r\n",
	};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		const char *answer = raw(
		    text_format("POST /oauth2/token HTTP/1.1\r\nHost: a\r\n%s\r\n"
				"0\r\n\r\nGET /oauth2/jwks HTTP/1.1\r\nHost: a\r\n\r\n",
			heads[i]));
		ck_assert_msg(strncmp(answer, "HTTP/1.1 400 ", 13) == 0, "%s: %s",
		    heads[i], answer);
		/* libmicrohttpd 1 refuses some of them itself, in its own words. */
		if (strstr(answer, "X-Request-Id"))
			ck_contains(answer, "invalid_request");
		ck_lacks(answer, "\"keys\"");
	}
}
END_TEST

static Suite *
every_endpoint(void)
{
	return SUITE_OF("every endpoint", 60, a_parameter_sent_twice_is_refused,
	    sent_twice_is_twice_though_one_is_empty,
	    unknown_parameters_are_ignored_and_empty_ones_count_as_left_out,
	    bodies_of_other_types_and_broken_forms_are_refused,
	    a_wrong_method_is_405_with_allow, head_is_get_without_the_body,
	    what_is_too_large_is_refused_and_the_server_lives,
	    too_many_parameters_are_refused, browser_apps_may_call_what_is_for_them_only,
	    every_answer_has_a_request_id, pages_carry_their_guards,
	    an_https_issuer_guards_its_cookies_whatever_the_proxy_tells,
	    a_broken_path_is_refused, a_head_that_could_be_read_in_two_ways_is_refused);
}
SUITE(every_endpoint);
