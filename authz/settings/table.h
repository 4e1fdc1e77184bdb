/* The one table that settings are made of, and what the files of this room share. */
#ifndef AUTHZ_SETTINGS_TABLE_H
#define AUTHZ_SETTINGS_TABLE_H

#include "base/builder.h"
#include "settings/settings.h"

enum setting_type {
	SETTING_TEXT,
	SETTING_INTEGER,
	SETTING_DURATION, /* stored in seconds */
	SETTING_BOOLEAN,
	SETTING_LIST,
	SETTING_CHOICE,	     /* stored as the text chosen */
	SETTING_CHOICE_INDEX /* stored as an enum, in the order of the choices */
};

struct setting {
	const char *section, *key;
	enum setting_type type;
	size_t at;	      /* where it goes: offset in struct settings */
	const char *standard; /* the default, written as in the file */
	int64_t least, most;
	const char *choices; /* separated by a space */
	/* What is wrong with a text or with a member of a list; NULL: nothing. */
	const char *(*check)(struct text value);
	bool secret;	       /* never shown in an error */
	bool environment_only; /* neither file nor flag */
	const char *meaning;
};

enum { SETTINGS_MOST = 128 };
extern const struct setting setting_table[];
extern const size_t setting_count; /* at most SETTINGS_MOST */

/* NULL when there is none. */
const struct setting *setting_find(struct text section, struct text key);
bool setting_section_known(struct text section);
/* AUTHZ_SECTION_KEY. */
struct text setting_variable(struct arena *a, const struct setting *row);

/* Stores `value` in its place in `s`; returns what is wrong with it, or the empty text.
 */
struct text setting_store(
    struct arena *a, const struct setting *row, struct text value, struct settings *s);
/* 5400 is "90m"; `room` holds 32 characters. */
const char *duration_text(int64_t seconds, char *room);

/* "; did you mean [server] listen?", or the empty text when nothing is near. */
struct text hint_key(struct arena *a, struct text section, struct text key);
struct text hint_section(struct arena *a, struct text section);
struct text hint_variable(struct arena *a, struct text variable);

/* The checks that rows of the table name. */
const char *check_issuer(struct text url);
const char *check_mtls_issuer(struct text url);
const char *check_listen(struct text address);
const char *check_network(struct text network);
const char *check_mail_url(struct text url);
const char *check_mail_from(struct text address);

/* Settings being read: where each row's value was found, and all errors so far. */
struct reading {
	struct arena *arena;
	struct settings *settings;
	struct text found_at[SETTINGS_MOST]; /* empty: the default holds */
	struct texts_builder errors;
};

/* "WHERE: what". */
void reading_error(struct reading *r, struct text where, struct text what);
/* Stores the row's value, or notes at `where` what is wrong with it. */
void reading_store(
    struct reading *r, const struct setting *row, struct text value, struct text where);
/* Foreign text made fit for an error: printable ASCII, not long. */
struct text reading_shown(const struct reading *r, struct text t);

void reading_file(struct reading *r, const char *path);
void reading_environment(struct reading *r);
void reading_flags(struct reading *r, const struct setting_flag *flags, size_t n);
/* What no single row can know: fills in defaults that hang on other rows, and compares
 * rows with each other. */
void reading_finish(struct reading *r);

#endif
