#include "html/plot.h"

enum { STEP = 10, HEIGHT = 100 };

int64_t
plot_top(const struct plot *p)
{
	int64_t most = 0, unit = 1;
	for (size_t i = 0; i < p->n; i++)
		if (p->bars[i].value > most)
			most = p->bars[i].value;
	while (unit < INT64_MAX / 100 && unit * 10 < most)
		unit *= 10;
	for (int64_t times = 2; times < 10; times += 2)
		if (times * unit >= most)
			return times * unit;
	return 10 * unit;
}

struct text
plot_number(struct arena *a, int64_t n)
{
	struct text digits = arena_printf(a, "%lld", (long long)n);
	struct builder b = builder_new(a, digits.n * 2);
	for (size_t i = 0; i < digits.n; i++) {
		if (i && (digits.n - i) % 3 == 0 && digits.at[i - 1] != '-')
			build_char(&b, ',');
		build_char(&b, digits.at[i]);
	}
	return builder_text(&b);
}

/* A little is more than nothing. */
static int
height_of(int64_t value, int64_t top)
{
	if (value <= 0)
		return 0;
	int height = (int)((double)value / (double)top * (int)HEIGHT + 0.5);
	return height < 1 ? 1 : height > HEIGHT ? HEIGHT : height;
}

static void
draw_bar(struct builder *b, const struct plot_bar *bar, size_t i, int64_t top)
{
	int x = (int)i * STEP, height = height_of(bar->value, top);
	build_text(b, TEXT("<g class=\"plot-bar\"><title>"));
	build_html(b, bar->label);
	build_text(b, TEXT(": "));
	build_text(b, plot_number(b->arena, bar->value));
	build_printf(b, "</title><rect x=\"%d\" y=\"0\" width=\"%d\" height=\"%d\"/>", x,
	    STEP, HEIGHT);
	if (height)
		build_printf(b,
		    "<rect class=\"plot-ink\" x=\"%d\" y=\"%d\" width=\"%d\" "
		    "height=\"%d\"/>",
		    x + 1, HEIGHT - height, STEP - 2, height);
	build_text(b, TEXT("</g>"));
}

struct text
plot_svg(struct arena *a, const struct plot *p)
{
	struct builder b = builder_new(a, 400 + p->n * 200);
	int64_t top = plot_top(p);
	build_printf(&b,
	    "<svg class=\"plot\" role=\"img\" viewBox=\"0 0 %zu %d\" "
	    "preserveAspectRatio=\"none\"><title>",
	    (p->n ? p->n : 1) * STEP, HEIGHT);
	build_html(&b, p->title);
	build_text(&b, TEXT("</title><desc>"));
	build_html(&b, p->description);
	build_text(&b, TEXT("</desc>"));
	for (size_t i = 0; i < p->n; i++)
		draw_bar(&b, &p->bars[i], i, top);
	build_text(&b, TEXT("</svg>"));
	return builder_text(&b);
}
