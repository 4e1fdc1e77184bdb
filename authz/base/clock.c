#include "base/clock.h"

#include <time.h>

static struct timespec
read_clock(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return t;
}

int64_t
clock_now(void)
{
	return read_clock(CLOCK_REALTIME).tv_sec;
}

int64_t
clock_now_ms(void)
{
	struct timespec t = read_clock(CLOCK_REALTIME);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
clock_monotonic_us(void)
{
	struct timespec t = read_clock(CLOCK_MONOTONIC);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
