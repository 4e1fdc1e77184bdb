/* Mails where there is no mail server: DATA/mails/ID.eml, which any mail program opens.
 */
#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "outbound/mail.h"
#include "outbound/url.h"
#include "settings/settings.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 100, NAME = 36 + 4, LARGEST = 256 * 1024 };

DEFINE_CLEANUP(dir, DIR *, closedir);
DEFINE_CLEANUP(file, FILE *, fclose);

bool
mail_is_for_developers(void)
{
	const struct settings *s = settings();
	return !s->mail.url.n && text_starts(s->server.issuer, TEXT("http://"));
}

bool
mail_arrives(void)
{
	return settings()->mail.url.n || mail_is_for_developers();
}

static struct text
folder(struct arena *a)
{
	return arena_printf(a, "%.*s/mails", TEXT_ARG(settings()->data.dir));
}

static const char *
path_of(struct arena *a, struct uuid id)
{
	return arena_printf(
	    a, "%.*s/%.*s.eml", TEXT_ARG(folder(a)), TEXT_ARG(uuid_text(a, id)))
	    .at;
}

/* Ids are in time order: the newest come first. */
static int
newer(const void *one, const void *other)
{
	return -memcmp(one, other, sizeof(struct uuid));
}

static size_t
list(struct arena *a, struct uuid **out)
{
	CLEANUP(dir) DIR *dir = opendir(folder(a).at);
	size_t n = 0, room = MOST * 2;
	*out = ARENA_ARRAY(a, room, struct uuid);
	for (struct dirent *e; dir && n < room && (e = readdir(dir));) {
		struct text name = text_of(e->d_name);
		if (name.n == NAME && text_ends(name, TEXT(".eml")) &&
		    uuid_parse(text_part(name, 0, 36), &(*out)[n]))
			n++;
	}
	if (n)
		qsort(*out, n, sizeof(**out), newer);
	return n;
}

static bool
write_all(int fd, struct text t)
{
	while (t.n) {
		ssize_t n = write(fd, t.at, t.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		t = text_part(t, (size_t)n, t.n);
	}
	return true;
}

const char *
mail_keep(struct arena *a, struct uuid id, struct text message)
{
	struct uuid *kept;
	if (mkdir(folder(a).at, 0700) != 0 && errno != EEXIST)
		return "the folder for mails can't be made";
	int fd = open(
	    path_of(a, id), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return "the file can't be made";
	bool done = write_all(fd, message);
	if (close(fd) != 0 || !done)
		return "the file can't be written";
	size_t n = list(a, &kept);
	for (size_t i = MOST; i < n; i++)
		unlink(path_of(a, kept[i]));
	return NULL;
}

/* Undoes what mail_message() did: `=XX`, `_` in heads, soft line breaks in bodies. */
static struct text
decode(struct arena *a, struct text t, bool head)
{
	struct builder b = builder_new(a, t.n + 1);
	for (size_t i = 0; i < t.n; i++) {
		if (t.at[i] == '=' && i + 2 < t.n && t.at[i + 1] == '\r') {
			i += 2;
		} else if (t.at[i] == '=' && i + 2 < t.n && hex_digit(t.at[i + 1]) >= 0 &&
			   hex_digit(t.at[i + 2]) >= 0) {
			build_char(&b,
			    (char)(hex_digit(t.at[i + 1]) * 16 + hex_digit(t.at[i + 2])));
			i += 2;
		} else if (t.at[i] != '\r') {
			build_char(&b, head && t.at[i] == '_' ? ' ' : t.at[i]);
		}
	}
	return builder_text(&b);
}

/* The words of a header with its further lines, if they are encoded ones. */
static struct text
header(struct arena *a, struct text head, struct text name)
{
	static const struct text begin = TEXT_INIT("=?UTF-8?Q?"), end = TEXT_INIT("?=");
	struct builder b = builder_new(a, 128);
	struct text line;
	bool within = false;
	while (text_next(&head, '\n', &line)) {
		if (line.n && line.at[line.n - 1] == '\r')
			line.n--;
		bool further = text_starts(line, TEXT(" "));
		if (!further)
			within = text_starts(line, name);
		if (!within)
			continue;
		struct text words =
		    text_trim(further ? line : text_part(line, name.n, line.n));
		if (text_starts(words, begin) && text_ends(words, end))
			words = decode(a,
			    text_part(words, begin.n, words.n - begin.n - end.n), true);
		build_text(&b, words);
	}
	return builder_text(&b);
}

static size_t
head_size(struct text message)
{
	for (size_t i = 0; i + 4 <= message.n; i++)
		if (memcmp(message.at + i, "\r\n\r\n", 4) == 0)
			return i;
	return message.n;
}

bool
mail_kept(struct arena *a, struct uuid id, struct kept_mail *out)
{
	CLEANUP(file) FILE *file = fopen(path_of(a, id), "re");
	if (!file)
		return false;
	char *at = arena_alloc(a, LARGEST);
	struct text message = {at, fread(at, 1, LARGEST, file)};
	struct text head = text_part(message, 0, head_size(message));
	struct text to = header(a, head, TEXT("To: "));
	*out = (struct kept_mail){.id = id,
	    .to = text_part(to, 1, to.n > 2 ? to.n - 2 : 0),
	    .subject = header(a, head, TEXT("Subject: ")),
	    .date = header(a, head, TEXT("Date: ")),
	    .language = header(a, head, TEXT("Content-Language: ")),
	    .body = decode(a, text_part(message, head.n + 4, message.n), false)};
	return true;
}

void
mails_kept(struct arena *a, struct kept_mail **out, size_t *n)
{
	struct uuid *ids;
	size_t count = list(a, &ids);
	*out = ARENA_ARRAY(a, count ? count : 1, struct kept_mail);
	*n = 0;
	for (size_t i = 0; i < count && *n < MOST; i++)
		if (mail_kept(a, ids[i], &(*out)[*n]))
			(*n)++;
}
