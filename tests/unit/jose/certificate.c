#include "jose/certificate.h"

#include "jose/distinguished_name.h"
#include "jose_test.h"

static struct text
canonical(const char *dn)
{
	struct text t = NO_TEXT;
	ck_assert_msg(dn_of_text(arena, text_of(dn), &t), "%s", dn);
	return t;
}

START_TEST(one_name_has_many_spellings)
{
	/* RFC 4514 4's examples among them. */
	static const char *const same[][2] = {
	    {"UID=jsmith,DC=example,DC=net", "uid=jsmith , dc=example,dc=net"},
	    {"OU=Sales+CN=J.  Smith,DC=example,DC=net",
		"CN=J.  Smith+OU=Sales,DC=example,DC=net"},
	    {"CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net",
		"2.5.4.3=James \\22Jim\\22 Smith\\2c III,DC=example,DC=net"},
	    {"CN=Before\\0dAfter,DC=example,DC=net",
		"CN=#130c4265666f72650d4166746572,DC=example,DC=net"},
	    {"CN=Lu\\C4\\8Di\\C4\\87", "CN=Lučić"},
	    {"emailAddress=a@b.example,CN=x", "1.2.840.113549.1.9.1=a@b.example,CN=x"},
	    {"CN=\\ x\\ ", "CN=\\20x\\20"},
	    {"CN=a=b", "CN=a\\=b"},
	    {"CN=\\#x", "CN=\\23x"},
	};
	for (size_t i = 0; i < COUNT_OF(same); i++)
		ck_text(canonical(same[i][0]), canonical(same[i][1]));
	ck_text(canonical("CN=a,C=DE"), TEXT("2.5.4.3=61,2.5.4.6=4445"));
}
END_TEST

START_TEST(different_names_stay_different)
{
	static const char *const all[] = {"CN=a,O=b", "O=b,CN=a", "CN=a+O=b", "CN=a",
	    "CN=A,O=b", "CN=a\\,O=b", "CN=a\\+O\\=b", "CN=a b,O=b", "CN=a  b,O=b",
	    "CN=,O=b", "CN=a\\ ,O=b", "CN=a,O=b,O=b", "OU=a,O=b"};
	for (size_t i = 0; i < COUNT_OF(all); i++)
		for (size_t k = i + 1; k < COUNT_OF(all); k++)
			ck_assert_msg(!text_eq(canonical(all[i]), canonical(all[k])),
			    "%s and %s", all[i], all[k]);
}
END_TEST

START_TEST(what_is_no_name_is_refused)
{
	static const char *const bad[] = {"", " ", "x", "=x", "CN", "CN=a,", "CN=a+",
	    ",CN=a", "CN=a;O=b", "CN=\"a, b\"", "CN=a<b", "CN=a\\", "CN=a\\g", "CN=a\\ff",
	    "CN=a\\00", "CN=#", "CN=#0", "CN=#1301", "CN=#130161ff", "CN=#040161x",
	    "CN=#020101", "nonsense=a", "auth-gost12=a", "2.5.4.=a", "2..4=a",
	    "2.5.4 .3=a", "2.5.4.3x=a", "CN=a,,O=b", "CN=a,O"};
	struct text t;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!dn_of_text(arena, text_of(bad[i]), &t), "%s", bad[i]);
	ck_assert(!certificate_subject_known(TEXT("CN=\0")));
	struct builder b = builder_new(arena, 8192);
	for (int i = 0; i < 50; i++)
		build_text(&b, TEXT("CN=a,"));
	build_text(&b, TEXT("CN=a"));
	ck_assert(!dn_of_text(arena, builder_text(&b), &t));
}
END_TEST

START_TEST(only_a_whole_certificate_is_one)
{
	static const char *const bad[] = {"", "x", "0", "0\x82\x01", "-----BEGIN"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_ptr_null(certificate_read(text_of(bad[i])));
	ck_assert_ptr_nonnull(certificate_authorities_load("/nonexistent"));
	ck_assert_ptr_nonnull(certificate_authorities_load("/dev/null"));
}
END_TEST

Suite *
certificate_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("jose: certificates", &tc);
	tcase_add_test(tc, one_name_has_many_spellings);
	tcase_add_test(tc, different_names_stay_different);
	tcase_add_test(tc, what_is_no_name_is_refused);
	tcase_add_test(tc, only_a_whole_certificate_is_one);
	return suite;
}
