/* RFC 7662 2.2. */
#include "base/builder.h"
#include "oauth/access_token_format.h"
#include "settings/settings.h"

struct text
access_token_introspection(struct arena *a, const struct access_token *t)
{
	struct builder b = builder_new(a, 512);
	build_text(&b, TEXT("{\"active\":true"));
	build_json_member(&b, TEXT("scope"), t->scope);
	build_json_member(&b, TEXT("client_id"), access_token_client(a, t));
	build_json_member(&b, TEXT("token_type"), access_token_type(t));
	build_json_number(&b, TEXT("exp"), t->expires_at);
	build_json_number(&b, TEXT("iat"), t->issued_at);
	build_json_member(&b, TEXT("sub"), t->subject);
	build_audience(&b, t);
	build_json_member(&b, TEXT("iss"), settings()->server.issuer);
	build_json_member(&b, TEXT("jti"), t->jti);
	if (t->auth_time)
		build_json_number(&b, TEXT("auth_time"), t->auth_time);
	build_token_extras(&b, &t->extras);
	build_char(&b, '}');
	return builder_text(&b);
}
