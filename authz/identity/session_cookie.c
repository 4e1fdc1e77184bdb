/* The cookie is the person's and the session's id with a MAC: nothing of it is stored,
 * and a forged one never reaches the database. */
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/pack.h"
#include "identity/signin.h"
#include "jose/keyring.h"
#include "settings/settings.h"

static const struct text cookie_name = TEXT_INIT("authz_session");

static struct text
cookie_make(struct arena *a, struct uuid user_id, struct uuid id)
{
	struct builder b = builder_new(a, 128);
	unsigned char mac[MAC_SIZE];
	uint32_t key_id;
	pack_uuid(&b, user_id);
	pack_uuid(&b, id);
	keyring_mac(FOR_COOKIES, builder_text(&b), &key_id, mac);
	pack_number(&b, key_id);
	build_bytes(&b, mac, sizeof(mac));
	return base64url_encode(a, b.at, b.n);
}

static bool
cookie_read(struct arena *a, struct text cookie, struct uuid *user_id, struct uuid *id)
{
	struct text raw;
	if (!cookie.n || cookie.n > 200 || !base64url_decode(a, cookie, &raw) ||
	    raw.n != 16 + 16 + 8 + MAC_SIZE)
		return false;
	struct unpack u = {raw, false};
	*user_id = unpack_uuid(&u);
	*id = unpack_uuid(&u);
	int64_t key_id = unpack_number(&u);
	return keyring_mac_check(FOR_COOKIES, key_id, text_part(raw, 0, 32), u.rest);
}

const struct response *
load_session(struct request *rq)
{
	struct uuid user_id, id;
	if (!request_may_block(rq))
		return DEFER;
	if (!cookie_read(rq->arena, cookie_get(rq, cookie_name), &user_id, &id))
		return NULL;
	struct session *session = ARENA_NEW(rq->arena, struct session);
	struct user *user = ARENA_NEW(rq->arena, struct user);
	enum store_status status = session_find(
	    rq->db, rq->arena, user_id, id, settings()->sessions.idle, session, user);
	if (status == STORE_NONE)
		return NULL;
	if (status != STORE_OK)
		return store_error_page(rq, status);
	rq->session = session;
	rq->user = user;
	return NULL;
}

const struct response *
require_session(struct request *rq)
{
	if (rq->session)
		return NULL;
	struct text here = rq->path;
	/* A form can't be sent again after signing in: its page can be shown. */
	if (rq->method == METHOD_GET && rq->query.n)
		here = arena_printf(
		    rq->arena, "%.*s?%.*s", TEXT_ARG(rq->path), TEXT_ARG(rq->query));
	return respond_redirect(rq, login_url(rq->arena, here));
}

/* What becomes of the session that the browser had before. */
static enum store_status
leave(struct request *rq, const struct session *old, const struct session *fresh)
{
	enum store_status status = STORE_OK;
	if (old && uuid_eq(old->user_id, fresh->user_id))
		status =
		    session_replace(rq->db, rq->arena, old->user_id, old->id, fresh->id);
	else if (old)
		status = session_end(rq->db, rq->arena, old->user_id, old->id);
	return status == STORE_NONE ? STORE_OK : status;
}

enum store_status
signin_start(struct request *rq, const struct user *user, struct texts amr)
{
	struct session *s = ARENA_NEW(rq->arena, struct session);
	struct user *copy = ARENA_NEW(rq->arena, struct user);
	int64_t now = clock_now();
	*copy = *user;
	*s = (struct session){.user_id = user->id,
	    .id = uuid_new(), /* a new one each time: none can be fixed beforehand */
	    .auth_time = now,
	    .created_at = now,
	    .seen_at = now,
	    .expires_at = now + settings()->sessions.absolute,
	    .amr = amr,
	    .user_agent = text_part(request_header(rq, TEXT("User-Agent")), 0, 300),
	    .address = rq->peer};
	if (!utf8_valid(s->user_agent))
		s->user_agent = NO_TEXT;
	enum store_status status = session_add(rq->db, rq->arena, s);
	if (status == STORE_OK)
		status = leave(rq, rq->session, s);
	if (status != STORE_OK)
		return status;
	cookie_set(rq, cookie_name, cookie_make(rq->arena, s->user_id, s->id),
	    settings()->sessions.absolute);
	rq->session = s;
	rq->user = copy;
	return STORE_OK;
}

enum store_status
signin_end(struct request *rq)
{
	cookie_set(rq, cookie_name, NO_TEXT, -1);
	if (!rq->session)
		return STORE_OK;
	enum store_status status =
	    session_end(rq->db, rq->arena, rq->session->user_id, rq->session->id);
	return status == STORE_NONE ? STORE_OK : status;
}

bool
is_local_path(struct text path)
{
	if (path.n < 1 || path.n > 12000 || path.at[0] != '/')
		return false;
	if (path.n > 1 && (path.at[1] == '/' || path.at[1] == '\\'))
		return false;
	for (size_t i = 0; i < path.n; i++)
		if (path.at[i] <= ' ' || path.at[i] == 0x7f || path.at[i] == '\\' ||
		    (unsigned char)path.at[i] > 0x7f)
			return false;
	return true;
}

struct text
login_url(struct arena *a, struct text return_to)
{
	struct builder b = builder_new(a, return_to.n * 2 + 64);
	build_text(&b, TEXT("/login"));
	build_query(&b, TEXT("return_to"), return_to);
	return builder_text(&b);
}
