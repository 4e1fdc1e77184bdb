#include "oauth/status_list.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "jose/jws.h"
#include "live/keys.h"
#include "live/resources.h"
#include "live/status_indexes.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "settings/settings.h"

#include <zlib.h>

/* Tokens a list, one bit each: 16 KiB before they are compressed. */
enum { LIST_LENGTH = 131072, LIST_BYTES = LIST_LENGTH / 8 };

/* Is it listed for one of its audiences? */
static const struct response *
is_listed(struct request *rq, const struct issued *i, const struct resource *resource,
    bool *listed)
{
	*listed = resource && resource->status_list;
	for (size_t k = 0; resource && !*listed && k < i->more_resources.n; k++) {
		struct resource other;
		enum store_status status = live_resource_by_uri(
		    rq->db, rq->arena, i->more_resources.at[k], &other);
		if (status != STORE_OK && status != STORE_NONE)
			return oauth_store_error(rq, status);
		*listed = status == STORE_OK && other.status_list;
	}
	*listed = *listed && resource->token_format == TOKEN_JWT;
	return NULL;
}

const struct response *
take_status_index(struct request *rq, const struct issued *i,
    const struct resource *resource, struct grant_extras *out)
{
	bool listed;
	int64_t index;
	const struct response *refused = is_listed(rq, i, resource, &listed);
	if (refused || !listed)
		return refused;
	if (i->by_person && i->family.extras.status_index.given) {
		out->status_index = i->family.extras.status_index;
		return NULL;
	}
	if (i->by_person && !request_may_block(rq))
		return DEFER;
	enum store_status status = live_status_index(rq->db, rq->arena, &index);
	if (status == STORE_OK && i->by_person)
		status = status_of_family(
		    rq->db, rq->arena, i->family.user_id, i->family.id, index, &index);
	if (status == STORE_NONE)
		return oauth_error(rq, INVALID_GRANT,
		    "what the person allowed has been ended meanwhile");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	out->status_index = (struct optional_number){true, index};
	return NULL;
}

static struct text
list_uri(struct arena *a, int64_t list)
{
	return arena_printf(a, "%.*s/oauth2/status/%lld",
	    TEXT_ARG(settings()->server.issuer), (long long)list);
}

void
build_status(struct builder *b, int64_t index)
{
	build_printf(b, ",\"status\":{\"status_list\":{\"idx\":%lld",
	    (long long)(index % LIST_LENGTH));
	build_json_member(b, TEXT("uri"), list_uri(b->arena, index / LIST_LENGTH));
	build_text(b, TEXT("}}"));
}

/* Our own claim: the list's number ends the URI. */
void
read_status(const json_t *claims, struct optional_number *out)
{
	uint64_t list = 0;
	const json_t *s =
	    json_object_get(json_object_get(claims, "status"), "status_list");
	const char *uri = json_string_value(json_object_get(s, "uri"));
	const char *slash = uri ? strrchr(uri, '/') : NULL;
	out->given = slash && text_to_u64(text_of(slash + 1), &list);
	out->value =
	    (int64_t)list * LIST_LENGTH + json_integer_value(json_object_get(s, "idx"));
}

struct list {
	int64_t first;
	unsigned char *bits;
};

/* 4.1: the least significant bit of a byte is its first. */
static void
set_bit(void *context, int64_t index)
{
	const struct list *l = context;
	size_t at = (size_t)(index - l->first);
	l->bits[at / 8] |= (unsigned char)(1U << (at % 8));
}

/* The empty text when zlib fails. */
static struct text
compressed(struct arena *a, const unsigned char *bits)
{
	uLongf n = compressBound(LIST_BYTES);
	unsigned char *out = arena_alloc(a, n);
	if (compress2(out, &n, bits, LIST_BYTES, Z_BEST_COMPRESSION) != Z_OK)
		return NO_TEXT;
	return base64url_encode(a, out, n);
}

/* 5.1. It is good for twice its ttl, so that an API outlives a fetch that fails. */
static struct text
list_claims(struct arena *a, struct text uri, struct text lst)
{
	int64_t now = clock_now(), ttl = settings()->tokens.status_list_ttl;
	struct builder b = builder_new(a, lst.n + 512);
	build_text(&b, TEXT("{\"sub\":"));
	build_json_string(&b, uri);
	build_json_number(&b, TEXT("iat"), now);
	build_json_number(&b, TEXT("exp"), now + 2 * ttl);
	build_json_number(&b, TEXT("ttl"), ttl);
	build_text(&b, TEXT(",\"status_list\":{\"bits\":1"));
	build_json_member(&b, TEXT("lst"), lst);
	build_text(&b, TEXT("}}"));
	return builder_text(&b);
}

static const struct response *
respond_list(struct request *rq, int64_t list, const unsigned char *bits)
{
	const struct jws_key *key =
	    live_signing_key(jws_alg_of(settings()->tokens.access_alg));
	struct text lst = compressed(rq->arena, bits), jwt = NO_TEXT;
	if (key && lst.n)
		jwt = jws_sign(rq->arena, key, TEXT("statuslist+jwt"),
		    list_claims(rq->arena, list_uri(rq->arena, list), lst));
	if (!jwt.n)
		return oauth_error(rq, SERVER_ERROR, "the list could not be signed");
	struct response *rs = respond(rq, 200, TEXT("application/statuslist+jwt"), jwt);
	response_header(rq, rs, TEXT("Cache-Control"),
	    arena_printf(rq->arena, "public, max-age=%lld",
		(long long)settings()->tokens.status_list_ttl));
	return rs;
}

static const struct response *
not_found(struct request *rq)
{
	struct response *rs =
	    oauth_error(rq, INVALID_REQUEST, "no token has a place in such a list yet");
	rs->status = 404;
	return rs;
}

const struct response *
answer_status_list(struct request *rq)
{
	uint64_t list;
	struct list l = {.bits = arena_alloc(rq->arena, LIST_BYTES)};
	if (!text_to_u64(rq->path_args[0], &list) || list > INT64_MAX / LIST_LENGTH - 1)
		return not_found(rq);
	l.first = (int64_t)list * LIST_LENGTH;
	enum store_status status =
	    statuses_revoked(rq->db, rq->arena, l.first, LIST_LENGTH, set_bit, &l);
	if (status == STORE_NONE)
		return not_found(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return respond_list(rq, (int64_t)list, l.bits);
}
