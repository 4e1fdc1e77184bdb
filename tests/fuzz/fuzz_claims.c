/* The claims parameter (OIDC Core 5.5): what is kept of it, and what that comes to. */
#include "fuzz.h"
#include "oauth/claims_request.h"

static bool
is_known(struct text name)
{
	for (size_t i = 0; i < claims_known_count; i++)
		if (text_eq(claims_known[i].name, name))
			return true;
	return false;
}

static void
what_is_kept_comes_back(struct arena *a, const struct claims_request *r)
{
	struct claims_request again;
	struct text kept = claims_request_keep(a, r);
	HOLDS(kept.n < 1024);
	claims_request_kept(a, kept, &again);
	HOLDS(again.id_token.n == r->id_token.n && again.userinfo.n == r->userinfo.n);
	for (size_t i = 0; i < r->userinfo.n; i++)
		HOLDS(text_eq(again.userinfo.at[i], r->userinfo.at[i]));
}

static void
nothing_is_left_without_its_scope(struct arena *a, struct claims_request r)
{
	static const struct text email[] = {TEXT_INIT("email")};
	claims_request_narrow(a, &r, (struct texts){email, 1});
	for (size_t i = 0; i < r.userinfo.n; i++)
		HOLDS(text_starts(r.userinfo.at[i], email[0]));
	claims_request_narrow(a, &r, (struct texts){NULL, 0});
	HOLDS(r.id_token.n == 0 && r.userinfo.n == 0);
}

void
fuzz(struct arena *a, struct text input)
{
	struct claims_request r;
	if (claims_request_read(a, input, &r))
		return;
	for (size_t i = 0; i < r.id_token.n; i++)
		HOLDS(is_known(r.id_token.at[i]));
	what_is_kept_comes_back(a, &r);
	nothing_is_left_without_its_scope(a, r);
}
