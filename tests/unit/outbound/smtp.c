/* Against a mail server of one conversation, without TLS. */
#include "base/builder.h"
#include "outbound/mail.h"
#include "outbound_test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	int listener, port;
	const char *answer_to_data; /* its last word */
	char heard[16384];
} smtp;

static const char *
answer_to(const char *line, bool *in_data)
{
	if (*in_data) {
		*in_data = strcmp(line, ".\r\n") != 0;
		return *in_data ? NULL : smtp.answer_to_data;
	}
	*in_data = strncmp(line, "DATA", 4) == 0;
	if (*in_data)
		return "354 go on\r\n";
	return strncmp(line, "QUIT", 4) == 0 ? "221 bye\r\n" : "250 fine\r\n";
}

static void *
converse(void *unused)
{
	char line[2048];
	bool in_data = false;
	FILE *peer = fdopen(accept(smtp.listener, NULL, NULL), "r+");
	(void)unused;
	fputs("220 here\r\n", peer);
	fflush(peer);
	while (fgets(line, sizeof(line), peer)) {
		const char *answer = answer_to(line, &in_data);
		strncat(smtp.heard, line, sizeof(smtp.heard) - strlen(smtp.heard) - 1);
		if (answer && fputs(answer, peer) >= 0)
			fflush(peer);
	}
	fclose(peer);
	return NULL;
}

/* What mail_send() says to a server at `host`, which is this machine. */
static const char *
send_to(const char *host, const char *answer_to_data)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(at);
	pthread_t thread;
	smtp.answer_to_data = answer_to_data;
	smtp.heard[0] = '\0';
	smtp.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(smtp.listener, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(listen(smtp.listener, 1), 0);
	getsockname(smtp.listener, (struct sockaddr *)&at, &size);
	pthread_create(&thread, NULL, converse, NULL);
	used.mail.url = arena_printf(arena, "smtp://%s:%d", host, ntohs(at.sin_port));
	used.mail.from = TEXT("no-reply@id.example");
	struct mail m = {.to = TEXT("ada@example.com"),
	    .subject = TEXT("Hello"),
	    .body = TEXT("first\n.\nlast")};
	const char *why = mail_send(arena, m.to, mail_message(arena, &m, uuid_new()));
	pthread_join(thread, NULL);
	close(smtp.listener);
	return why;
}

START_TEST(a_mail_goes_to_the_server_whole)
{
	ck_assert_ptr_null(send_to("127.0.0.1", "250 taken\r\n"));
	ck_assert_ptr_nonnull(strstr(smtp.heard, "MAIL FROM:<no-reply@id.example>"));
	ck_assert_ptr_nonnull(strstr(smtp.heard, "RCPT TO:<ada@example.com>\r\n"));
	/* RFC 5321 4.5.2: a line of one dot does not end it. */
	ck_assert_ptr_nonnull(strstr(smtp.heard, "first\r\n..\r\nlast\r\n.\r\n"));
}
END_TEST

START_TEST(what_the_server_refuses_is_not_sent)
{
	const char *why = send_to("127.0.0.1", "451 later\r\n");
	ck_assert_ptr_nonnull(why);
	ck_assert_ptr_nonnull(strstr(why, "451"));
}
END_TEST

/* A name that is not known to stay on this machine, though it does. */
START_TEST(no_mail_leaves_this_machine_without_tls)
{
	ck_assert_ptr_nonnull(send_to("LOCALHOST", "250 taken\r\n"));
	ck_assert_ptr_null(strstr(smtp.heard, "MAIL"));
	ck_assert_ptr_null(strstr(smtp.heard, "ada@example.com"));
}
END_TEST

Suite *
smtp_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("outbound: SMTP", &tc);
	tcase_add_test(tc, a_mail_goes_to_the_server_whole);
	tcase_add_test(tc, what_the_server_refuses_is_not_sent);
	tcase_add_test(tc, no_mail_leaves_this_machine_without_tls);
	return suite;
}
