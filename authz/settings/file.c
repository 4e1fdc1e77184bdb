/*
 * The INI file, by inih. inih tells its handler neither the line's number nor of lines
 * that it can't read, so the reader that feeds it keeps count and notices what it
 * skipped.
 */
#include "base/encoding.h"
#include "settings/table.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>

enum { LARGEST_FILE = 1024 * 1024 };

struct file {
	struct reading *reading;
	const char *path;
	struct text rest;
	struct text line; /* the one inih is reading, trimmed */
	int number;
	/* What inih has to make of the line: call the handler. */
	bool expects_key;
	/* The line's value when it is longer than inih's buffer; else at is NULL. */
	struct text long_value;
	int set_at[SETTINGS_MOST]; /* the line on which a row was set; 0: not yet */
};

static struct text
where(const struct file *f, const char *behind)
{
	return arena_printf(f->reading->arena, "%s:%d%s", f->path, f->number, behind);
}

static int
take_key(void *user, const char *section, const char *key, const char *value)
{
	struct file *f = user;
	struct reading *r = f->reading;
	struct arena *a = r->arena;
	f->expects_key = false;
	if (!*section) {
		reading_error(r, where(f, ""), TEXT("a key before the first [section]"));
		return 1;
	}
	/* An unknown section was reported with its heading. */
	if (!setting_section_known(text_of(section)))
		return 1;
	const struct setting *row = setting_find(text_of(section), text_of(key));
	struct text name = reading_shown(r, text_of(key));
	struct text place =
	    where(f, arena_printf(a, ": [%s] %.*s", section, TEXT_ARG(name)).at);
	if (!row) {
		struct text hint = hint_key(a, text_of(section), text_of(key));
		reading_error(
		    r, place, arena_printf(a, "unknown key%.*s", TEXT_ARG(hint)));
		return 1;
	}
	if (row->environment_only) {
		struct text variable = setting_variable(a, row);
		reading_error(r, place,
		    arena_printf(a, "is read from the environment only: %.*s",
			TEXT_ARG(variable)));
		return 1;
	}
	int *set_at = &f->set_at[row - setting_table];
	if (*set_at) {
		reading_error(
		    r, place, arena_printf(a, "was set on line %d already", *set_at));
		return 1;
	}
	*set_at = f->number;
	reading_store(r, row, f->long_value.at ? f->long_value : text_of(value), place);
	return 1;
}

static void
check_heading(struct file *f)
{
	struct reading *r = f->reading;
	size_t end = text_index(f->line, ']');
	struct text name = text_part(f->line, 1, end - 1);
	if (end == f->line.n) {
		reading_error(r, where(f, ""), TEXT("a section's heading without its ]"));
		return;
	}
	if (setting_section_known(name))
		return;
	struct text hint = hint_section(r->arena, name), shown = reading_shown(r, name);
	reading_error(r, where(f, ""),
	    arena_printf(
		r->arena, "unknown section [%.*s]%.*s", TEXT_ARG(shown), TEXT_ARG(hint)));
}

/* inih's buffer is 200 bytes, and a database URL may be longer: then inih gets the line
 * up to the =, and the value is kept for the handler. */
static struct text
shorten(struct file *f)
{
	size_t equals = text_index(f->line, '='), colon = text_index(f->line, ':');
	size_t end = equals < colon ? equals : colon;
	struct text value = text_trim(text_part(f->line, end + 1, f->line.n));
	/* As in inih: a ; after a space begins a comment. */
	for (size_t i = 0; i < value.n; i++)
		if (value.at[i] == ';' &&
		    (i == 0 || value.at[i - 1] == ' ' || value.at[i - 1] == '\t'))
			value.n = i;
	value = text_trim(value);
	f->long_value = value.n ? value : TEXT("");
	return text_part(f->line, 0, end < f->line.n ? end + 1 : 0);
}

static void
finish_line(struct file *f)
{
	if (f->expects_key)
		reading_error(f->reading, where(f, ""),
		    TEXT("neither a [section], a key = value, nor a comment"));
	f->expects_key = false;
}

/* inih's way to ask for the next line, of at most size - 1 bytes. */
static char *
next_line(char *out, int size, void *user)
{
	struct file *f = user;
	finish_line(f);
	if (!text_next(&f->rest, '\n', &f->line))
		return NULL;
	f->number++;
	f->long_value = NO_TEXT;
	if (text_ends(f->line, TEXT("\r")))
		f->line.n--;
	/* Leading space would make inih take the line for more of the last value. */
	f->line = text_trim(f->line);
	struct text feed = f->line;
	bool comment = !feed.n || feed.at[0] == ';' || feed.at[0] == '#';
	if (!comment && !utf8_valid(feed)) {
		reading_error(f->reading, where(f, ""), TEXT("not UTF-8 text"));
		comment = true;
	}
	if (comment) {
		feed = NO_TEXT;
	} else if (feed.at[0] == '[') {
		check_heading(f);
		feed = text_part(feed, 0, text_index(feed, ']') + 1);
	} else {
		f->expects_key = true;
	}
	if (f->expects_key && feed.n + 3 > (size_t)size)
		feed = shorten(f);
	if (feed.n + 3 > (size_t)size)
		feed = NO_TEXT;
	snprintf(out, (size_t)size, "%.*s\n", TEXT_ARG(feed));
	return out;
}

/* The whole file; false after noting why not. */
static bool
load(struct reading *r, const char *path, struct text *out)
{
	char *bytes = arena_alloc(r->arena, LARGEST_FILE + 1);
	FILE *stream = fopen(path, "re");
	size_t n = stream ? fread(bytes, 1, LARGEST_FILE + 1, stream) : 0;
	bool failed = !stream || ferror(stream);
	if (failed)
		reading_error(
		    r, text_of(path), arena_printf(r->arena, "can't be read: %m"));
	else if (n > LARGEST_FILE)
		reading_error(r, text_of(path), TEXT("is larger than 1 MiB"));
	if (stream)
		fclose(stream);
	*out = (struct text){bytes, n};
	return !failed && n <= LARGEST_FILE;
}

void
reading_file(struct reading *r, const char *path)
{
	struct file f = {.reading = r, .path = path};
	if (!load(r, path, &f.rest))
		return;
	if (text_starts(f.rest, TEXT("\xef\xbb\xbf")))
		f.rest = text_part(f.rest, 3, f.rest.n);
	size_t before = r->errors.n;
	int line = ini_parse_stream(next_line, &f, take_key, &f);
	if (line && r->errors.n == before)
		reading_error(r, text_of(path),
		    arena_printf(r->arena, "can't be understood near line %d", line));
}
