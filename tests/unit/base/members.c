#include "base/members.h"
#include "base/cleanup.h"
#include "base_test.h"

#include <stddef.h>

struct sample {
	struct text name, keys;
	struct texts links;
	struct optional_number age;
	bool on;
};
#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct sample, member)                           \
	}
static const struct member rows[] = {ROW(name, MEMBER_TEXT), ROW(keys, MEMBER_JSON),
    ROW(links, MEMBER_TEXTS), ROW(age, MEMBER_NUMBER), ROW(on, MEMBER_FLAG)};
static const struct members table = {rows, COUNT_OF(rows)};

static const struct text all =
    TEXT_INIT("{\"name\":\"a\",\"keys\":{\"keys\":[]},\"links\":[\"x\",\"y\"],\"age\":0,"
	      "\"on\":true}");

static struct text
packed(struct text json)
{
	struct sample s = {0};
	struct builder b = builder_new(arena, 64);
	ck_assert(members_of_text(arena, &table, json, &s));
	members_pack(&b, &table, &s);
	return builder_text(&b);
}

START_TEST(what_was_read_is_written_and_packed_alike)
{
	struct sample s = {0};
	struct unpack u = {packed(all), false};
	members_unpack(&u, arena, &table, &s);
	ck_assert(unpack_done(&u));
	ck_assert(s.age.given && s.on);
	ck_text(members_text(arena, &table, &s), all);
}
END_TEST

START_TEST(nothing_is_nothing)
{
	struct sample s = {0};
	ck_text(members_text(arena, &table, &s), NO_TEXT);
	ck_assert(members_of_text(arena, &table, TEXT("{\"other\":1}"), &s));
	ck_text(members_text(arena, &table, &s), NO_TEXT);
	ck_assert_uint_eq(packed(NO_TEXT).n, 8);
}
END_TEST

START_TEST(null_takes_away_and_a_wrong_type_is_named)
{
	static const char *const wrong[] = {"{\"name\":1}", "{\"links\":\"x\"}",
	    "{\"links\":[1]}", "{\"age\":\"1\"}", "{\"on\":1}"};
	static const char *const names[] = {"name", "links", "links", "age", "on"};
	struct sample s = {0};
	ck_assert(members_of_text(arena, &table, all, &s));
	ck_assert(members_of_text(arena, &table,
	    TEXT("{\"name\":null,\"keys\":null,\"links\":null,\"age\":null,\"on\":null}"),
	    &s));
	ck_text(members_text(arena, &table, &s), NO_TEXT);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		json_t *object = json_loads(wrong[i], 0, NULL);
		ck_assert_str_eq(members_read(arena, &table, object, &s), names[i]);
		json_decref(object);
	}
	json_t *object = json_loads("{\"on\":true,\"off\":1}", 0, NULL);
	ck_assert_str_eq(members_unknown(&table, object), "off");
	json_decref(object);
}
END_TEST

START_TEST(foreign_bytes_never_unpack)
{
	struct text good = packed(all);
	for (size_t n = 0; n < good.n; n++) {
		struct sample s = {0};
		struct unpack u = {text_part(good, 0, n), false};
		members_unpack(&u, arena, &table, &s);
		ck_assert(!unpack_done(&u));
	}
	struct builder b = builder_new(arena, 8);
	struct sample s = {0};
	pack_number(&b, COUNT_OF(rows) + 1);
	struct unpack u = {builder_text(&b), false};
	members_unpack(&u, arena, &table, &s);
	ck_assert(!unpack_done(&u));
}
END_TEST

Suite *
members_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("members", &tc);
	tcase_add_test(tc, what_was_read_is_written_and_packed_alike);
	tcase_add_test(tc, nothing_is_nothing);
	tcase_add_test(tc, null_takes_away_and_a_wrong_type_is_named);
	tcase_add_test(tc, foreign_bytes_never_unpack);
	return suite;
}
