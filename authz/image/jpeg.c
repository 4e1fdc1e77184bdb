/* JPEG (ITU-T T.81) by libjpeg-turbo. */
#include "base/cleanup.h"
#include "image/pixels.h"

#include <turbojpeg.h>

DEFINE_CLEANUP(decoder, tjhandle, tjDestroy);

/* Of a progressive file, each scan goes over the whole picture: a usual one has ten or
 * so, and one made to take time as many as fit in. */
enum { SCANS_MOST = 64 };

bool
jpeg_is(struct text file)
{
	return text_starts(file, TEXT("\xff\xd8\xff"));
}

/* At least as many as there are: in between, no two bytes read so. */
static size_t
scans_of(struct text file)
{
	size_t n = 0;
	for (size_t i = 0; i + 1 < file.n; i++)
		n += file.at[i] == '\xff' && file.at[i + 1] == '\xda';
	return n;
}

enum image_fault
jpeg_read(struct arena *a, struct text file, struct pixels *out)
{
	int width, height, sampling, colours;
	const unsigned char *at = (const unsigned char *)file.at;
	CLEANUP(decoder) tjhandle decoder = tjInitDecompress();
	if (!decoder ||
	    tjDecompressHeader3(
		decoder, at, file.n, &width, &height, &sampling, &colours) != 0 ||
	    scans_of(file) > SCANS_MOST)
		return IMAGE_BROKEN;
	enum image_fault fault = size_fault((uint32_t)width, (uint32_t)height);
	if (fault != IMAGE_GOOD)
		return fault;
	*out = pixels_new(a, (uint32_t)width, (uint32_t)height);
	/* A warning, such as of an early end, is reason enough: no need to go on. */
	return tjDecompress2(decoder, at, file.n, out->at, width, 0, height, TJPF_RGBA,
		   TJFLAG_STOPONWARNING) == 0
		   ? IMAGE_GOOD
		   : IMAGE_BROKEN;
}
