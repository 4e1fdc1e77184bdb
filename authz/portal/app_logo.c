/* The picture of an app, on the page of its settings. */
#include "portal/app_logo.h"

#include "portal/app_change.h"
#include "portal/app_settings.h"
#include "portal/app_tabs.h"
#include "portal/endpoints.h"

const char *
logo_fault_phrase(enum image_fault fault)
{
	static const char *const phrases[] = {[IMAGE_GOOD] = NULL,
	    [IMAGE_FILE_TOO_LARGE] = "logo.file_too_large",
	    [IMAGE_UNKNOWN] = "logo.unknown",
	    [IMAGE_BROKEN] = "logo.broken",
	    [IMAGE_TOO_SMALL] = "logo.too_small",
	    [IMAGE_TOO_BIG] = "logo.too_big",
	    [IMAGE_TOO_LONG] = "logo.too_long"};
	return phrases[fault];
}

static const struct response *
set(struct request *rq, struct text png)
{
	const struct client *app = rq->own;
	enum store_status status = app_set_logo(rq, app, png);
	return status == STORE_OK ? back_to_tab(rq, app, "settings")
				  : store_error_page(rq, status);
}

const struct response *
change_logo(struct request *rq)
{
	struct text png, file = form_get(rq->files, TEXT("logo"));
	const char *fault = file.n
				? logo_fault_phrase(image_square(rq->arena, file, &png))
				: "logo.none_chosen";
	if (fault)
		return settings_page(rq, &(struct settings_page){.logo_fault = fault});
	return set(rq, png);
}

const struct response *
remove_logo(struct request *rq)
{
	return set(rq, NO_TEXT);
}
