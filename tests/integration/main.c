/* One server for all suites. */
#include "harness.h"

#include <stdlib.h>

/* Each test comes from an address of its own (X-Forwarded-For); what must be waited for
 * is short. */
static const char *const settings[] = {"AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1",
    "AUTHZ_TOKENS_REFRESH_GRACE=3", "AUTHZ_LOG_LEVEL=debug", "AUTHZ_LOG_FORMAT=json",
    NULL};

int
main(void)
{
	curl_global_init(CURL_GLOBAL_ALL);
	struct arena *of_server = arena_begin();
	process_start(server, settings);
	int failed = suites_run();
	arena = of_server;
	process_drop(server);
	arena_end();
	curl_global_cleanup();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
