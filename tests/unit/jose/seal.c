#include "jose_test.h"

static struct text plain;

static bool
opens(struct text context, struct text sealed)
{
	return seal_open(arena, FOR_CODES, context, sealed, &plain);
}

START_TEST(what_was_sealed_comes_back)
{
	static const struct text texts[] = {TEXT_INIT(""), TEXT_INIT("x"),
	    TEXT_INIT("a\0b"), TEXT_INIT("sixteen bytes!!!")};
	use_ring(RING_ONE);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		ck_assert(opens(NO_TEXT, seal(arena, FOR_CODES, NO_TEXT, texts[i])));
		ck_text(plain, texts[i]);
		ck_assert(opens(TEXT("c"), seal(arena, FOR_CODES, TEXT("c"), texts[i])));
		ck_text(plain, texts[i]);
	}
}
END_TEST

START_TEST(no_two_seals_are_alike)
{
	use_ring(RING_ONE);
	struct text one = seal(arena, FOR_CODES, NO_TEXT, TEXT("same"));
	ck_assert(!text_eq(one, seal(arena, FOR_CODES, NO_TEXT, TEXT("same"))));
	ck_assert_ptr_null(memmem(one.at, one.n, "same", 4));
}
END_TEST

START_TEST(a_seal_opens_for_its_purpose_and_context_alone)
{
	use_ring(RING_ONE);
	for (int made = 0; made < PURPOSES; made++) {
		struct text sealed =
		    seal(arena, (enum purpose)made, TEXT("context"), TEXT("x"));
		for (int purpose = 0; purpose < PURPOSES; purpose++)
			ck_assert_int_eq(seal_open(arena, (enum purpose)purpose,
					     TEXT("context"), sealed, &plain),
			    purpose == made);
	}
	struct text sealed = seal(arena, FOR_CODES, TEXT("context"), TEXT("x"));
	ck_assert(!opens(NO_TEXT, sealed));
	ck_assert(!opens(TEXT("contexT"), sealed));
	ck_assert(!opens(TEXT("contextx"), sealed));
	ck_assert(!opens(TEXT("x"), seal(arena, FOR_CODES, NO_TEXT, TEXT("x"))));
}
END_TEST

START_TEST(every_altered_character_is_noticed)
{
	use_ring(RING_ONE);
	struct text sealed = seal(arena, FOR_CODES, NO_TEXT, TEXT("plain"));
	char *copy = (char *)(uintptr_t)arena_text(arena, sealed).at;
	for (size_t i = 0; i < sealed.n; i++) {
		for (const char *c = "AB_-9"; *c; c++) {
			copy[i] = *c;
			ck_assert_int_eq(opens(NO_TEXT, (struct text){copy, sealed.n}),
			    *c == sealed.at[i]);
		}
		copy[i] = sealed.at[i];
		ck_assert(!opens(NO_TEXT, text_part(sealed, 0, i)));
		ck_assert(!opens(NO_TEXT, text_part(sealed, i + 1, sealed.n)));
	}
	ck_assert(!opens(NO_TEXT, arena_printf(arena, "%.*sA", TEXT_ARG(sealed))));
	ck_assert(!opens(NO_TEXT, arena_printf(arena, "%.*s=", TEXT_ARG(sealed))));
	ck_assert(!opens(NO_TEXT, arena_printf(arena, "%.*s\n", TEXT_ARG(sealed))));
}
END_TEST

START_TEST(without_a_keyring_nothing_opens)
{
	use_ring(RING_ONE);
	struct text sealed = seal(arena, FOR_CODES, NO_TEXT, TEXT("plain"));
	keyring_forget();
	ck_assert(!opens(NO_TEXT, sealed));
}
END_TEST

START_TEST(a_mac_is_good_for_its_data_purpose_and_entry)
{
	unsigned char mac[MAC_SIZE];
	uint32_t id;
	use_ring(RING_TWO "\n" RING_ONE);
	keyring_mac(FOR_COOKIES, TEXT("data"), &id, mac);
	struct text t = {(const char *)mac, MAC_SIZE};
	ck_assert_uint_eq(id, 2);
	ck_assert(keyring_mac_check(FOR_COOKIES, id, TEXT("data"), t));
	ck_assert(!keyring_mac_check(FOR_CSRF, id, TEXT("data"), t));
	ck_assert(!keyring_mac_check(FOR_COOKIES, id, TEXT("datA"), t));
	ck_assert(!keyring_mac_check(FOR_COOKIES, 1, TEXT("data"), t));
	ck_assert(!keyring_mac_check(FOR_COOKIES, 3, TEXT("data"), t));
	ck_assert(!keyring_mac_check(FOR_COOKIES, id, TEXT("data"), text_part(t, 0, 31)));
	ck_assert(!keyring_mac_check(FOR_COOKIES, id, TEXT("data"), NO_TEXT));
	use_ring(RING_ONE "\n" RING_TWO);
	ck_assert(keyring_mac_check(FOR_COOKIES, id, TEXT("data"), t));
	for (int i = 0; i < MAC_SIZE; i++) {
		mac[i] ^= 1;
		ck_assert(!keyring_mac_check(FOR_COOKIES, id, TEXT("data"), t));
		mac[i] ^= 1;
	}
}
END_TEST

START_TEST(an_entry_has_one_id_not_every_number_that_ends_in_it)
{
	unsigned char mac[MAC_SIZE];
	uint32_t id;
	use_ring(RING_ONE);
	keyring_mac(FOR_COOKIES, TEXT("data"), &id, mac);
	struct text t = {(const char *)mac, MAC_SIZE};
	ck_assert(
	    !keyring_mac_check(FOR_COOKIES, (INT64_C(1) << 32) + id, TEXT("data"), t));
	ck_assert(!keyring_mac_check(FOR_COOKIES, INT64_MIN + id, TEXT("data"), t));
}
END_TEST

Suite *
seal_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("jose: seals and MACs", &tc);
	tcase_add_test(tc, what_was_sealed_comes_back);
	tcase_add_test(tc, no_two_seals_are_alike);
	tcase_add_test(tc, a_seal_opens_for_its_purpose_and_context_alone);
	tcase_add_test(tc, every_altered_character_is_noticed);
	tcase_add_test(tc, without_a_keyring_nothing_opens);
	tcase_add_test(tc, a_mac_is_good_for_its_data_purpose_and_entry);
	tcase_add_test(tc, an_entry_has_one_id_not_every_number_that_ends_in_it);
	return suite;
}
