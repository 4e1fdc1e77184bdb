#include "base_test.h"

/* RFC 4648 10. */
static const struct {
	const char *plain, *base64, *base64url, *hex;
} vectors[] = {
    {"", "", "", ""},
    {"f", "Zg==", "Zg", "66"},
    {"fo", "Zm8=", "Zm8", "666f"},
    {"foo", "Zm9v", "Zm9v", "666f6f"},
    {"foob", "Zm9vYg==", "Zm9vYg", "666f6f62"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE", "666f6f6261"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"},
};

START_TEST(the_vectors_of_rfc_4648_hold)
{
	struct text plain = text_of(vectors[_i].plain), out;
	ck_text(
	    base64url_encode(arena, plain.at, plain.n), text_of(vectors[_i].base64url));
	ck_assert(base64url_decode(arena, text_of(vectors[_i].base64url), &out));
	ck_text(out, plain);
	ck_assert(base64_decode(arena, text_of(vectors[_i].base64), &out));
	ck_text(out, plain);
	ck_text(hex_encode(arena, plain.at, plain.n), text_of(vectors[_i].hex));
}
END_TEST

START_TEST(base64url_gives_every_byte_back)
{
	unsigned char bytes[256];
	struct text out;
	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t n = 0; n <= 256; n++) {
		struct text t = base64url_encode(arena, bytes, n);
		ck_assert(base64url_decode(arena, t, &out));
		ck_text(out, (struct text){(const char *)bytes, n});
	}
	ck_text(base64url_encode(arena, "\xfb\xff\xbf", 3), TEXT("-_-_"));
}
END_TEST

START_TEST(base64url_has_one_spelling_for_each_value)
{
	static const char *const bad[] = {"Zg==", "Zm8=", "Zg=", "=", "A", "Zm9vA", "Zh",
	    "Zm9", "Z+8A", "Z/8A", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v.", "Zm\xc3\xa4v"};
	struct text out = TEXT("kept");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(
		    !base64url_decode(arena, text_of(bad[i]), &out), "%s", bad[i]);
	ck_assert(!base64url_decode(arena, TEXT("Zm9\0"), &out));
	ck_text(out, TEXT("kept"));
}
END_TEST

START_TEST(base64_wants_its_padding_and_nothing_more)
{
	static const char *const bad[] = {"Zg", "Zg=", "Zm8", "=",
	    "==", "====", "Z===", "Zg==Zg==", "Zm9v====", "Zh==", "Zm9=", "-_-_",
	    "Zg==\n", "Z=g="};
	struct text out;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!base64_decode(arena, text_of(bad[i]), &out), "%s", bad[i]);
	ck_assert(base64_decode(arena, TEXT("+/+/"), &out));
	ck_text(out, TEXT("\xfb\xff\xbf"));
}
END_TEST

START_TEST(percent_escapes_are_undone)
{
	struct text out;
	ck_assert(percent_decode(arena, TEXT("a%20b+c%2B%c3%A4%00"), false, &out));
	ck_text(out, TEXT("a b+c+\xc3\xa4\0"));
	ck_assert(percent_decode(arena, TEXT("a+b%2Bc"), true, &out));
	ck_text(out, TEXT("a b+c"));
	ck_assert(percent_decode(arena, TEXT("%2541"), true, &out));
	ck_text(out, TEXT("%41"));
	ck_assert(percent_decode(arena, NO_TEXT, true, &out));
	ck_text(out, TEXT(""));
}
END_TEST

START_TEST(broken_percent_escapes_are_refused)
{
	static const char *const bad[] = {"%", "a%", "%4", "a%4", "%%41", "%4g", "%g4",
	    "%-1", "% 1", "%+1", "%0x", "%u0041"};
	struct text out;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(
		    !percent_decode(arena, text_of(bad[i]), true, &out), "%s", bad[i]);
	/* What stands behind the text is not part of the escape. */
	ck_assert(!percent_decode(arena, (struct text){"%41", 2}, true, &out));
}
END_TEST

START_TEST(well_formed_utf8_is_recognised)
{
	static const char *const good[] = {"", "\x01\x7f", "\xc2\x80", "\xdf\xbf",
	    "\xe0\xa0\x80", "\xec\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80",
	    "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf3\xbf\xbf\xbf", "\xf4\x8f\xbf\xbf",
	    "a\xc3\xa4\xe4\xbd\xa0\xf0\x9f\x98\x80z"};
	static const char *const bad[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2",
	    "\xc2\x7f", "\xc2\xc0", "\xe0\x9f\xbf", "\xe0\xa0", "\xe1\x80",
	    "\xed\xa0\x80", "\xed\xbf\xbf", "\xe1\x80\xc0", "\xf0\x8f\xbf\xbf",
	    "\xf0\x90\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
	    "\xf8\x88\x80\x80\x80", "\xfe", "\xff", "a\xc3"};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(utf8_valid(text_of(good[i])), "good %zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!utf8_valid(text_of(bad[i])), "bad %zu", i);
	ck_assert(!utf8_valid(TEXT("a\0b")));
	/* A sequence cut off by the text's end, though its bytes go on in memory. */
	ck_assert(!utf8_valid((struct text){"\xe4\xbd\xa0", 2}));
	ck_assert(utf8_valid(NO_TEXT));
	ck_assert_uint_eq(utf8_sequence(NO_TEXT), 0);
	ck_assert_uint_eq(utf8_sequence(TEXT("\xe4\xbd\xa0"
					     "a")),
	    3);
}
END_TEST

START_TEST(crc32_is_the_one_of_ethernet)
{
	ck_assert_uint_eq(crc32_of(TEXT("123456789")), 0xcbf43926);
	ck_assert_uint_eq(crc32_of(NO_TEXT), 0);
	ck_assert_uint_eq(
	    crc32_of(TEXT("The quick brown fox jumps over the lazy dog")), 0x414fa339);
}
END_TEST

START_TEST(hexadecimal_digits_are_known_in_both_cases)
{
	static const char digits[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
	int known = 0;
	for (int i = 0; i < 16; i++) {
		ck_assert_int_eq(hex_digit(digits[i]), i);
		ck_assert_int_eq(hex_digit(upper[i]), i);
	}
	for (int c = -128; c < 128; c++)
		known += hex_digit((char)c) >= 0;
	ck_assert_int_eq(known, 22);
}
END_TEST

Suite *
encoding_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("base: encoding", &tc);
	tcase_add_loop_test(
	    tc, the_vectors_of_rfc_4648_hold, 0, sizeof(vectors) / sizeof(vectors[0]));
	tcase_add_test(tc, base64url_gives_every_byte_back);
	tcase_add_test(tc, base64url_has_one_spelling_for_each_value);
	tcase_add_test(tc, base64_wants_its_padding_and_nothing_more);
	tcase_add_test(tc, percent_escapes_are_undone);
	tcase_add_test(tc, broken_percent_escapes_are_refused);
	tcase_add_test(tc, well_formed_utf8_is_recognised);
	tcase_add_test(tc, crc32_is_the_one_of_ethernet);
	tcase_add_test(tc, hexadecimal_digits_are_known_in_both_cases);
	return suite;
}
