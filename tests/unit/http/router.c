#include "http_test.h"

static const struct route routes[] = {
    {METHOD_GET, "/", ON_LOOP, NULL, ERRORS_PAGE, false},
    {METHOD_GET, "/oauth2/authorize", ON_WORKER, NULL, ERRORS_PAGE, false},
    {METHOD_POST, "/oauth2/authorize", ON_WORKER, NULL, ERRORS_OAUTH, false},
    {METHOD_POST, "/oauth2/token", ON_WORKER, NULL, ERRORS_OAUTH, true},
    {METHOD_GET, "/developer/apps/{}", ON_WORKER, NULL, ERRORS_PAGE, false},
    {METHOD_POST, "/developer/apps/{}/secrets/{}", ON_WORKER, NULL, ERRORS_PAGE, false},
};
static const struct side side = {NULL, routes, COUNT_OF(routes)};

static struct routed
find(enum method method, const char *path)
{
	rq.route = NULL;
	rq.method = method;
	rq.path = text_of(path);
	return route_find(&side, &rq);
}

START_TEST(a_path_and_a_method_find_their_route)
{
	ck_assert_ptr_eq(find(METHOD_GET, "/").route, &routes[0]);
	ck_assert_ptr_eq(find(METHOD_GET, "/oauth2/authorize").route, &routes[1]);
	ck_assert_ptr_eq(find(METHOD_POST, "/oauth2/authorize").route, &routes[2]);
	ck_assert_ptr_eq(rq.route, &routes[2]);
	ck_assert_ptr_eq(find(METHOD_POST, "/oauth2/token").route, &routes[3]);
}
END_TEST

START_TEST(only_the_very_path_fits)
{
	static const char *const bad[] = {"", "//", "/oauth2", "/oauth2/",
	    "/oauth2/token/", "//oauth2/token", "/oauth2//token", "/oauth2/Token",
	    "/oauth2/token/x", "/oauth2/%74oken", "/oauth2/./token", "/x/../oauth2/token",
	    "oauth2/token", "/oauth2/token?", "/oauth2/token;a", "/developer/apps",
	    "/developer/apps/", "/developer/apps/a/b", "/developer/apps/{}/secrets/",
	    "/developer/apps//secrets/b"};
	for (unsigned m = METHOD_GET; m <= METHOD_POST; m *= 2) {
		struct routed found = find((enum method)m, bad[_i]);
		ck_assert_ptr_null(found.route);
		ck_assert_uint_eq(found.allowed, 0);
		ck_assert_ptr_null(rq.route);
	}
}
END_TEST

START_TEST(a_known_path_with_another_method_tells_what_is_allowed)
{
	struct routed found = find(METHOD_DELETE, "/oauth2/authorize");
	ck_assert_ptr_null(found.route);
	ck_assert_uint_eq(found.allowed, METHOD_GET | METHOD_POST);
	ck_text_is(methods_text(arena, found.allowed), "GET, HEAD, POST");
	/* The path's route says in which form its errors are. */
	found = find(METHOD_GET, "/oauth2/token");
	ck_assert_ptr_null(found.route);
	ck_text_is(methods_text(arena, found.allowed), "POST");
	ck_assert_int_eq(rq.route->errors, ERRORS_OAUTH);
	ck_text_is(methods_text(arena, METHOD_PUT | METHOD_DELETE | METHOD_OPTIONS),
	    "PUT, DELETE, OPTIONS");
	ck_text_is(methods_text(arena, 0), "");
}
END_TEST

START_TEST(what_stands_for_a_brace_is_handed_on_decoded)
{
	ck_assert_ptr_eq(
	    find(METHOD_POST, "/developer/apps/a%2Fb+c/secrets/%E4%BD%A0").route,
	    &routes[5]);
	ck_text_is(rq.path_args[0], "a/b+c");
	ck_text_is(rq.path_args[1], "\xe4\xbd\xa0");
	ck_text_is(rq.path_args[2], "");
	ck_assert_ptr_eq(find(METHOD_GET, "/developer/apps/..").route, &routes[4]);
	ck_text_is(rq.path_args[0], "..");
	ck_text_is(rq.path_args[1], "");
}
END_TEST

START_TEST(a_broken_escape_in_the_path_is_malformed)
{
	static const char *const bad[] = {"/developer/apps/%", "/developer/apps/%4",
	    "/developer/apps/%zz", "/developer/apps/%00", "/developer/apps/%ff",
	    "/developer/apps/\xff"};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct routed found = find(METHOD_GET, bad[i]);
		ck_assert_msg(found.malformed && !found.route, "%s", bad[i]);
	}
	ck_assert(!find(METHOD_GET, "/developer/apps/a").malformed);
	ck_assert(!find(METHOD_GET, "/nowhere/%zz").malformed);
}
END_TEST

Suite *
router_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("http: router", &tc);
	tcase_add_test(tc, a_path_and_a_method_find_their_route);
	tcase_add_loop_test(tc, only_the_very_path_fits, 0, 20);
	tcase_add_test(tc, a_known_path_with_another_method_tells_what_is_allowed);
	tcase_add_test(tc, what_stands_for_a_brace_is_handed_on_decoded);
	tcase_add_test(tc, a_broken_escape_in_the_path_is_malformed);
	return suite;
}
