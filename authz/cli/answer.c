/* What commands print, and how they read what they were given. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct text
cli_option(const struct cli *c, const char *name)
{
	return form_get(c->options, text_of(name));
}

bool
cli_flag(const struct cli *c, const char *name)
{
	return cli_option(c, name).n != 0;
}

bool
cli_given(const struct cli *c, const char *name)
{
	for (size_t i = 0; i < c->options.n; i++)
		if (text_eq(c->options.at[i].name, text_of(name)))
			return true;
	return false;
}

struct texts
cli_values(const struct cli *c, const char *name)
{
	return form_all(c->arena, c->options, text_of(name));
}

struct text
cli_argument(const struct cli *c, size_t i)
{
	return i < c->arguments.n ? c->arguments.at[i] : NO_TEXT;
}

static void
complain(const char *format, va_list args)
{
	fputs("authz: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

int
cli_fail(const struct cli *c, const char *format, ...)
{
	(void)c;
	va_list args;
	va_start(args, format);
	complain(format, args);
	va_end(args);
	return 1;
}

int
cli_misuse(const struct cli *c, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complain(format, args);
	va_end(args);
	fprintf(stderr, "See: authz %s%s%s --help\n", c->command->noun,
	    *c->command->verb ? " " : "", c->command->verb);
	return 2;
}

int
cli_store_fail(const struct cli *c, enum store_status status, const char *thing)
{
	switch (status) {
	case STORE_OK:
		return 0;
	case STORE_NONE:
		return cli_fail(c, "there is no such %s", thing);
	case STORE_CONFLICT:
		return cli_fail(c, "the %s conflicts with what is there already", thing);
	case STORE_AWAY:
		return cli_fail(
		    c, "the database does not answer; nothing is known to have changed");
	case STORE_DEFER: /* only where there is no database to ask */
	case STORE_FAILED:
		break;
	}
	return cli_fail(c, "the database refused; see the line above");
}

static void
print_value(const json_t *value)
{
	if (json_is_string(value)) {
		fputs(json_string_value(value), stdout);
	} else if (json_is_array(value)) {
		size_t i;
		json_t *member;
		json_array_foreach(value, i, member)
		{
			if (i)
				fputs(" ", stdout);
			print_value(member);
		}
	} else if (json_is_boolean(value)) {
		fputs(json_is_true(value) ? "yes" : "no", stdout);
	} else if (json_is_null(value)) {
		fputs("-", stdout);
	} else {
		json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT);
	}
}

static void
print_object(const json_t *object)
{
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)object, key, value)
	{
		printf("%-28s ", key);
		print_value(value);
		putchar('\n');
	}
}

int
cli_answer(const struct cli *c, json_t *answer)
{
	if (c->json) {
		json_dumpf(answer, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
		putchar('\n');
	} else if (json_is_array(answer)) {
		size_t i;
		json_t *member;
		json_array_foreach(answer, i, member)
		{
			if (i)
				putchar('\n');
			print_object(member);
		}
	} else {
		print_object(answer);
	}
	json_decref(answer);
	return 0;
}

bool
cli_read_line(const struct cli *c, struct text *out)
{
	enum { ROOM = 4096 + 2 };
	char *line = arena_alloc(c->arena, ROOM);
	/* Unbuffered, so that no copy of a password stays in stdio's memory. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if (!fgets(line, ROOM, stdin))
		return false;
	size_t n = strlen(line);
	if (n && line[n - 1] == '\n')
		n--;
	else if (n == ROOM - 1)
		return false;
	*out = (struct text){line, n};
	return n > 0;
}
