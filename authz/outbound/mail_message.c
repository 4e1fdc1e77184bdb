#include "base/builder.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "outbound/mail.h"
#include "settings/settings.h"

#include <time.h>

bool
mail_address_fits(struct text t)
{
	size_t at = text_index(t, '@');
	if (!at || at + 1 >= t.n || t.n > 254 || !utf8_plain(t, false))
		return false;
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.at[i] <= ' ' || t.at[i] == 0x7f ||
		    strchr("()<>[]:;,\\\"", t.at[i]) || (t.at[i] == '@' && i != at))
			return false;
	return true;
}

static bool
is_word_character(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* RFC 2047 2: encoded words short enough for a line of 76 characters with the header's
 * name before, none of which ends inside of a character. */
static void
build_words(struct builder *b, struct text t)
{
	enum { ROOM = 50 };
	size_t used = 0;
	build_text(b, TEXT("=?UTF-8?Q?"));
	while (t.n) {
		size_t n = utf8_sequence(t);
		n = n ? n : 1;
		bool plain = is_word_character(t.at[0]) || t.at[0] == ' ';
		size_t needs = plain ? 1 : 3 * n;
		if (used + needs > ROOM) {
			build_text(b, TEXT("?=\r\n =?UTF-8?Q?"));
			used = 0;
		}
		for (size_t i = 0; i < n; i++) {
			if (plain)
				build_char(b, t.at[i] == ' ' ? '_' : t.at[i]);
			else
				build_printf(b, "=%02X", (unsigned char)t.at[i]);
		}
		used += needs;
		t = text_part(t, n, t.n);
	}
	build_text(b, TEXT("?="));
}

/* A quoted-string when it can be one (RFC 5322 3.2.4); what can't, and so any line break,
 * is encoded. */
static void
build_words_or_plain(struct builder *b, struct text t, bool quoted)
{
	bool plain = t.n <= 60;
	for (size_t i = 0; plain && i < t.n; i++)
		plain = t.at[i] >= ' ' && t.at[i] <= '~' && t.at[i] != '"' &&
			t.at[i] != '\\' && t.at[i] != '=';
	if (!plain) {
		build_words(b, t);
		return;
	}
	if (quoted)
		build_char(b, '"');
	build_text(b, t);
	if (quoted)
		build_char(b, '"');
}

/* Quoted-printable (RFC 2045 6.7): links longer than a line of mail may be come through
 * whole. */
static void
build_body(struct builder *b, struct text t)
{
	enum { WIDTH = 76 };
	size_t column = 0;
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.at[i];
		if (c == '\n') {
			build_text(b, TEXT("\r\n"));
			column = 0;
			continue;
		}
		bool ends_line = i + 1 == t.n || t.at[i + 1] == '\n';
		bool plain =
		    (c > ' ' && c <= '~' && c != '=') || (c == ' ' && !ends_line);
		size_t needs = plain ? 1 : 3;
		if (column + needs > WIDTH - 1) {
			build_text(b, TEXT("=\r\n"));
			column = 0;
		}
		if (plain)
			build_char(b, (char)c);
		else
			build_printf(b, "=%02X", c);
		column += needs;
	}
	if (column)
		build_text(b, TEXT("\r\n"));
}

static void
build_date(struct builder *b)
{
	char room[64];
	struct tm tm;
	time_t now = (time_t)clock_now();
	gmtime_r(&now, &tm);
	strftime(room, sizeof(room), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	build_printf(b, "Date: %s\r\n", room);
}

struct text
mail_message(struct arena *a, const struct mail *m, struct uuid id)
{
	struct text from = settings()->mail.from, name = settings()->mail.from_name;
	struct builder b = builder_new(a, 1024 + m->body.n * 2);
	if (!mail_address_fits(m->to))
		return NO_TEXT;
	build_text(&b, TEXT("From: "));
	if (name.n)
		build_words_or_plain(&b, name, true);
	build_printf(&b, "%s<%.*s>\r\nTo: <%.*s>\r\nSubject: ", name.n ? "\r\n " : "",
	    TEXT_ARG(from), TEXT_ARG(m->to));
	build_words_or_plain(&b, m->subject, false);
	build_text(&b, TEXT("\r\n"));
	build_date(&b);
	struct text domain = text_part(from, text_index(from, '@') + 1, from.n);
	build_printf(&b, "Message-ID: <%.*s@%.*s>\r\n", TEXT_ARG(uuid_text(a, id)),
	    TEXT_ARG(domain));
	if (m->language.n)
		build_printf(&b, "Content-Language: %.*s\r\n", TEXT_ARG(m->language));
	/* RFC 3834 5: nobody's absence notice is wanted. */
	build_text(&b, TEXT("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
			    "Content-Type: text/plain; charset=utf-8\r\n"
			    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"));
	build_body(&b, m->body);
	return builder_text(&b);
}
