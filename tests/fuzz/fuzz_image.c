/* Pictures that people upload. */
#include "fuzz.h"
#include "image/image.h"

void
fuzz(struct arena *a, struct text input)
{
	struct text png = NO_TEXT, again = NO_TEXT;
	if (image_square(a, input, &png) != IMAGE_GOOD)
		return;
	HOLDS(text_starts(png, TEXT("\x89PNG\r\n\x1a\n")));
	/* The size in its head (ISO/IEC 15948, 11.2.2). */
	HOLDS(text_eq(text_part(png, 16, 8), TEXT("\0\0\1\0\0\0\1\0")));
	/* Pictures of much noise are larger than what may be uploaded. */
	enum image_fault fault = image_square(a, png, &again);
	HOLDS(fault == IMAGE_GOOD || png.n > IMAGE_FILE_MOST);
	HOLDS(fault != IMAGE_GOOD || text_eq(png, again));
}
