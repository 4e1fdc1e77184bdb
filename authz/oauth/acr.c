#include "oauth/acr.h"

#include "base/cleanup.h"

static bool
by_password(struct texts amr)
{
	return texts_have(amr, TEXT("pwd"));
}

/* From weak to strong: who reached one has reached those above it. */
static const struct {
	struct text value;
	bool (*reached)(struct texts amr);
} levels[] = {
    {TEXT_INIT("urn:authz:acr:password"), by_password},
};

struct texts
acr_offered(struct arena *a)
{
	struct text *values = ARENA_ARRAY(a, COUNT_OF(levels), struct text);
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		values[i] = levels[i].value;
	return (struct texts){values, COUNT_OF(levels)};
}

/* Counted from 1; 0: none of ours. */
static size_t
rank_of(struct text value)
{
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		if (text_eq(levels[i].value, value))
			return i + 1;
	return 0;
}

static size_t
rank_reached(struct texts amr)
{
	size_t i = COUNT_OF(levels);
	while (i && !levels[i - 1].reached(amr))
		i--;
	return i;
}

static bool
includes(size_t rank, struct text wanted)
{
	return rank_of(wanted) && rank >= rank_of(wanted);
}

bool
acr_reached(struct texts amr, struct texts wanted)
{
	for (size_t i = 0; i < wanted.n; i++)
		if (includes(rank_reached(amr), wanted.at[i]))
			return true;
	return false;
}

bool
acr_attainable(struct texts wanted)
{
	for (size_t i = 0; i < wanted.n; i++)
		if (rank_of(wanted.at[i]))
			return true;
	return false;
}

struct text
acr_of(struct texts amr, struct texts wanted)
{
	size_t rank = rank_reached(amr);
	for (size_t i = 0; i < wanted.n; i++)
		if (includes(rank, wanted.at[i]))
			return wanted.at[i];
	return rank ? levels[rank - 1].value : NO_TEXT;
}

bool
acr_suffices(struct text held, struct texts wanted)
{
	if (texts_have(wanted, held))
		return true;
	for (size_t i = 0; i < wanted.n; i++)
		if (includes(rank_of(held), wanted.at[i]))
			return true;
	return false;
}
