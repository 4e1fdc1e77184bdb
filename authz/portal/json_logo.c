/* /api/v1/apps/{}/logo: the picture of an app. */
#include "api/api.h"
#include "html/page.h"
#include "image/image.h"
#include "oauth/errors.h"
#include "oauth/problem.h"
#include "portal/app_change.h"
#include "portal/app_document.h"
#include "portal/app_logo.h"
#include "portal/endpoints.h"
#include "portal/own.h"
#include "store/logos.h"

const struct response *
show_logo_for_api(struct request *rq)
{
	struct text png;
	const struct client *app = rq->own;
	enum store_status status = logo_of(rq->db, rq->arena, app->id, &png);
	if (status == STORE_NONE)
		return respond(rq, 204, NO_TEXT, NO_TEXT);
	return status == STORE_OK ? respond(rq, 200, TEXT("image/png"), png)
				  : oauth_store_error(rq, status);
}

const struct response *
put_logo_for_api(struct request *rq)
{
	struct text png;
	struct client after;
	const struct client *app = rq->own;
	enum image_fault fault = image_square(rq->arena, rq->body, &png);
	if (fault != IMAGE_GOOD)
		return respond_problem(rq, fault == IMAGE_FILE_TOO_LARGE ? 413 : 422,
		    "invalid_image",
		    phrase(
			rq->arena, LANGUAGE_EN, text_of(logo_fault_phrase(fault)), NULL),
		    NULL);
	enum store_status status = app_set_logo(rq, app, png);
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, app->id, &after);
	return status == STORE_OK ? api_respond(rq, 200, app_document(rq->arena, &after))
				  : oauth_store_error(rq, status);
}

const struct response *
remove_logo_for_api(struct request *rq)
{
	enum store_status status = app_set_logo(rq, rq->own, NO_TEXT);
	return status == STORE_OK ? respond(rq, 204, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}
