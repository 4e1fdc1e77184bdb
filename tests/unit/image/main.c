#include "../harness.h"

#include "base/builder.h"
#include "base/encoding.h"
#include "image/image.h"
#include "image/pixels.h"

#include <stdlib.h>
#include <turbojpeg.h>

const struct room room = {NULL, NULL, 60};

/* Of one colour, but for the top left pixel, which is black. */
static struct pixels
picture(uint32_t width, uint32_t height, const char *rgba)
{
	struct pixels p = pixels_new(arena, width, height);
	for (size_t i = 0; i < (size_t)width * height; i++)
		memcpy(p.at + i * 4, rgba, 4);
	memcpy(p.at, "\0\0\0\xff", 4);
	return p;
}

static struct text
png(uint32_t width, uint32_t height)
{
	struct pixels p = picture(width, height, "\x20\x40\xc0\xff");
	return png_write(arena, &p);
}

static struct text
jpeg(int width, int height, int flags)
{
	struct pixels p = picture((uint32_t)width, (uint32_t)height, "\x20\x40\xc0\xff");
	unsigned char *made = NULL;
	unsigned long n = 0;
	tjhandle encoder = tjInitCompress();
	ck_assert_int_eq(tjCompress2(encoder, p.at, width, 0, height, TJPF_RGBA, &made,
			     &n, TJSAMP_420, 90, flags),
	    0);
	struct text file = arena_text(arena, (struct text){(const char *)made, n});
	tjFree(made);
	tjDestroy(encoder);
	return file;
}

static struct pixels
squared(struct text file)
{
	struct text out = NO_TEXT;
	struct pixels p;
	ck_assert_int_eq(image_square(arena, file, &out), IMAGE_GOOD);
	ck_assert_int_eq(png_read(arena, out, &p), IMAGE_GOOD);
	ck_assert_uint_eq(p.width, IMAGE_SIDE);
	ck_assert_uint_eq(p.height, IMAGE_SIDE);
	return p;
}

static void
ck_fault(struct text file, enum image_fault fault)
{
	struct text out;
	ck_assert_int_eq(image_square(arena, file, &out), fault);
}

/* About that colour: JPEG is not exact. */
static void
ck_pixel(const struct pixels *p, uint32_t x, uint32_t y, const char *rgba)
{
	const unsigned char *got = p->at + ((size_t)y * p->width + x) * 4;
	for (int c = 0; c < 4; c++)
		ck_assert_int_le(abs(got[c] - (unsigned char)rgba[c]), 6);
}

static struct text
joined(struct text one, struct text other)
{
	struct builder b = builder_new(arena, one.n + other.n);
	build_text(&b, one);
	build_text(&b, other);
	return builder_text(&b);
}

/* `piece` put into `file` at a place. */
static struct text
with(struct text file, size_t at, struct text piece)
{
	return joined(joined(text_part(file, 0, at), piece), text_part(file, at, file.n));
}

static struct text
chunk(const char *type, struct text data)
{
	struct text named = joined(text_of(type), data);
	uint32_t crc = crc32_of(named), n = (uint32_t)data.n;
	const char length[] = {(char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n};
	const char sum[] = {
	    (char)(crc >> 24), (char)(crc >> 16), (char)(crc >> 8), (char)crc};
	return joined(joined((struct text){length, 4}, named), (struct text){sum, 4});
}

enum { BEHIND_IHDR = 33 };

static bool
holds(struct text file, const char *word)
{
	return memmem(file.at, file.n, word, strlen(word)) != NULL;
}

START_TEST(png_and_jpeg_become_squares)
{
	struct pixels p = squared(png(64, 64));
	ck_pixel(&p, 0, 0, "\0\0\0\xff");
	ck_pixel(&p, 3, 3, "\0\0\0\xff");
	ck_pixel(&p, 4, 4, "\x20\x40\xc0\xff");
	for (int flags = 0; flags <= TJFLAG_PROGRESSIVE; flags += TJFLAG_PROGRESSIVE) {
		p = squared(jpeg(640, 640, flags));
		ck_pixel(&p, 255, 255, "\x20\x40\xc0\xff");
	}
}
END_TEST

START_TEST(what_is_not_square_stands_in_the_middle_on_nothing)
{
	struct pixels p = squared(png(100, 200));
	ck_pixel(&p, 63, 128, "\0\0\0\0");
	ck_pixel(&p, 64, 128, "\x20\x40\xc0\xff");
	ck_pixel(&p, 191, 255, "\x20\x40\xc0\xff");
	ck_pixel(&p, 192, 128, "\0\0\0\0");
	p = squared(jpeg(1024, 512, 0));
	ck_pixel(&p, 128, 63, "\0\0\0\0");
	ck_pixel(&p, 255, 65, "\x20\x40\xc0\xff");
}
END_TEST

START_TEST(what_is_not_seen_does_not_colour_its_neighbours)
{
	struct pixels p = pixels_new(arena, 512, 512);
	for (size_t i = 0; i < (size_t)512 * 512; i++)
		memcpy(p.at + i * 4, i % 2 ? "\xff\0\0\xff" : "\0\xff\0\0", 4);
	struct pixels half = pixels_fit(arena, &p, IMAGE_SIDE);
	ck_pixel(&half, 7, 7, "\xff\0\0\x80");
}
END_TEST

START_TEST(what_came_out_comes_out_again)
{
	struct text first, second;
	ck_assert_int_eq(image_square(arena, png(100, 130), &first), IMAGE_GOOD);
	ck_assert_int_eq(image_square(arena, first, &second), IMAGE_GOOD);
	ck_text(second, first);
}
END_TEST

START_TEST(nothing_but_the_colours_is_kept)
{
	struct text file = png(32, 32), plain, out;
	ck_assert_int_eq(image_square(arena, file, &plain), IMAGE_GOOD);
	struct text told = chunk("tEXt", TEXT("Comment\0<script>alert(1)</script>"));
	file = joined(with(file, BEHIND_IHDR, told), TEXT("PK\3\4<html>"));
	ck_assert(holds(file, "<script>") && holds(file, "<html>"));
	ck_assert_int_eq(image_square(arena, file, &out), IMAGE_GOOD);
	ck_text(out, plain);
	struct text comment = TEXT("\xff\xfe\0\x0a<script>");
	file = joined(with(jpeg(32, 32, 0), 2, comment), TEXT("GIF89a<html>"));
	ck_assert_int_eq(image_square(arena, file, &out), IMAGE_GOOD);
	ck_assert(!holds(out, "<script>") && !holds(out, "<html>"));
}
END_TEST

START_TEST(only_png_and_jpeg_are_taken)
{
	static const struct text others[] = {TEXT_INIT(""), TEXT_INIT("GIF89a\1\0\1\0"),
	    TEXT_INIT("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
	    TEXT_INIT("RIFF\x24\0\0\0WEBPVP8 "), TEXT_INIT("BM\x46\0\0\0"),
	    TEXT_INIT("<?xml version=\"1.0\"?><svg/>"), TEXT_INIT("\x89PNG"),
	    TEXT_INIT("\xff\xd8"), TEXT_INIT("GIF89a\x89PNG\r\n\x1a\n")};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_fault(others[i], IMAGE_UNKNOWN);
}
END_TEST

START_TEST(sizes_have_bounds)
{
	ck_fault(png(15, 16), IMAGE_TOO_SMALL);
	ck_fault(png(16, 1025), IMAGE_TOO_BIG);
	ck_fault(png(100, 201), IMAGE_TOO_LONG);
	ck_fault(jpeg(1025, 1025, 0), IMAGE_TOO_BIG);
	ck_fault(jpeg(8, 8, 0), IMAGE_TOO_SMALL);
	squared(png(16, 16));
	squared(png(1024, 1024));
	squared(png(16, 32));
}
END_TEST

START_TEST(a_file_has_a_bound)
{
	struct text file = png(32, 32);
	char *most = arena_alloc(arena, IMAGE_FILE_MOST + 1);
	memcpy(most, file.at, file.n);
	squared((struct text){most, IMAGE_FILE_MOST});
	ck_fault((struct text){most, IMAGE_FILE_MOST + 1}, IMAGE_FILE_TOO_LARGE);
}
END_TEST

/* The size is judged before room is made: 65,535 pixels a side would be 16 GB. */
START_TEST(a_bomb_is_not_unpacked)
{
	static const struct text head = TEXT_INIT("\0\0\xff\xff\0\0\xff\xff\x08\6\0\0\0");
	struct text png_bomb = joined(TEXT("\x89PNG\r\n\x1a\n"), chunk("IHDR", head));
	png_bomb = joined(png_bomb, chunk("IDAT", TEXT("\x78\x9c\1\0\0\xff\xff")));
	ck_fault(joined(png_bomb, chunk("IEND", NO_TEXT)), IMAGE_TOO_BIG);
	struct text file = jpeg(32, 32, 0);
	char *at = memmem(file.at, file.n, "\xff\xc0\0\x11\x08", 5);
	ck_assert_ptr_nonnull(at);
	memcpy(at + 5, "\xff\xdc\xff\xdc", 4);
	ck_fault(file, IMAGE_TOO_BIG);
}
END_TEST

/* They may unpack to a thousand times their size. A gamma would show that they are read.
 */
START_TEST(chunks_beside_the_picture_are_not_read)
{
	struct text file = png(32, 32), plain, out;
	const char *data = memmem(file.at, file.n, "IDAT", 4);
	size_t at = (size_t)(data - file.at) - 4;
	struct text gamma = chunk("gAMA", TEXT("\0\1\x86\xa0"));
	struct text with_gamma = joined(
	    joined(text_part(file, 0, BEHIND_IHDR), gamma), text_part(file, at, file.n));
	ck_assert_int_eq(image_square(arena, file, &plain), IMAGE_GOOD);
	ck_assert_int_eq(image_square(arena, with_gamma, &out), IMAGE_GOOD);
	ck_text(out, plain);
	ck_fault(with(file, BEHIND_IHDR, chunk("XXXX", NO_TEXT)), IMAGE_BROKEN);
}
END_TEST

START_TEST(scans_without_end_are_refused)
{
	struct builder b = builder_new(arena, 512);
	build_bytes(&b, "\xff\xfe\0\x82", 4);
	for (int i = 0; i < 64; i++)
		build_text(&b, TEXT("\xff\xda"));
	struct text file = jpeg(32, 32, TJFLAG_PROGRESSIVE);
	ck_fault(with(file, 2, builder_text(&b)), IMAGE_BROKEN);
	squared(file);
}
END_TEST

START_TEST(a_file_that_is_cut_off_anywhere_is_refused)
{
	const struct text files[] = {
	    png(20, 20), jpeg(20, 20, 0), jpeg(20, 20, TJFLAG_PROGRESSIVE)};
	for (size_t f = 0; f < 3; f++)
		for (size_t n = 0; n < files[f].n; n++) {
			struct text out;
			struct text cut = arena_text(arena, text_part(files[f], 0, n));
			/* All of its pixels are there already, but for the mark of its
			 * end. */
			if (f && n + 2 >= files[f].n)
				continue;
			ck_assert_msg(image_square(arena, cut, &out) != IMAGE_GOOD,
			    "%zu of %zu bytes of file %zu", n, files[f].n, f);
		}
}
END_TEST

START_TEST(damage_is_refused_or_harmless)
{
	const struct text files[] = {
	    png(20, 20), jpeg(20, 20, 0), jpeg(20, 20, TJFLAG_PROGRESSIVE)};
	for (size_t f = 0; f < 3; f++)
		for (size_t i = 0; i < files[f].n; i++) {
			struct text out = NO_TEXT, file = arena_text(arena, files[f]);
			((char *)(uintptr_t)file.at)[i] ^= (char)(1 + i % 255);
			if (image_square(arena, file, &out) == IMAGE_GOOD)
				squared(out);
		}
}
END_TEST

int
main(void)
{
	TCase *tc;
	Suite *suite = suite_with("image: pictures that people upload", &tc);
	tcase_add_test(tc, png_and_jpeg_become_squares);
	tcase_add_test(tc, what_is_not_square_stands_in_the_middle_on_nothing);
	tcase_add_test(tc, what_is_not_seen_does_not_colour_its_neighbours);
	tcase_add_test(tc, what_came_out_comes_out_again);
	tcase_add_test(tc, nothing_but_the_colours_is_kept);
	tcase_add_test(tc, only_png_and_jpeg_are_taken);
	tcase_add_test(tc, sizes_have_bounds);
	tcase_add_test(tc, a_file_has_a_bound);
	tcase_add_test(tc, a_bomb_is_not_unpacked);
	tcase_add_test(tc, chunks_beside_the_picture_are_not_read);
	tcase_add_test(tc, scans_without_end_are_refused);
	tcase_add_test(tc, a_file_that_is_cut_off_anywhere_is_refused);
	tcase_add_test(tc, damage_is_refused_or_harmless);
	return suites_run(srunner_create(suite));
}
