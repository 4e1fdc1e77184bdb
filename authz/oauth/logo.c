#include "oauth/logo.h"

#include "base/encoding.h"
#include "base/json.h"
#include "identity/signin.h"
#include "oauth/endpoints.h"
#include "store/logos.h"

void
logo_put(json_t *data, struct text name, struct text hash)
{
	struct text initial = text_part(name, 0, utf8_sequence(name));
	json_object_set_new(data, "logo", hash.n ? json_text(hash) : json_null());
	json_object_set_new(data, "initial", json_text(initial));
}

struct text
logo_shown(const struct client *app)
{
	return client_is_stopped(app) ? NO_TEXT : app->logo;
}

/* Its address is its content: kept for good, and the same for everybody. */
const struct response *
answer_logo(struct request *rq)
{
	struct text hash = rq->path_args[0], png = NO_TEXT;
	struct text tag = arena_printf(rq->arena, "\"%.*s\"", TEXT_ARG(hash));
	enum store_status status = logo_find(rq->db, rq->arena, hash, &png);
	if (status != STORE_OK)
		return status == STORE_NONE
			   ? respond_error_page(rq, 404, "errors.not_found")
			   : store_error_page(rq, status);
	bool kept = text_eq(request_header(rq, TEXT("If-None-Match")), tag);
	struct response *rs = kept ? respond(rq, 304, NO_TEXT, NO_TEXT)
				   : respond(rq, 200, TEXT("image/png"), png);
	response_header(
	    rq, rs, TEXT("Cache-Control"), TEXT("public, max-age=31536000, immutable"));
	response_header(rq, rs, TEXT("ETag"), tag);
	response_header(
	    rq, rs, TEXT("Content-Security-Policy"), TEXT("default-src 'none'; sandbox"));
	return rs;
}
