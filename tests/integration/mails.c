#include "mails.h"

#include <string.h>
#include <unistd.h>

const char *
mail_with(const struct process *p, const char *email, const char *words)
{
	for (int i = 0; i < 100; i++) {
		struct answer a = ASK(.to = p, .path = "/dev/mails");
		ck_status(&a, 200);
		const char *to =
		    strstr(a.body, text_format("<p class=\"meta\">%s ", email));
		const char *end = to ? strstr(to, "</li>") : NULL;
		const char *mail =
		    end ? arena_cstr(arena, (struct text){to, (size_t)(end - to)}) : "";
		if (strstr(mail, words))
			return mail;
		usleep(100000);
	}
	ck_abort_msg("no mail to %s with %s", email, words);
}

const char *
link_in(const struct process *p, const char *mail, const char *page)
{
	const char *at = strstr(mail, text_format("href=\"%s%s", p->url, page));
	ck_assert_msg(at != NULL, "no link to %s in %s", page, mail);
	at += strlen("href=\"") + strlen(p->url);
	return arena_cstr(arena, (struct text){at, strcspn(at, "\"")});
}
