/* OIDC Core 5.3. */
#include "base/builder.h"
#include "oauth/access_token.h"
#include "oauth/bearer.h"
#include "oauth/scope.h"
#include "oidc/endpoints.h"
#include "store/users.h"

/* The token may stand in a form (RFC 6750 2.2); a POST with the header needs no body. */
const struct response *
read_userinfo_form(struct request *rq)
{
	return rq->body.n ? read_form(rq) : NULL;
}

static void
build_if_any(struct builder *b, struct text name, struct text value)
{
	if (value.n)
		build_json_member(b, name, value);
}

const struct response *
answer_userinfo(struct request *rq)
{
	const struct access_token *t = rq->own;
	struct texts scopes;
	struct user user;
	if (!scope_parse(rq->arena, t->scope, &scopes) ||
	    !texts_have(scopes, TEXT("openid")) || uuid_is_nil(t->user_id))
		return refuse_bearer(rq, INSUFFICIENT_SCOPE,
		    "userinfo needs a token with the scope openid", TEXT("openid"));
	enum store_status status = user_by_id(rq->db, rq->arena, t->user_id, &user);
	if (status == STORE_NONE)
		return refuse_bearer(rq, INVALID_TOKEN, "the person is gone", NO_TEXT);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	struct builder b = builder_new(rq->arena, 256);
	build_text(&b, TEXT("{\"sub\":"));
	build_json_string(&b, t->subject);
	if (texts_have(scopes, TEXT("profile"))) {
		build_if_any(&b, TEXT("name"), user.name);
		build_if_any(&b, TEXT("locale"), user.locale);
	}
	if (texts_have(scopes, TEXT("email"))) {
		build_if_any(&b, TEXT("email"), user.email);
		build_text(&b, user.email_verified_at
				   ? TEXT(",\"email_verified\":true")
				   : TEXT(",\"email_verified\":false"));
	}
	build_char(&b, '}');
	return respond_json(rq, 200, builder_text(&b));
}
