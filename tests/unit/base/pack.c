#include "base/pack.h"
#include "base/clock.h"
#include "base/random.h"
#include "base_test.h"

#include <stdlib.h>
#include <unistd.h>

static struct text
packed(struct uuid id)
{
	static const struct text members[] = {TEXT_INIT("openid"), TEXT_INIT("")};
	struct builder b = builder_new(arena, 0);
	pack_number(&b, INT64_MIN);
	pack_number(&b, -1);
	pack_text(&b, TEXT("a\0b"));
	pack_text(&b, NO_TEXT);
	pack_texts(&b, (struct texts){members, 2});
	pack_texts(&b, (struct texts){NULL, 0});
	pack_uuid(&b, id);
	return builder_text(&b);
}

/* Reads all the fields of packed(); what of it makes sense is up to unpack_done. */
static bool
unpack_all(struct text t)
{
	struct unpack u = {t, false};
	unpack_number(&u);
	unpack_number(&u);
	unpack_text(&u);
	unpack_text(&u);
	unpack_texts(&u, arena);
	unpack_texts(&u, arena);
	unpack_uuid(&u);
	return unpack_done(&u);
}

START_TEST(what_was_packed_comes_back)
{
	struct uuid id = uuid_new();
	struct unpack u = {packed(id), false};
	ck_assert_int_eq(unpack_number(&u), INT64_MIN);
	ck_assert_int_eq(unpack_number(&u), -1);
	ck_text(unpack_text(&u), TEXT("a\0b"));
	ck_text(unpack_text(&u), NO_TEXT);
	struct texts list = unpack_texts(&u, arena);
	ck_assert_uint_eq(list.n, 2);
	ck_text(list.at[0], TEXT("openid"));
	ck_text(list.at[1], TEXT(""));
	ck_assert_uint_eq(unpack_texts(&u, arena).n, 0);
	ck_assert(!unpack_done(&u));
	ck_assert(uuid_eq(unpack_uuid(&u), id));
	ck_assert(unpack_done(&u));
}
END_TEST

START_TEST(truncated_and_longer_bytes_are_refused)
{
	struct text whole = packed(uuid_new());
	for (size_t n = 0; n < whole.n; n++) {
		/* A block of its own, so that the sanitizer sees a read behind it. */
		char *cut = malloc(n + 1);
		memcpy(cut, whole.at, n);
		ck_assert(!unpack_all((struct text){cut, n}));
		free(cut);
	}
	ck_assert(unpack_all(whole));
	struct builder b = builder_new(arena, 0);
	build_text(&b, whole);
	build_char(&b, '\0');
	ck_assert(!unpack_all(builder_text(&b)));
	ck_assert(!unpack_all(NO_TEXT));
}
END_TEST

START_TEST(hostile_bytes_are_survived)
{
	struct text whole = packed(uuid_new());
	for (size_t i = 0; i < whole.n; i++) {
		for (int bit = 0; bit < 8; bit++) {
			char *copy = malloc(whole.n);
			memcpy(copy, whole.at, whole.n);
			copy[i] = (char)(copy[i] ^ 1 << bit);
			unpack_all((struct text){copy, whole.n});
			free(copy);
		}
	}
	for (int round = 0; round < 20000; round++) {
		char bytes[64];
		random_bytes(bytes, sizeof(bytes));
		memset(bytes + 16, 0, 3);
		unpack_all((struct text){bytes, sizeof(bytes)});
		arena_reset(arena);
	}
}
END_TEST

START_TEST(a_list_that_claims_too_many_members_costs_nothing)
{
	struct unpack u = {TEXT("\0\0\0\2aaaa"), false};
	ck_assert_uint_eq(unpack_texts(&u, arena).n, 0);
	ck_assert(u.broken);
	u = (struct unpack){TEXT("\xff\xff\xff\xff\0\0\0\0"), false};
	ck_assert_uint_eq(unpack_texts(&u, arena).n, 0);
	ck_assert(u.broken);
	u = (struct unpack){TEXT("\xff\xff\xff\xff"
				 "aaaa"),
	    false};
	ck_text(unpack_text(&u), NO_TEXT);
	ck_assert(u.broken);
}
END_TEST

START_TEST(broken_stays_broken)
{
	struct unpack u = {TEXT("\0\0\0\1a"), false};
	unpack_number(&u);
	ck_assert(u.broken);
	ck_text(unpack_text(&u), NO_TEXT);
	ck_assert_int_eq(unpack_number(&u), 0);
	ck_assert(uuid_is_nil(unpack_uuid(&u)));
	ck_assert(!unpack_done(&u));
}
END_TEST

START_TEST(uuids_are_of_version_7_and_in_time_order)
{
	struct uuid last = NO_UUID;
	for (int i = 0; i < 20; i++) {
		int64_t before = clock_now_ms();
		struct uuid id = uuid_new();
		int64_t ms = 0;
		for (int k = 0; k < 6; k++)
			ms = ms << 8 | id.bytes[k];
		ck_assert_int_ge(ms, before);
		ck_assert_int_le(ms, clock_now_ms());
		ck_assert_int_eq(id.bytes[6] >> 4, 7);
		ck_assert_int_eq(id.bytes[8] >> 6, 2);
		ck_assert_int_gt(memcmp(id.bytes, last.bytes, 16), 0);
		last = id;
		usleep(2000);
	}
	ck_assert(!uuid_eq(uuid_new(), uuid_new()));
}
END_TEST

START_TEST(uuids_are_read_in_their_canonical_form_only)
{
	static const char text[] = "0190b5c0-1a2b-7c3d-8e4f-5a6b7c8d9e0f";
	static const char *const bad[] = {"", "0190b5c0-1a2b-7c3d-8e4f-5a6b7c8d9e0",
	    "0190b5c0-1a2b-7c3d-8e4f-5a6b7c8d9e0f0", "0190b5c01a2b7c3d8e4f5a6b7c8d9e0f",
	    "0190b5c0-1a2b-7c3d-8e4f-5a6b7c8d9e0g",
	    "0190b5c01-a2b-7c3d-8e4f-5a6b7c8d9e0f",
	    "{190b5c0-1a2b-7c3d-8e4f-5a6b7c8d9e0}"};
	struct uuid id, upper;
	ck_assert(uuid_parse(text_of(text), &id));
	ck_text(uuid_text(arena, id), text_of(text));
	ck_assert(uuid_parse(TEXT("0190B5C0-1A2B-7C3D-8E4F-5A6B7C8D9E0F"), &upper));
	ck_assert(uuid_eq(id, upper));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!uuid_parse(text_of(bad[i]), &id), "%s", bad[i]);
	ck_assert(uuid_eq(id, upper));
	ck_assert(!uuid_is_nil(id));
	ck_assert(uuid_is_nil(NO_UUID));
}
END_TEST

Suite *
pack_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("base: pack and uuid", &tc);
	tcase_add_test(tc, what_was_packed_comes_back);
	tcase_add_test(tc, truncated_and_longer_bytes_are_refused);
	tcase_add_test(tc, hostile_bytes_are_survived);
	tcase_add_test(tc, a_list_that_claims_too_many_members_costs_nothing);
	tcase_add_test(tc, broken_stays_broken);
	tcase_add_test(tc, uuids_are_of_version_7_and_in_time_order);
	tcase_add_test(tc, uuids_are_read_in_their_canonical_form_only);
	return suite;
}
