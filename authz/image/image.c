#include "image/image.h"

#include "base/cleanup.h"
#include "image/pixels.h"

static const struct format {
	bool (*is)(struct text file);
	enum image_fault (*read)(struct arena *a, struct text file, struct pixels *out);
} formats[] = {{png_is, png_read}, {jpeg_is, jpeg_read}};

enum image_fault
size_fault(uint32_t width, uint32_t height)
{
	uint32_t shorter = width < height ? width : height;
	uint32_t longer = width < height ? height : width;
	if (longer > IMAGE_SIDE_MOST)
		return IMAGE_TOO_BIG;
	if (shorter < IMAGE_SIDE_LEAST)
		return IMAGE_TOO_SMALL;
	return longer > shorter * IMAGE_SIDES_RATIO ? IMAGE_TOO_LONG : IMAGE_GOOD;
}

struct pixels
pixels_new(struct arena *a, uint32_t width, uint32_t height)
{
	return (struct pixels){width, height, arena_array(a, (size_t)width * height, 4)};
}

static enum image_fault
read_any(struct arena *a, struct text file, struct pixels *out)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (formats[i].is(file))
			return formats[i].read(a, file, out);
	return IMAGE_UNKNOWN;
}

enum image_fault
image_square(struct arena *a, struct text file, struct text *png)
{
	struct pixels read;
	if (file.n > IMAGE_FILE_MOST)
		return IMAGE_FILE_TOO_LARGE;
	enum image_fault fault = read_any(a, file, &read);
	if (fault != IMAGE_GOOD)
		return fault;
	struct pixels square = pixels_fit(a, &read, IMAGE_SIDE);
	*png = png_write(a, &square);
	return png->n ? IMAGE_GOOD : IMAGE_BROKEN;
}
