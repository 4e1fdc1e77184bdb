/* Scaling by areas: a pixel of the result is the mean of what it covers. */
#include "image/pixels.h"

/* A side of `from` pixels becomes one of `to`. In units that both divide, pixel i of the
 * one covers [i * to, (i + 1) * to), pixel k of the other [k * from, (k + 1) * from). */
struct side {
	uint32_t from, to;
};

/* How much of pixel i is below pixel k. */
static uint32_t
overlap(const struct side *s, uint32_t i, uint32_t k)
{
	uint32_t begin = i * s->to > k * s->from ? i * s->to : k * s->from;
	uint32_t end =
	    (i + 1) * s->to < (k + 1) * s->from ? (i + 1) * s->to : (k + 1) * s->from;
	return end - begin;
}

/* What is not seen has no say in the colour. */
struct sum {
	uint64_t colour[3], opacity;
};

static void
add_row(struct sum *sum, const unsigned char *row, const struct side *wide, uint32_t x,
    uint64_t weight)
{
	uint32_t end = ((x + 1) * wide->from - 1) / wide->to;
	for (uint32_t i = x * wide->from / wide->to; i <= end; i++) {
		const unsigned char *pixel = row + (size_t)i * 4;
		uint64_t seen = weight * overlap(wide, i, x) * pixel[3];
		sum->opacity += seen;
		for (int c = 0; c < 3; c++)
			sum->colour[c] += seen * pixel[c];
	}
}

static void
put_mean(unsigned char *pixel, const struct sum *sum, uint64_t area)
{
	for (int c = 0; sum->opacity && c < 3; c++)
		pixel[c] =
		    (unsigned char)((sum->colour[c] + sum->opacity / 2) / sum->opacity);
	pixel[3] = (unsigned char)((sum->opacity + area / 2) / area);
}

struct pixels
pixels_fit(struct arena *a, const struct pixels *from, uint32_t side)
{
	uint32_t longer = from->width > from->height ? from->width : from->height;
	const struct side wide = {from->width, from->width * side / longer};
	const struct side high = {from->height, from->height * side / longer};
	struct pixels square = pixels_new(a, side, side);
	unsigned char *corner =
	    square.at + ((size_t)(side - high.to) / 2 * side + (side - wide.to) / 2) * 4;
	uint64_t area = (uint64_t)wide.from * high.from;
	for (uint32_t y = 0; y < high.to; y++)
		for (uint32_t x = 0; x < wide.to; x++) {
			struct sum sum = {0};
			uint32_t end = ((y + 1) * high.from - 1) / high.to;
			for (uint32_t i = y * high.from / high.to; i <= end; i++)
				add_row(&sum, from->at + (size_t)i * from->width * 4,
				    &wide, x, overlap(&high, i, y));
			put_mean(corner + ((size_t)y * side + x) * 4, &sum, area);
		}
	return square;
}
