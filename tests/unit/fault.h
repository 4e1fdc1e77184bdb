/* Faults of what people type, for the tests of rooms that know html. */
#ifndef UNIT_FAULT_H
#define UNIT_FAULT_H

#include "harness.h"
#include "html/page.h"

/* The fault is this one, and there are words for it in every language; NULL: no fault. */
static inline void
ck_fault(const char *got, const char *want, struct text of)
{
	if (!text_eq(text_of(got), text_of(want)))
		ck_abort_msg("%.*s: got %s, want %s", TEXT_ARG(of),
		    got ? got : "no fault", want ? want : "no fault");
	for (int language = LANGUAGE_EN; got && language <= LANGUAGE_ZH; language++)
		ck_assert_msg(
		    !text_eq(phrase(arena, (enum language)language, text_of(got), NULL),
			text_of(got)),
		    "no words for %s", got);
}

#endif
