#include "http_test.h"

static const struct text ranges[] = {TEXT_INIT("10.0.0.0/8"), TEXT_INIT("192.0.2.1"),
    TEXT_INIT("fd00::/16"), TEXT_INIT("172.16.0.0/12")};

static void
trust(size_t n)
{
	used.server.trusted_proxies = (struct texts){ranges, n};
}

static const char *
peer_from(const char *address)
{
	set_peer_behind(&rq, text_of(address));
	return arena_cstr(arena, rq.peer);
}

START_TEST(without_trusted_proxies_the_headers_mean_nothing)
{
	send_header("X-Forwarded-For", "198.51.100.7");
	send_header("X-Forwarded-Proto", "https");
	ck_assert_str_eq(peer_from("10.0.0.1"), "10.0.0.1");
	ck_assert(!rq.https);
	trust(COUNT_OF(ranges));
	ck_assert_str_eq(peer_from("203.0.113.9"), "203.0.113.9");
	ck_assert(!rq.https);
}
END_TEST

START_TEST(a_trusted_proxy_says_who_came_and_how)
{
	trust(COUNT_OF(ranges));
	send_header("x-forwarded-for", "198.51.100.7");
	send_header("x-forwarded-proto", "HTTPS");
	ck_assert_str_eq(peer_from("10.255.0.1"), "198.51.100.7");
	ck_assert(rq.https);
}
END_TEST

/* Whoever is behind the proxies may write what he likes to the left. */
START_TEST(the_nearest_address_that_is_not_a_proxy_counts)
{
	trust(COUNT_OF(ranges));
	send_header("X-Forwarded-For", "127.0.0.1, 10.0.0.5");
	send_header("X-Forwarded-For", "198.51.100.7 ,10.0.0.2,  192.0.2.1");
	ck_assert_str_eq(peer_from("10.0.0.1"), "198.51.100.7");
}
END_TEST

START_TEST(when_all_are_proxies_the_farthest_counts)
{
	trust(COUNT_OF(ranges));
	send_header("X-Forwarded-For", "10.0.0.3, 10.0.0.2");
	ck_assert_str_eq(peer_from("10.0.0.1"), "10.0.0.3");
}
END_TEST

START_TEST(what_is_no_address_ends_the_search)
{
	static const char *const lists[] = {"198.51.100.7, unknown", "198.51.100.7, ",
	    "198.51.100.7, 10.0.0.2:443", "198.51.100.7, 010.0.0.2",
	    "198.51.100.7, [fd00::1]", "198.51.100.7, 10.0.0.256",
	    "198.51.100.7, fd00::1%eth0", ""};
	trust(COUNT_OF(ranges));
	send_header("X-Forwarded-For", lists[_i]);
	ck_assert_str_eq(peer_from("10.0.0.1"), "10.0.0.1");
}
END_TEST

static const struct {
	const char *address;
	bool trusted;
} addresses[] = {{"10.0.0.0", true}, {"10.255.255.255", true}, {"9.255.255.255", false},
    {"11.0.0.0", false}, {"192.0.2.1", true}, {"192.0.2.2", false},
    {"172.15.255.255", false}, {"172.16.0.0", true}, {"172.31.255.255", true},
    {"172.32.0.0", false}, {"fd00::1", true}, {"fd00:ffff::", true}, {"fd01::", false},
    {"::1", false}, {"::ffff:10.1.1.1", true}, {"::10.1.1.1", false},
    {"not an address", false}, {"", false}};

START_TEST(a_range_holds_what_its_bits_say)
{
	trust(COUNT_OF(ranges));
	send_header("X-Forwarded-Proto", "https");
	peer_from(addresses[_i].address);
	ck_assert_int_eq(rq.https, addresses[_i].trusted);
}
END_TEST

START_TEST(https_of_our_own_or_of_the_issuer_is_not_talked_away)
{
	trust(COUNT_OF(ranges));
	send_header("X-Forwarded-Proto", "http");
	peer_from("10.0.0.1");
	ck_assert(!rq.https);
	used.server.tls_certificate = TEXT("cert.pem");
	peer_from("10.0.0.1");
	ck_assert(rq.https);
	used.server.tls_certificate = NO_TEXT;
	used.server.issuer = TEXT("https://id.example");
	peer_from("10.0.0.1");
	ck_assert(rq.https);
	peer_from("203.0.113.9");
	ck_assert(rq.https);
	used.server.issuer = TEXT("http://localhost:8080");
	peer_from("203.0.113.9");
	ck_assert(!rq.https);
}
END_TEST

Suite *
proxy_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("http: proxies", &tc);
	tcase_add_test(tc, without_trusted_proxies_the_headers_mean_nothing);
	tcase_add_test(tc, a_trusted_proxy_says_who_came_and_how);
	tcase_add_test(tc, the_nearest_address_that_is_not_a_proxy_counts);
	tcase_add_test(tc, when_all_are_proxies_the_farthest_counts);
	tcase_add_loop_test(tc, what_is_no_address_ends_the_search, 0, 8);
	tcase_add_loop_test(tc, a_range_holds_what_its_bits_say, 0, COUNT_OF(addresses));
	tcase_add_test(tc, https_of_our_own_or_of_the_issuer_is_not_talked_away);
	return suite;
}
