/* Bad days: each test starts a server of its own, since it breaks it. */
#include "harness.h"

#include <stdlib.h>

int
main(void)
{
	curl_global_init(CURL_GLOBAL_ALL);
	int failed = suites_run();
	curl_global_cleanup();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
