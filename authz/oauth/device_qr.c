/* RFC 8628 3.3.1: the complete verification URI as a QR code, so that a device without a
 * library for it can show one: SVG, or half blocks for a terminal. It says nothing of
 * whether there is such a code. */
#include "base/builder.h"
#include "base/cleanup.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/user_code.h"
#include "settings/settings.h"

#include <qrencode.h>

DEFINE_CLEANUP(qrcode, QRcode *, QRcode_free);

enum { QUIET = 4 }; /* modules of white around it (ISO/IEC 18004) */

static bool
is_dark(const QRcode *q, int x, int y)
{
	return x >= 0 && y >= 0 && x < q->width && y < q->width &&
	       q->data[y * q->width + x] & 1;
}

/* A row of dark modules is one line of the path. */
static struct text
svg_of(struct arena *a, const QRcode *q)
{
	struct builder b = builder_new(a, 8192);
	int size = q->width + 2 * QUIET;
	build_printf(&b,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
	    "width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\" role=\"img\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
	    size, size, size * 6, size * 6, size, size);
	for (int y = 0; y < q->width; y++)
		for (int x = 0, end; x < q->width; x = end + 1) {
			for (end = x; is_dark(q, end, y); end++)
				;
			if (end > x)
				build_printf(&b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET,
				    end - x, end - x);
		}
	build_text(&b, TEXT("\"/></svg>\n"));
	return builder_text(&b);
}

/* Two modules a character; light ones are drawn, for terminals are dark. */
static struct text
terminal_of(struct arena *a, const QRcode *q)
{
	static const char *const blocks[] = {
	    "\xe2\x96\x88", "\xe2\x96\x80", "\xe2\x96\x84", " "};
	struct builder b = builder_new(a, 8192);
	for (int y = -2; y < q->width + 2; y += 2) {
		for (int x = -2; x < q->width + 2; x++)
			build_text(&b,
			    text_of(blocks[is_dark(q, x, y) * 2 + is_dark(q, x, y + 1)]));
		build_char(&b, '\n');
	}
	return builder_text(&b);
}

const struct response *
answer_device_qr(struct request *rq)
{
	struct text code, format = form_get(rq->parameters, TEXT("format"));
	if (!user_code_read(
		rq->arena, form_get(rq->parameters, TEXT("user_code")), &code))
		return oauth_error(rq, INVALID_REQUEST,
		    "user_code is not one of the device authorization endpoint");
	struct text uri = arena_printf(rq->arena, "%.*s/device?user_code=%.*s",
	    TEXT_ARG(settings()->server.issuer),
	    TEXT_ARG(user_code_shown(rq->arena, code)));
	CLEANUP(qrcode)
	QRcode *q = QRcode_encodeString(uri.at, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!q)
		return oauth_error(
		    rq, SERVER_ERROR, "the server has failed; it has been noted");
	if (text_eq(format, TEXT("text")))
		return respond(rq, 200, TEXT("text/plain; charset=utf-8"),
		    terminal_of(rq->arena, q));
	struct response *rs =
	    respond(rq, 200, TEXT("image/svg+xml"), svg_of(rq->arena, q));
	response_header(
	    rq, rs, TEXT("Content-Security-Policy"), TEXT("default-src 'none'"));
	return rs;
}
