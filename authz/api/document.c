#include "api/api.h"
#include "base/encoding.h"
#include "base/json.h"
#include "jose/digest.h"
#include "oauth/problem.h"
#include "settings/settings.h"

static bool
is_json(struct text type)
{
	struct text essence = text_part(type, 0, text_index(type, ';'));
	return text_eq_nocase(text_trim(essence), TEXT("application/json"));
}

/* RFC 6901 3: ~ and / of a name are written otherwise. */
static struct text
pointer_to(struct arena *a, const char *name)
{
	struct builder b = builder_new(a, 64);
	build_char(&b, '/');
	for (; *name; name++) {
		if (*name == '~' || *name == '/')
			build_text(&b, *name == '~' ? TEXT("~0") : TEXT("~1"));
		else
			build_char(&b, *name);
	}
	return builder_text(&b);
}

static bool
is_known(const char *const *known, const char *name)
{
	for (; *known; known++)
		if (strcmp(*known, name) == 0)
			return true;
	return false;
}

const struct response *
api_read_body(struct request *rq, const char *const *known, json_t **out)
{
	*out = NULL;
	if (!is_json(request_header(rq, TEXT("Content-Type"))))
		return respond_problem(rq, 415, "unsupported_media_type",
		    TEXT("the body must be application/json"), NULL);
	json_t *body = NULL;
	if (utf8_valid(rq->body))
		body = json_loadb(rq->body.at, rq->body.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(body)) {
		json_decref(body);
		return respond_problem(rq, 400, "invalid_request",
		    TEXT("the body is not a JSON object, or has a name twice"), NULL);
	}
	const char *name;
	json_t *value;
	json_object_foreach(body, name, value)
	{
		if (!known || is_known(known, name))
			continue;
		struct text pointer = pointer_to(rq->arena, name);
		json_decref(body);
		return api_refuse_member(rq, pointer, TEXT("there is no such member"));
	}
	*out = body;
	return NULL;
}

static struct text
version_of(struct arena *a, struct text json)
{
	return arena_printf(a, "\"%.22s\"", sha256_base64url(a, json).at);
}

/* A list of entity tags (RFC 9110 8.8.3), weak ones too where that is enough. */
static bool
names_version(struct text header, struct text version, bool weak)
{
	struct text one;
	while (text_next(&header, ',', &one)) {
		one = text_trim(one);
		if (weak && text_starts(one, TEXT("W/")))
			one = text_part(one, 2, one.n);
		if (text_eq(one, TEXT("*")) || text_eq(one, version))
			return true;
	}
	return false;
}

static struct response *
respond_document(struct request *rq, int status, json_t *document)
{
	struct text json = json_compact(rq->arena, document);
	struct text version = version_of(rq->arena, json);
	bool kept =
	    rq->method == METHOD_GET &&
	    names_version(request_header(rq, TEXT("If-None-Match")), version, true);
	json_decref(document);
	struct response *rs =
	    kept ? respond(rq, 304, NO_TEXT, NO_TEXT) : respond_json(rq, status, json);
	response_header(rq, rs, TEXT("ETag"), version);
	return rs;
}

const struct response *
api_respond(struct request *rq, int status, json_t *document)
{
	return respond_document(rq, status, document);
}

const struct response *
api_respond_created(struct request *rq, json_t *document, struct text path)
{
	struct response *rs = respond_document(rq, 201, document);
	api_add_location(rq, rs, path);
	return rs;
}

void
api_add_location(struct request *rq, struct response *rs, struct text path)
{
	response_header(rq, rs, TEXT("Location"),
	    arena_printf(rq->arena, "%.*s%.*s", TEXT_ARG(settings()->server.base_path),
		TEXT_ARG(path)));
}

const struct response *
api_check_version(struct request *rq, json_t *document)
{
	struct text json = json_compact(rq->arena, document);
	struct text wanted = request_header(rq, TEXT("If-Match"));
	json_decref(document);
	if (!wanted.n)
		return respond_problem(rq, 428, "version_required",
		    TEXT("send the ETag of the version that you have seen as If-Match"),
		    NULL);
	if (names_version(wanted, version_of(rq->arena, json), false))
		return NULL;
	return api_version_changed(rq);
}

const struct response *
api_version_changed(struct request *rq)
{
	return respond_problem(rq, 412, "version_changed",
	    TEXT("somebody has changed it since: read it again"), NULL);
}

const struct response *
api_refuse_member(struct request *rq, struct text pointer, struct text detail)
{
	json_t *errors = json_pack(
	    "[{so so}]", "pointer", json_text(pointer), "detail", json_text(detail));
	return respond_problem(rq, 422, "invalid_document",
	    TEXT("the document can not be so; errors says why"), errors);
}

const struct response *
api_not_found(struct request *rq)
{
	return respond_problem(
	    rq, 404, "not_found", TEXT("there is nothing here for you"), NULL);
}

const struct response *
api_conflict(struct request *rq, const char *detail)
{
	return respond_problem(rq, 409, "conflict", text_of(detail), NULL);
}
