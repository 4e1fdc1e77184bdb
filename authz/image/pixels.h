/* What the files of this room share: a picture in memory, and who reads which format. */
#ifndef AUTHZ_IMAGE_PIXELS_H
#define AUTHZ_IMAGE_PIXELS_H

#include "image/image.h"

/* Rows from the top, each pixel red, green, blue and opacity (not multiplied in). */
struct pixels {
	uint32_t width, height;
	unsigned char *at;
};

/* Whether a picture of that size is unpacked at all. */
enum image_fault size_fault(uint32_t width, uint32_t height);
/* Zeroed room for a picture of that size. */
struct pixels pixels_new(struct arena *a, uint32_t width, uint32_t height);

bool png_is(struct text file);
enum image_fault png_read(struct arena *a, struct text file, struct pixels *out);
/* The empty text when there is no memory. */
struct text png_write(struct arena *a, const struct pixels *p);

bool jpeg_is(struct text file);
enum image_fault jpeg_read(struct arena *a, struct text file, struct pixels *out);

/* Scaled to fit into a square of that side, in its middle, on nothing. */
struct pixels pixels_fit(struct arena *a, const struct pixels *from, uint32_t side);

#endif
