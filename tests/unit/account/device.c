#include "../harness.h"

#include "account/device.h"

const struct room room = {NULL, NULL, 0};

#define WEBKIT "AppleWebKit/537.36 (KHTML, like Gecko) "

static const struct {
	const char *agent, *browser, *system;
} agents[] = {
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT "Chrome/126.0.0.0 Safari/537.36 "
     "Edg/126.0.2592.81",
	"Edge", "Windows"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
     "Gecko) Version/17.5 Safari/605.1.15",
	"Safari", "Mac"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
     "(KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
	"Chrome", "iPhone"},
    {"Mozilla/5.0 (Linux; Android 14; SM-S921B) " WEBKIT
     "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
	"Samsung Internet", "Android"},
    {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " WEBKIT "Chrome/126.0.0.0 Safari/537.36",
	"Chrome", "ChromeOS"},
    {"curl/8.8.0", "curl", ""},
    {"<b>Firefox</b>", "", ""},
    {"", "", ""},
};

START_TEST(a_browser_is_known_among_those_it_claims_to_be)
{
	for (size_t i = 0; i < sizeof(agents) / sizeof(agents[0]); i++) {
		struct device d = device_of(text_of(agents[i].agent));
		ck_text_is(d.browser, agents[i].browser);
		ck_text_is(d.system, agents[i].system);
	}
}
END_TEST

int
main(void)
{
	TCase *tc;
	Suite *s = suite_with("devices", &tc);
	tcase_add_test(tc, a_browser_is_known_among_those_it_claims_to_be);
	return suites_run(srunner_create(s));
}
