#include "base/sketch.h"

/* The finish of SplitMix64. */
static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

uint64_t
sketch_hash(struct uuid id)
{
	uint64_t halves[2];
	memcpy(halves, id.bytes, sizeof(halves));
	return mix(mix(halves[0] + 0x9E3779B97F4A7C15u) ^ halves[1]);
}

/* The low bits choose the register; it keeps the longest run of zeroes seen above them.
 */
bool
sketch_add(struct sketch *s, uint64_t hash)
{
	unsigned char *at = &s->registers[hash % SKETCH_SIZE];
	uint64_t rest = hash / SKETCH_SIZE | UINT64_C(1) << 53;
	unsigned char rank = (unsigned char)(__builtin_ctzll(rest) + 1);
	if (rank <= *at)
		return false;
	*at = rank;
	return true;
}

void
sketch_merge(struct sketch *into, const struct sketch *from)
{
	for (int i = 0; i < SKETCH_SIZE; i++)
		if (from->registers[i] > into->registers[i])
			into->registers[i] = from->registers[i];
}

/* How many it takes on average until only `empty` registers are: for few, this is far
 * better than what the ranks say. */
static double
count_by_empty(int empty)
{
	double sum = 0;
	for (int k = empty + 1; k <= SKETCH_SIZE; k++)
		sum += (double)SKETCH_SIZE / k;
	return sum;
}

int64_t
sketch_count(const struct sketch *s)
{
	const double m = SKETCH_SIZE, alpha = 0.7213 / (1 + 1.079 / m);
	double sum = 0;
	int empty = 0;
	for (int i = 0; i < SKETCH_SIZE; i++) {
		/* Ours hardly get there; a row that was edited must not overflow. */
		int rank = s->registers[i] < 50 ? s->registers[i] : 50;
		sum += 1.0 / (double)(UINT64_C(1) << rank);
		empty += rank == 0;
	}
	double by_rank = alpha * m * m / sum;
	double count = empty && by_rank <= 2.5 * m ? count_by_empty(empty) : by_rank;
	return (int64_t)(count + 0.5);
}
