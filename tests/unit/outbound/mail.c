#include "outbound/mail.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "outbound_test.h"

#include <stdlib.h>
#include <sys/stat.h>

static const char *folder;

static void
use_folder(void)
{
	char *made = arena_alloc(arena, 64);
	strcpy(made, "/tmp/authz-mails-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(made));
	folder = made;
	used.data.dir = text_of(made);
	used.server.issuer = TEXT("http://localhost:8080");
	used.mail.from = TEXT("no-reply@id.example");
	used.mail.from_name = TEXT("Platform");
}

static void
drop_mails(void)
{
	ck_assert_int_eq(system(arena_printf(arena, "rm -r '%s'", folder).at), 0);
}

static struct text
message(const char *to, const char *subject, const char *body, struct uuid id)
{
	return mail_message(
	    arena, &(struct mail){text_of(to), text_of(subject), text_of(body)}, id);
}

static bool
has(struct text t, const char *part)
{
	return strstr(arena_cstr(arena, t), part) != NULL;
}

START_TEST(a_plain_message_reads_as_it_is)
{
	struct uuid id = uuid_new();
	use_folder();
	struct text m = message("ada@example.com", "Hello", "First\n\nThird", id);
	ck_assert(
	    text_starts(m, TEXT("From: \"Platform\"\r\n <no-reply@id.example>\r\n"
				"To: <ada@example.com>\r\nSubject: Hello\r\nDate: ")));
	ck_assert(has(m, arena_printf(arena, "\r\nMessage-ID: <%.*s@id.example>\r\n",
			     TEXT_ARG(uuid_text(arena, id)))
			     .at));
	ck_assert(text_ends(m, TEXT("\r\n\r\nFirst\r\n\r\nThird\r\n")));
	drop_mails();
}
END_TEST

/* Whatever stands in a name, a subject or a text, no line of it is a header, and none is
 * longer than 76 characters or anything but ASCII. */
START_TEST(words_can_not_become_headers_or_long_lines)
{
	static const char *const words[] = {"x\r\nBcc: all@example.com", "x\nBcc: y",
	    "\u4f60\u597d\uff0c\u4e16\u754c\u4f60\u597d\uff0c\u4e16\u754c\u4f60\u597d"
	    "\uff0c"
	    "\u4e16\u754c\u4f60\u597d\uff0c\u4e16\u754c",
	    "=?UTF-8?Q?x?=", "\"quoted\\\"", ".", "a\r\n.\r\nb",
	    "https://id.example/"
	    "verify?ticket=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aa"};
	use_folder();
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		used.mail.from_name = text_of(words[i]);
		struct text line,
		    rest = message("a@b.example", words[i], words[i], uuid_new());
		while (text_next(&rest, '\n', &line)) {
			ck_assert_uint_le(line.n, 77);
			for (size_t k = 0; k < line.n; k++)
				ck_assert(line.at[k] == '\r'
					      ? k + 1 == line.n
					      : line.at[k] >= ' ' && line.at[k] <= '~');
		}
		ck_assert(
		    !has(message("a@b.example", words[i], "", uuid_new()), "\nBcc"));
	}
	drop_mails();
}
END_TEST

START_TEST(an_address_that_means_more_than_itself_gets_no_mail)
{
	static const char *const bad[] = {"", "ada", "@example.com", "ada@", "a@b@c",
	    "a@b.example, c@d.example", "a@b.example,c@d.example", "<a@b.example>",
	    "a b@c.example", "a@b.example\r\nBcc: c@d.example", "a@b.example\n",
	    "\"a b\"@c.example", "a@[127.0.0.1]", "a@b.example> NOTIFY=NEVER", "a;b@c"};
	static const char *const good[] = {"ada@example.com", "ada+tag@mail.example.com",
	    "o'neil@example.com", "a.b_c-d@e", "\u7528\u6237@\u4f8b\u5b50.example"};
	use_folder();
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		ck_assert_msg(!mail_address_fits(text_of(bad[i])), "%s", bad[i]);
		ck_assert_uint_eq(message(bad[i], "x", "y", uuid_new()).n, 0);
		ck_assert_ptr_nonnull(mail_send(arena, text_of(bad[i]), TEXT("x")));
	}
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_msg(mail_address_fits(text_of(good[i])), "%s", good[i]);
	drop_mails();
}
END_TEST

START_TEST(a_kept_mail_reads_as_it_was_written)
{
	static const char *const subjects[] = {"Plain", "\u4f60\u597d \u4e16\u754c = a_b",
	    "A subject that is much longer than what fits into one line of a mail's "
	    "head, so "
	    "that it is folded"};
	static const char body[] =
	    "\u786e\u8ba4:\n\nhttps://id.example/verify?ticket="
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=b"
	    "&c=%3D \n.\nend\n";
	use_folder();
	for (size_t i = 0; i < COUNT_OF(subjects); i++) {
		struct uuid id = uuid_new();
		struct kept_mail got;
		ck_assert_ptr_null(mail_keep(
		    arena, id, message("ada@example.com", subjects[i], body, id)));
		ck_assert(mail_kept(arena, id, &got));
		ck_assert(text_eq(got.to, TEXT("ada@example.com")));
		ck_assert(text_eq(got.subject, text_of(subjects[i])));
		ck_assert(text_eq(got.body, text_of(body)));
	}
	struct stat st;
	ck_assert_int_eq(stat(arena_printf(arena, "%s/mails", folder).at, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	drop_mails();
}
END_TEST

START_TEST(no_more_than_a_hundred_mails_are_kept)
{
	struct kept_mail *mails;
	struct uuid first = uuid_new(), last = first;
	size_t n;
	use_folder();
	struct text m = message("ada@example.com", "x", "y", first);
	for (int i = 0; i < 105; i++) {
		ck_assert_ptr_null(mail_keep(arena, last, m));
		last = uuid_new();
		last.bytes[5] = (unsigned char)i;
	}
	mails_kept(arena, &mails, &n);
	ck_assert_uint_eq(n, 100);
	drop_mails();
}
END_TEST

START_TEST(mails_are_shown_on_developers_machines_only)
{
	use_folder();
	ck_assert(mail_is_for_developers() && mail_arrives());
	used.mail.url = TEXT("smtp://mail.example");
	ck_assert(!mail_is_for_developers() && mail_arrives());
	used.mail.url = NO_TEXT;
	used.server.issuer = TEXT("https://id.example");
	ck_assert(!mail_is_for_developers() && !mail_arrives());
	drop_mails();
}
END_TEST

Suite *
mail_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("outbound: mails", &tc);
	tcase_add_test(tc, a_plain_message_reads_as_it_is);
	tcase_add_test(tc, words_can_not_become_headers_or_long_lines);
	tcase_add_test(tc, an_address_that_means_more_than_itself_gets_no_mail);
	tcase_add_test(tc, a_kept_mail_reads_as_it_was_written);
	tcase_add_test(tc, no_more_than_a_hundred_mails_are_kept);
	tcase_add_test(tc, mails_are_shown_on_developers_machines_only);
	return suite;
}
