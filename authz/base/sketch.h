/*
 * How many different ones were there, without keeping them: a HyperLogLog of 2048
 * registers. Exact for a handful, and off by about 2 % (one standard error) for many.
 * Merging two gives the sketch of both together, however often the same one was added.
 */
#ifndef AUTHZ_BASE_SKETCH_H
#define AUTHZ_BASE_SKETCH_H

#include "base/uuid.h"

enum { SKETCH_SIZE = 2048 };

/* All zeroes: nobody yet. */
struct sketch {
	unsigned char registers[SKETCH_SIZE];
};

/* 64 well-mixed bits that stand for one. */
uint64_t sketch_hash(struct uuid id);
/* False when the sketch is as it was. */
bool sketch_add(struct sketch *s, uint64_t hash);
void sketch_merge(struct sketch *into, const struct sketch *from);
int64_t sketch_count(const struct sketch *s);

#endif
