/* Forms that change an app's document (app_document.h), field by field. */
#ifndef AUTHZ_PORTAL_APP_FORM_H
#define AUTHZ_PORTAL_APP_FORM_H

#include "http/request.h"
#include "portal/app_document.h"

enum form_kind {
	FORM_TEXT,
	FORM_PARAGRAPH,
	FORM_LINES, /* a list, one a line */
	FORM_FLAG,
	FORM_NUMBER,
	FORM_JSON
};

struct form_field {
	const char *name; /* the member's, and the form's */
	enum form_kind kind;
	const char *label; /* a phrase; NULL: the name itself */
};

/*
 * The fields as the document has them, or (`sent`) as the form was sent with, and the
 * fault beside the one it is about: [{"name", "value", "label", "hint", "error",
 * "is_flag", …}], for partials/form_fields.html. New reference.
 */
json_t *app_form_json(struct request *rq, const struct form_field *fields, size_t n,
    const json_t *document, bool sent, const struct document_fault *fault);
/* Takes the fields of the form over into the document; false: one is not what its kind
 * needs. */
bool app_form_read(struct request *rq, const struct form_field *fields, size_t n,
    json_t *document, struct document_fault *fault);

#endif
