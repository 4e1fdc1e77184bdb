/* What the unit tests of every room share. */
#ifndef UNIT_HARNESS_H
#define UNIT_HARNESS_H

#include "base/arena.h"
#include "base/text.h"

#include <check.h>

/* The arena of the running test. */
extern struct arena *arena;

/* Each room's own: what its tests need beside the arena, made and dropped around each of
 * them (NULL: nothing), and the seconds that one may take (0: Check's own). */
extern const struct room {
	void (*begin)(void), (*end)(void);
	int seconds;
} room;

/* A suite of one case whose tests have the arena and what the room adds. */
Suite *suite_with(const char *name, TCase **tc);

/* Runs the suites; what main() returns. */
int suites_run(SRunner *runner);

void ck_text(struct text got, struct text want);
void ck_text_is(struct text got, const char *want);

/* A new folder below /tmp, and its end with all that is in it. */
const char *make_folder(void);
void drop_folder(const char *path);

/* The same to stand in, for a test at a time. */
void enter_folder(void);
void leave_folder(void);

#endif
