/* A keyring for the tests of rooms that know jose. */
#ifndef UNIT_RING_H
#define UNIT_RING_H

#include "harness.h"
#include "jose/keyring.h"

#define RING_ONE "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define RING_TWO "00000002 BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"

/* The keyring from these entries, one a line; fails the test when it is refused. */
static inline void
use_ring(const char *entries)
{
	const char *fault = keyring_load(arena, text_of(entries), NULL, false);
	ck_assert_msg(!fault, "%s", fault);
}

#endif
