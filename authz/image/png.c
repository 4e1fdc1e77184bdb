/* PNG (ISO/IEC 15948) by libpng. */
#include "base/builder.h"
#include "base/cleanup.h"
#include "image/pixels.h"

#include <png.h>

static const struct text signature = TEXT_INIT("\x89PNG\r\n\x1a\n");

enum { CHUNK_AROUND = 12 }; /* length, type and checksum around its data */

/* The picture itself. All else, texts, profiles, animations, is nobody's business here,
 * and may unpack to more than it is worth. */
static const char *const kept_chunks[] = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"};

bool
png_is(struct text file)
{
	return text_starts(file, signature);
}

static bool
is_kept(struct text type)
{
	for (size_t i = 0; i < COUNT_OF(kept_chunks); i++)
		if (text_eq(type, text_of(kept_chunks[i])))
			return true;
	return false;
}

static uint32_t
number(struct text four)
{
	uint32_t n = 0;
	for (size_t i = 0; i < 4; i++)
		n = n << 8 | (unsigned char)four.at[i];
	return n;
}

/* The file with these chunks alone, and nothing behind its end; false when it ends before
 * that, or has chunks that can't be left out (5.4: a capital first letter). */
static bool
keep_picture(struct arena *a, struct text file, struct text *out)
{
	struct builder b = builder_new(a, file.n);
	struct text rest = text_part(file, signature.n, file.n), type = NO_TEXT;
	build_text(&b, signature);
	while (!text_eq(type, TEXT("IEND"))) {
		if (rest.n < CHUNK_AROUND || number(rest) > rest.n - CHUNK_AROUND)
			return false;
		struct text chunk = text_part(rest, 0, number(rest) + CHUNK_AROUND);
		type = text_part(chunk, 4, 4);
		rest = text_part(rest, chunk.n, rest.n);
		if (is_kept(type))
			build_text(&b, chunk);
		else if (!(type.at[0] & 0x20))
			return false;
	}
	*out = builder_text(&b);
	return true;
}

static enum image_fault
unpack(struct arena *a, png_image *image, struct pixels *out)
{
	enum image_fault fault = size_fault(image->width, image->height);
	if (fault != IMAGE_GOOD)
		return fault;
	*out = pixels_new(a, image->width, image->height);
	image->format = PNG_FORMAT_RGBA;
	/* Else colours of 16 bits would count as linear. */
	image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
	return png_image_finish_read(image, NULL, out->at, 0, NULL) ? IMAGE_GOOD
								    : IMAGE_BROKEN;
}

enum image_fault
png_read(struct arena *a, struct text file, struct pixels *out)
{
	struct text picture;
	png_image image = {.version = PNG_IMAGE_VERSION};
	if (!keep_picture(a, file, &picture) ||
	    !png_image_begin_read_from_memory(&image, picture.at, picture.n))
		return IMAGE_BROKEN;
	enum image_fault fault = unpack(a, &image, out);
	png_image_free(&image);
	return fault;
}

struct text
png_write(struct arena *a, const struct pixels *p)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
	    .width = p->width,
	    .height = p->height,
	    .format = PNG_FORMAT_RGBA};
	png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(image);
	char *bytes = arena_alloc(a, n);
	bool written =
	    png_image_write_to_memory(&image, bytes, &n, 0, p->at, 0, NULL) != 0;
	png_image_free(&image);
	return written ? (struct text){bytes, n} : NO_TEXT;
}
