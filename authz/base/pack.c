#include "base/pack.h"

#include <endian.h>

static void
pack_be(struct builder *b, uint64_t value, size_t bytes)
{
	value = htobe64(value);
	build_bytes(b, (const char *)&value + sizeof(value) - bytes, bytes);
}

void
pack_number(struct builder *b, int64_t value)
{
	pack_be(b, (uint64_t)value, 8);
}

void
pack_text(struct builder *b, struct text t)
{
	pack_be(b, t.n, 4);
	build_text(b, t);
}

void
pack_texts(struct builder *b, struct texts list)
{
	pack_be(b, list.n, 4);
	for (size_t i = 0; i < list.n; i++)
		pack_text(b, list.at[i]);
}

void
pack_uuid(struct builder *b, struct uuid id)
{
	build_bytes(b, id.bytes, sizeof(id.bytes));
}

static struct text
take(struct unpack *u, size_t n)
{
	if (u->broken || u->rest.n < n) {
		u->broken = true;
		return NO_TEXT;
	}
	struct text t = {u->rest.at, n};
	u->rest = text_part(u->rest, n, u->rest.n);
	return t;
}

static uint64_t
unpack_be(struct unpack *u, size_t bytes)
{
	struct text t = take(u, bytes);
	uint64_t value = 0;
	if (t.n)
		memcpy((char *)&value + sizeof(value) - bytes, t.at, bytes);
	return be64toh(value);
}

int64_t
unpack_number(struct unpack *u)
{
	return (int64_t)unpack_be(u, 8);
}

struct text
unpack_text(struct unpack *u)
{
	return take(u, (size_t)unpack_be(u, 4));
}

struct texts
unpack_texts(struct unpack *u, struct arena *a)
{
	size_t n = (size_t)unpack_be(u, 4);
	/* Each text takes at least its length: bounds the array before it is made. */
	if (n > u->rest.n / 4) {
		u->broken = true;
		return (struct texts){NULL, 0};
	}
	struct text *list = ARENA_ARRAY(a, n, struct text);
	for (size_t i = 0; i < n; i++)
		list[i] = unpack_text(u);
	return (struct texts){list, n};
}

struct uuid
unpack_uuid(struct unpack *u)
{
	struct uuid id = NO_UUID;
	struct text t = take(u, sizeof(id.bytes));
	if (t.n)
		memcpy(id.bytes, t.at, sizeof(id.bytes));
	return id;
}

bool
unpack_done(const struct unpack *u)
{
	return !u->broken && u->rest.n == 0;
}
