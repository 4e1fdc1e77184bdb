/* Bars drawn as SVG. It stretches to the width and height that the style sheet gives it,
 * so it has no words in it but what is read out or shown where the pointer rests. */
#ifndef AUTHZ_HTML_PLOT_H
#define AUTHZ_HTML_PLOT_H

#include "base/builder.h"

struct plot_bar {
	struct text label; /* such as a date */
	int64_t value;	   /* 0 or more */
};
struct plot {
	struct text title, description;
	const struct plot_bar *bars;
	size_t n;
};

/* Where the scale ends: a round number that no bar exceeds, and whose half is whole. */
int64_t plot_top(const struct plot *p);
/* An <svg>, for a page as it is: what is in `p` is escaped here. */
struct text plot_svg(struct arena *a, const struct plot *p);
/* "1,234,567" */
struct text plot_number(struct arena *a, int64_t n);

#endif
