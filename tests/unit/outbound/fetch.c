/* Against a server on this machine. */
#include "outbound/fetch.h"

#include "base/builder.h"
#include "base/clock.h"
#include "outbound_test.h"
#include "peer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct peer *peer;

static const char *
get(const char *path, struct fetched *out)
{
	struct fetch f = {.url = arena_printf(arena, "%s%s", peer_url(peer), path),
	    .keep_least = 10,
	    .keep_most = 1000};
	return fetch_run(arena, &f, out);
}

static void
ck_contains(const char *got, const char *want)
{
	ck_assert_msg(
	    got && strstr(got, want), "%s, not %s", got ? got : "no fault", want);
}

static void
start(void)
{
	used.outbound.allow_private = true;
	peer = peer_start();
}

START_TEST(a_document_is_fetched_with_what_was_asked)
{
	struct fetched got;
	start();
	peer_answer(peer, "/jwks", 200, "application/json", "{\"keys\":[]}");
	peer_header(peer, "/jwks", "Cache-Control", "max-age=300");
	ck_assert_ptr_null(get("/jwks?a=b", &got));
	ck_assert_int_eq(got.status, 200);
	ck_assert(text_eq(got.body, TEXT("{\"keys\":[]}")));
	ck_assert(text_eq(got.content_type, TEXT("application/json")));
	ck_assert_int_eq(got.lifetime, 300);
	const struct peer_request *asked;
	ck_assert_uint_eq(peer_requests(peer, "/jwks", &asked), 1);
	ck_assert_str_eq(asked->method, "GET");
	ck_assert_str_eq(asked->query, "a=b");
	peer_stop(peer);
}
END_TEST

START_TEST(a_form_is_posted_with_its_headers)
{
	struct fetched got;
	start();
	peer_answer(peer, "/logout", 204, NULL, "");
	struct fetch_header header = {TEXT("Authorization"), TEXT("Bearer x")};
	struct fetch f = {.method = FETCH_POST,
	    .url = arena_printf(arena, "%s/logout", peer_url(peer)),
	    .content_type = TEXT("application/x-www-form-urlencoded"),
	    .body = TEXT("logout_token=a"),
	    .headers = &header,
	    .header_count = 1};
	ck_assert_ptr_null(fetch_run(arena, &f, &got));
	ck_assert_int_eq(got.status, 204);
	const struct peer_request *asked;
	ck_assert_uint_eq(peer_requests(peer, "/logout", &asked), 1);
	ck_assert_str_eq(asked->method, "POST");
	ck_assert_str_eq(asked->content_type, "application/x-www-form-urlencoded");
	ck_assert_str_eq(asked->authorization, "Bearer x");
	ck_assert_str_eq(asked->body, "logout_token=a");
	header.value = TEXT("Bearer x\r\nHost: other");
	ck_assert_ptr_nonnull(fetch_run(arena, &f, &got));
	ck_assert_uint_eq(peer_requests(peer, "/logout", NULL), 1);
	peer_stop(peer);
}
END_TEST

START_TEST(the_lifetime_keeps_the_callers_bounds)
{
	struct fetched got;
	start();
	peer_answer(peer, "/silent", 200, NULL, "");
	peer_answer(peer, "/long", 200, NULL, "");
	peer_header(peer, "/long", "Cache-Control", "max-age=100000");
	peer_answer(peer, "/never", 200, NULL, "");
	peer_header(peer, "/never", "Cache-Control", "max-age=50");
	peer_header(peer, "/never", "Cache-Control", "no-store");
	ck_assert_ptr_null(get("/silent", &got));
	ck_assert_int_eq(got.lifetime, 10);
	ck_assert_ptr_null(get("/long", &got));
	ck_assert_int_eq(got.lifetime, 1000);
	ck_assert_ptr_null(get("/never", &got));
	ck_assert_int_eq(got.lifetime, 10);
	peer_stop(peer);
}
END_TEST

START_TEST(a_redirect_is_an_answer_and_not_followed)
{
	struct fetched got;
	start();
	peer_answer(peer, "/here", 302, NULL, "");
	peer_header(peer, "/here", "Location", "/there");
	ck_assert_ptr_null(get("/here", &got));
	ck_assert_int_eq(got.status, 302);
	ck_assert_uint_eq(peer_requests(peer, "/there", NULL), 0);
	peer_stop(peer);
}
END_TEST

START_TEST(a_slow_server_is_left_alone_in_time)
{
	struct fetched got;
	start();
	peer_answer(peer, "/slow", 200, NULL, "late");
	peer_delay(peer, "/slow", 2500);
	int64_t before = clock_monotonic_us();
	ck_contains(get("/slow", &got), "in time");
	ck_assert_int_lt(clock_monotonic_us() - before, 2000000);
	peer_stop(peer);
}
END_TEST

START_TEST(a_large_answer_is_refused)
{
	struct fetched got;
	start();
	char *large = arena_alloc(arena, 64 * 1024 + 2);
	memset(large, 'a', 64 * 1024 + 1);
	peer_answer(peer, "/large", 200, NULL, large);
	ck_contains(get("/large", &got), "too large");
	ck_assert_uint_eq(got.body.n, 0);
	peer_answer(peer, "/fits", 200, NULL, large + 1);
	ck_assert_ptr_null(get("/fits", &got));
	ck_assert_uint_eq(got.body.n, 64 * 1024);
	/* A head without end. */
	char *value = arena_alloc(arena, 8001);
	memset(value, 'b', 8000);
	peer_answer(peer, "/head", 200, NULL, "");
	for (int i = 0; i < 5; i++)
		peer_header(peer, "/head", "X-Long", value);
	ck_contains(get("/head", &got), "too large");
	peer_stop(peer);
}
END_TEST

START_TEST(this_machine_is_not_reached_unless_allowed)
{
	struct fetched got;
	start();
	peer_answer(peer, "/", 200, NULL, "");
	used.outbound.allow_private = false;
	ck_assert_ptr_nonnull(get("/", &got));
	/* Over https it is the address that is refused, before a byte is sent. */
	const char *port = strrchr(peer_url(peer), ':');
	static const char *const hosts[] = {"localhost", "127.0.0.1", "127.1",
	    "0x7f000001", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]",
	    "0.0.0.0", "[::]"};
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct fetch f = {
		    .url = arena_printf(arena, "https://%s%s/", hosts[i], port)};
		ck_contains(fetch_run(arena, &f, &got), "can not be reached");
	}
	ck_assert_uint_eq(peer_requests(peer, "/", NULL), 0);
	peer_stop(peer);
}
END_TEST

START_TEST(no_proxy_of_the_environment_is_asked)
{
	struct fetched got;
	start();
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	setenv("all_proxy", "http://127.0.0.1:1/", 1);
	peer_answer(peer, "/", 200, NULL, "");
	ck_assert_ptr_null(get("/", &got));
	peer_stop(peer);
}
END_TEST

static void *
get_slowly(void *fault)
{
	struct fetched got;
	struct arena *a = arena_new();
	struct fetch f = {.url = arena_printf(a, "%s/slow", peer_url(peer))};
	*(const char **)fault = fetch_run(a, &f, &got);
	arena_free(a);
	return NULL;
}

START_TEST(slow_servers_hold_half_of_the_workers_at_most)
{
	struct fetched got;
	pthread_t threads[2];
	const char *faults[2];
	start();
	used.server.workers = 4;
	peer_answer(peer, "/slow", 200, NULL, "");
	peer_delay(peer, "/slow", 600);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, get_slowly, &faults[i]);
	ck_assert_uint_eq(peer_wait(peer, "/slow", 2), 2);
	ck_contains(get("/", &got), "under way");
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_ptr_null(faults[i]);
	}
	ck_assert_ptr_null(get("/", &got));
	peer_stop(peer);
}
END_TEST

static const char *
read_all(const char *path)
{
	char *at = arena_alloc(arena, 8192);
	FILE *f = fopen(path, "re");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_gt(fread(at, 1, 8191, f), 0);
	fclose(f);
	return at;
}

/* A server with a certificate of that name, which nobody vouches for. */
static const char *
start_tls(const char *name)
{
	char *folder = arena_alloc(arena, 64);
	snprintf(folder, 64, "/tmp/authz-outbound-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(
	    system(arena_printf(arena,
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
		"-days 2 -subj /CN=%s -addext subjectAltName=DNS:%s "
		"-keyout %s/key -out %s/cert 2>/dev/null",
		name, name, folder, folder)
		       .at),
	    0);
	used.outbound.allow_private = true;
	peer = peer_start_tls(read_all(arena_printf(arena, "%s/cert", folder).at),
	    read_all(arena_printf(arena, "%s/key", folder).at));
	peer_answer(peer, "/", 200, NULL, "over TLS");
	return folder;
}

static void
stop_tls(const char *folder)
{
	peer_stop(peer);
	ck_assert_int_eq(system(arena_printf(arena, "rm -r '%s'", folder).at), 0);
}

START_TEST(a_certificate_must_be_vouched_for)
{
	struct fetched got;
	const char *folder = start_tls("localhost");
	ck_contains(get("/", &got), "certificate");
	ck_assert_uint_eq(peer_requests(peer, "/", NULL), 0);
	used.outbound.ca_file = arena_printf(arena, "%s/cert", folder);
	ck_assert_ptr_null(get("/", &got));
	ck_assert(text_eq(got.body, TEXT("over TLS")));
	stop_tls(folder);
}
END_TEST

START_TEST(a_certificate_must_be_for_the_host)
{
	struct fetched got;
	const char *folder = start_tls("elsewhere.example");
	used.outbound.ca_file = arena_printf(arena, "%s/cert", folder);
	ck_contains(get("/", &got), "certificate");
	ck_assert_uint_eq(peer_requests(peer, "/", NULL), 0);
	stop_tls(folder);
}
END_TEST

Suite *
fetch_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("outbound: fetching", &tc);
	tcase_add_test(tc, a_document_is_fetched_with_what_was_asked);
	tcase_add_test(tc, a_form_is_posted_with_its_headers);
	tcase_add_test(tc, the_lifetime_keeps_the_callers_bounds);
	tcase_add_test(tc, a_redirect_is_an_answer_and_not_followed);
	tcase_add_test(tc, a_slow_server_is_left_alone_in_time);
	tcase_add_test(tc, a_large_answer_is_refused);
	tcase_add_test(tc, this_machine_is_not_reached_unless_allowed);
	tcase_add_test(tc, no_proxy_of_the_environment_is_asked);
	tcase_add_test(tc, slow_servers_hold_half_of_the_workers_at_most);
	tcase_add_test(tc, a_certificate_must_be_vouched_for);
	tcase_add_test(tc, a_certificate_must_be_for_the_host);
	return suite;
}
