#include "base/uuid.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"

struct uuid
uuid_new(void)
{
	struct uuid id;
	uint64_t ms = (uint64_t)clock_now_ms();
	random_bytes(id.bytes + 6, 10);
	for (int i = 0; i < 6; i++)
		id.bytes[i] = (unsigned char)(ms >> (40 - 8 * i));
	id.bytes[6] = (unsigned char)((id.bytes[6] & 0x0f) | 0x70);
	id.bytes[8] = (unsigned char)((id.bytes[8] & 0x3f) | 0x80);
	return id;
}

struct text
uuid_text(struct arena *a, struct uuid id)
{
	static const char digits[] = "0123456789abcdef";
	char *at = arena_alloc(a, 37);
	size_t n = 0;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			at[n++] = '-';
		at[n++] = digits[id.bytes[i] >> 4];
		at[n++] = digits[id.bytes[i] & 15];
	}
	return (struct text){at, n};
}

bool
uuid_parse(struct text t, struct uuid *out)
{
	struct uuid id;
	size_t at = 0;
	if (t.n != 36)
		return false;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			if (t.at[at++] != '-')
				return false;
		int high = hex_digit(t.at[at]), low = hex_digit(t.at[at + 1]);
		if (high < 0 || low < 0)
			return false;
		id.bytes[i] = (unsigned char)(high << 4 | low);
		at += 2;
	}
	*out = id;
	return true;
}

bool
uuid_eq(struct uuid a, struct uuid b)
{
	return memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}

uint64_t
uuid_hash(struct uuid id)
{
	uint64_t halves[2];
	memcpy(halves, id.bytes, sizeof(halves));
	uint64_t hash =
	    (halves[0] ^ (halves[1] << 32 | halves[1] >> 32)) * 0x9E3779B97F4A7C15u;
	return (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u >> 8;
}

bool
uuid_is_nil(struct uuid id)
{
	return uuid_eq(id, NO_UUID);
}
