/* Everything ends in its time. */
#include "flow.h"

#include "base/clock.h"

#include <unistd.h>

static int64_t began;

/* Until so many seconds after the beginning. */
static void
wait_until(int64_t second)
{
	while (clock_now() < began + second)
		usleep(20000);
}

START_TEST(everything_ends_in_its_time)
{
	process_start(server,
	    (const char *const[]){"AUTHZ_TOKENS_CODE_LIFETIME=2",
		"AUTHZ_TOKENS_ACCESS_LIFETIME=3", "AUTHZ_TOKENS_REFRESH_IDLE=4",
		"AUTHZ_TOKENS_REFRESH_ABSOLUTE=9", "AUTHZ_SESSIONS_IDLE=5", NULL});
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	code_of(b, app, "payments:read"); /* consents, so that the rest is quick */
	began = clock_now();
	struct answer used = tokens_for(b, app, "payments:read");
	struct answer idle = tokens_for(b, app, "payments:read");
	const char *code = code_of(b, app, "payments:read");
	ck_assert(is_active(api, member(used.json, "access_token")));
	wait_until(2);
	struct answer next = refresh(app, member(used.json, "refresh_token"));
	ck_status(&next, 200);
	wait_until(4);
	struct answer a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	next = refresh(app, member(next.json, "refresh_token"));
	ck_status(&next, 200);
	wait_until(6);
	ck_assert(!is_active(api, member(used.json, "access_token")));
	a = refresh(app, member(idle.json, "refresh_token"));
	ck_error(&a, 400, "invalid_grant");
	next = refresh(app, member(next.json, "refresh_token"));
	ck_status(&next, 200);
	wait_until(7);
	/* Nobody was seen in the browser for longer than its idle time. */
	visit(b, "/account");
	ck_status(&b->page, 303);
	/* Refreshed in time, and again, until the absolute end. */
	next = refresh(app, member(next.json, "refresh_token"));
	ck_status(&next, 200);
	wait_until(11);
	next = refresh(app, member(next.json, "refresh_token"));
	ck_error(&next, 400, "invalid_grant");
	process_drop(server);
}
END_TEST

static Suite *
times(void)
{
	return SUITE_OF("time", 60, everything_ends_in_its_time);
}
SUITE(times);
