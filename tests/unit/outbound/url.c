#include "base/builder.h"
#include "base/cleanup.h"
#include "outbound/fetch.h"
#include "outbound_test.h"

static const char *const good[] = {"https://app.example/jwks", "https://app.example",
    "https://app.example:8443/a?b=c", "HTTPS://app.example/",
    /* Judged when it is connected to: no text tells where a name leads. */
    "https://127.0.0.1/", "https://localhost/", "https://[::1]/"};
static const char *const bad[] = {"", "http://app.example/", "app.example",
    "//app.example", "https://", "https:///", "ftp://app.example/", "file:///etc/passwd",
    "gopher://app.example/", "smtp://app.example/", "https://user@app.example/",
    "https://user:secret@app.example/", "https://:@app.example/",
    "https://app.example/#fragment", "https://app.example/a b",
    "https://app.example\\@b/", "https://app.example/\r\nX: y",
    "https://app.example:99999/", "https://\xc3\xa4.example/"};

START_TEST(only_a_plain_https_url_is_fetched)
{
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_msg(!fetch_url_fault(text_of(good[i])), "%s: %s", good[i],
		    fetch_url_fault(text_of(good[i])));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(fetch_url_fault(text_of(bad[i])) != NULL, "%s", bad[i]);
	struct builder b = builder_new(arena, 4096);
	build_text(&b, TEXT("https://app.example/"));
	while (b.n < 2000)
		build_char(&b, 'a');
	ck_assert_ptr_null(fetch_url_fault(builder_text(&b)));
	build_char(&b, 'a');
	ck_assert_ptr_nonnull(fetch_url_fault(builder_text(&b)));
	ck_assert_ptr_nonnull(fetch_url_fault((struct text){"https://a\0.b/", 13}));
}
END_TEST

START_TEST(http_is_for_loopback_where_private_is_allowed)
{
	static const char *const local[] = {"http://localhost:8080/a",
	    "http://127.0.0.1/", "http://127.9.9.9/", "http://[::1]:80/"};
	static const char *const other[] = {"http://10.0.0.1/",
	    "http://localhost.example/", "http://0.0.0.0/", "http://128.0.0.1/",
	    "http://127.0.0.1.example/"};
	for (size_t i = 0; i < COUNT_OF(local); i++)
		ck_assert_ptr_nonnull(fetch_url_fault(text_of(local[i])));
	used.outbound.allow_private = true;
	for (size_t i = 0; i < COUNT_OF(local); i++)
		ck_assert_msg(!fetch_url_fault(text_of(local[i])), "%s", local[i]);
	for (size_t i = 0; i < COUNT_OF(other); i++)
		ck_assert_msg(fetch_url_fault(text_of(other[i])) != NULL, "%s", other[i]);
}
END_TEST

Suite *
url_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("outbound: URLs", &tc);
	tcase_add_test(tc, only_a_plain_https_url_is_fetched);
	tcase_add_test(tc, http_is_for_loopback_where_private_is_allowed);
	return suite;
}
