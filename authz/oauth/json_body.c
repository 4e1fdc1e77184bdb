#include "oauth/json_body.h"

#include "base/encoding.h"
#include "oauth/errors.h"

static bool
is_json(struct text type)
{
	struct text essence = text_part(type, 0, text_index(type, ';'));
	return text_eq_nocase(text_trim(essence), TEXT("application/json"));
}

const struct response *
read_json(struct request *rq, json_t **out)
{
	if (!is_json(request_header(rq, TEXT("Content-Type"))))
		return oauth_error(
		    rq, INVALID_REQUEST, "the body must be application/json");
	if (!utf8_valid(rq->body))
		return oauth_error(
		    rq, INVALID_REQUEST, "the body is not valid UTF-8, or has a NUL");
	*out = json_loadb(rq->body.at, rq->body.n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(*out))
		return NULL;
	json_decref(*out);
	*out = NULL;
	return oauth_error(
	    rq, INVALID_REQUEST, "the body is not a JSON object, or has a name twice");
}
