/*
 * Pictures that people upload, made harmless: what is given out is never what came in,
 * but its pixels, written anew. PNG and JPEG, told apart by their content. There is no
 * SVG, which is a program.
 */
#ifndef AUTHZ_IMAGE_IMAGE_H
#define AUTHZ_IMAGE_IMAGE_H

#include "base/arena.h"

enum {
	IMAGE_FILE_MOST = 256 * 1024, /* bytes */
	IMAGE_SIDE_LEAST = 16,	      /* pixels */
	IMAGE_SIDE_MOST = 1024,
	IMAGE_SIDES_RATIO = 2, /* the longer side may be so many times the shorter */
	IMAGE_SIDE = 256       /* of what is made of it */
};

enum image_fault {
	IMAGE_GOOD,
	IMAGE_FILE_TOO_LARGE,
	IMAGE_UNKNOWN, /* neither PNG nor JPEG */
	IMAGE_BROKEN,  /* truncated, damaged, or of a kind that is not read */
	IMAGE_TOO_SMALL,
	IMAGE_TOO_BIG,
	IMAGE_TOO_LONG /* far from square */
};

/*
 * The picture in `file` as a PNG of IMAGE_SIDE pixels square, fitted into it whole, with
 * nothing of the file but the colours: the same pixels always give the same bytes. Its
 * size is looked at before anything is unpacked: it takes some megabytes at most, and
 * tens of milliseconds.
 */
enum image_fault image_square(struct arena *a, struct text file, struct text *png);

#endif
