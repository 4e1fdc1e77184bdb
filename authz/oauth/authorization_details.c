#include "oauth/authorization_details.h"

#include "base/builder.h"
#include "base/json.h"
#include "live/resources.h"
#include "oauth/metadata.h"
#include "store/resources.h"

enum { DETAILS_MOST = 10, BYTES_MOST = 4096 };

const char details_elsewhere[] =
    "authorization_details are for another resource than the request: name each with the "
    "resource parameter";

void
put_detail_types(struct arena *a, json_t *m)
{
	metadata_names(m, "authorization_details_types_supported", live_detail_types(a));
}

static json_t *
parsed(struct text json)
{
	if (json.n > BYTES_MOST)
		return NULL;
	json_t *list = json_loadb(json.at, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_array(list) && json_array_size(list) >= 1 &&
	    json_array_size(list) <= DETAILS_MOST)
		return list;
	json_decref(list);
	return NULL;
}

static enum store_status
find_type(struct db *db, struct arena *a, const json_t *detail, struct detail_type *out)
{
	struct text name = json_string_text(a, json_object_get(detail, "type"));
	return name.n ? detail_type_by_name(db, a, name, out) : STORE_NONE;
}

static enum store_status
check(struct db *db, struct arena *a, const struct client *client, const json_t *detail,
    struct detail_type *type, const char **fault)
{
	enum store_status status = find_type(db, a, detail, type);
	if (status == STORE_NONE) {
		*fault =
		    "each of authorization_details is an object whose type is one of "
		    "authorization_details_types_supported";
		return STORE_OK;
	}
	if (status != STORE_OK)
		return status;
	if (!texts_have(client->metadata.authorization_details_types, type->name)) {
		*fault = "this app is not registered for that type: see its "
			 "authorization_details_types";
		return STORE_OK;
	}
	CLEANUP(json)
	json_t *fields = json_loadb(type->fields.at, type->fields.n, 0, NULL);
	*fault = detail_fault(fields, detail);
	/* RFC 9396 2.2: where it can be used; here only at its own resource. */
	const json_t *locations = json_object_get(detail, "locations");
	for (size_t i = 0; !*fault && i < json_array_size(locations); i++)
		if (!text_eq(json_string_text(a, json_array_get(locations, i)),
			type->resource_uri))
			*fault = "locations may name the resource of the type only";
	return STORE_OK;
}

enum store_status
authorization_details_read(struct db *db, struct arena *a, const struct client *client,
    struct text sent, struct authorization_details *out, const char **fault)
{
	CLEANUP(json) json_t *list = parsed(sent);
	*out = (struct authorization_details){0};
	*fault = NULL;
	if (!list) {
		*fault =
		    "authorization_details is a JSON array of 1 to 10 objects, of at "
		    "most 4096 bytes";
		return STORE_OK;
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct detail_type type;
		enum store_status status =
		    check(db, a, client, json_array_get(list, i), &type, fault);
		if (status != STORE_OK || *fault)
			return status;
		if (!out->resource_uri.n)
			out->resource_uri = type.resource_uri;
	}
	out->json = json_compact(a, list);
	return STORE_OK;
}

enum store_status
authorization_details_for(struct db *db, struct arena *a, struct text granted,
    struct texts uris, struct text *out)
{
	*out = NO_TEXT;
	if (!granted.n)
		return STORE_OK;
	CLEANUP(json) json_t *list = parsed(granted);
	CLEANUP(json) json_t *kept = json_array();
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct detail_type type;
		json_t *detail = json_array_get(list, i);
		enum store_status status = find_type(db, a, detail, &type);
		if (status != STORE_OK && status != STORE_NONE)
			return status;
		if (status == STORE_OK && texts_have(uris, type.resource_uri))
			json_array_append(kept, detail);
	}
	if (json_array_size(kept))
		*out = json_compact(a, kept);
	return STORE_OK;
}

struct text
authorization_details_within(struct arena *a, struct text asked, struct text granted)
{
	CLEANUP(json) json_t *some = parsed(asked);
	CLEANUP(json) json_t *all = parsed(granted);
	for (size_t i = 0; i < json_array_size(some); i++) {
		bool found = false;
		for (size_t k = 0; k < json_array_size(all); k++)
			found |=
			    json_equal(json_array_get(some, i), json_array_get(all, k));
		if (!found)
			return NO_TEXT;
	}
	return json_compact(a, some);
}

enum store_status
authorization_details_view(struct db *db, struct arena *a, struct text granted,
    struct text language, json_t **out)
{
	CLEANUP(json) json_t *list = parsed(granted);
	CLEANUP(json) json_t *view = json_array();
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct detail_type type;
		const json_t *detail = json_array_get(list, i);
		enum store_status status = find_type(db, a, detail, &type);
		if (status == STORE_NONE)
			continue;
		if (status != STORE_OK)
			return status;
		struct text text =
		    detail_sentence(a, by_language(a, type.title, language), detail);
		json_array_append_new(
		    view, json_pack("{so so}", "resource",
			      json_stringn(type.resource_name.at, type.resource_name.n),
			      "text", json_stringn(text.at, text.n)));
	}
	*out = json_incref(view);
	return STORE_OK;
}
