#include "base/random.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* The kernel is asked for a pool at a time; what was given out is wiped from it. */
enum { POOL = 1024 };
static _Thread_local struct {
	unsigned char bytes[POOL];
	size_t left;
} pool;

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* A child must not give out what its parent will. */
static void
empty_pool(void)
{
	explicit_bzero(&pool, sizeof(pool));
}

static void
prepare(void)
{
	if (pthread_atfork(NULL, NULL, empty_pool) != 0)
		abort();
}

static void
from_kernel(void *out, size_t n)
{
	unsigned char *at = out;
	while (n) {
		ssize_t got = getrandom(at, n, 0);
		if (got < 0) {
			if (errno == EINTR)
				continue;
			perror("authz: getrandom");
			abort();
		}
		at += got;
		n -= (size_t)got;
	}
}

void
random_bytes(void *out, size_t n)
{
	if (n > POOL / 4) {
		from_kernel(out, n);
		return;
	}
	if (pool.left < n) {
		pthread_once(&once, prepare);
		from_kernel(pool.bytes, POOL);
		pool.left = POOL;
	}
	pool.left -= n;
	memcpy(out, pool.bytes + pool.left, n);
	explicit_bzero(pool.bytes + pool.left, n);
}
