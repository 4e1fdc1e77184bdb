#include "identity/signin.h"

#include <time.h>

struct text
time_text(struct arena *a, int64_t seconds)
{
	return arena_printf(a, "%.*s %02d:%02d", TEXT_ARG(date_text(a, seconds)),
	    (int)(seconds / 3600 % 24), (int)(seconds / 60 % 60));
}

struct text
date_text(struct arena *a, int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm utc;
	gmtime_r(&t, &utc);
	return arena_printf(
	    a, "%04d-%02d-%02d", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}
