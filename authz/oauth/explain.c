#include "oauth/explain.h"

const struct why_row why_rows[WHYS] = {
    [WHY_UNSAID] = {"", ""},
    [WHY_PARAMETER] = {"parameter", "RFC 6749 3.1"},
    [WHY_REDIRECT_URI] = {"redirect_uri", "RFC 9700 2.1"},
    [WHY_SUSPENDED] = {"suspended", "RFC 6749 5.2"},
    [WHY_RESPONSE_TYPE] = {"response_type", "RFC 6749 3.1.1"},
    [WHY_RESPONSE_MODE] = {"response_mode", "RFC 6749 4.1.2"},
    [WHY_PROMPT] = {"prompt", "OIDC Core 3.1.2.1"},
    [WHY_PKCE_MISSING] = {"pkce_missing", "RFC 7636 4.3"},
    [WHY_PKCE_METHOD] = {"pkce_method", "RFC 7636 4.2"},
    [WHY_PKCE_CHALLENGE] = {"pkce_challenge", "RFC 7636 4.2"},
    [WHY_PKCE_VERIFIER] = {"pkce_verifier", "RFC 7636 4.6"},
    [WHY_PUSH_REQUIRED] = {"push_required", "RFC 9126 5"},
    [WHY_PUSHED_GONE] = {"pushed_gone", "RFC 9126 4"},
    [WHY_REQUEST_OBJECT] = {"request_object", "RFC 9101 6"},
    [WHY_SCOPE_NOT_APPROVED] = {"scope_not_approved", "RFC 6749 3.3"},
    [WHY_SCOPE_ELSEWHERE] = {"scope_elsewhere", "RFC 8707 2.1"},
    [WHY_SCOPE_WIDER] = {"scope_wider", "RFC 6749 6"},
    [WHY_RESOURCE] = {"resource", "RFC 8707 2"},
    [WHY_GRANT_TYPE] = {"grant_type", "RFC 6749 5.2"},
    [WHY_AUTH_NONE] = {"auth_none", "RFC 6749 3.2.1"},
    [WHY_AUTH_TWICE] = {"auth_twice", "RFC 6749 2.3"},
    [WHY_AUTH_METHOD] = {"auth_method", "RFC 6749 2.3"},
    [WHY_AUTH_SECRET] = {"auth_secret", "RFC 6749 2.3.1"},
    [WHY_AUTH_ASSERTION] = {"auth_assertion", "RFC 7523 3"},
    [WHY_AUTH_CERTIFICATE] = {"auth_certificate", "RFC 8705 2"},
    [WHY_CODE_BAD] = {"code_bad", "RFC 6749 4.1.3"},
    [WHY_CODE_EXPIRED] = {"code_expired", "RFC 6749 4.1.2"},
    [WHY_CODE_USED] = {"code_used", "RFC 6749 4.1.2"},
    [WHY_CODE_OF_OTHER] = {"code_of_other", "RFC 6749 4.1.3"},
    [WHY_CODE_REDIRECT_URI] = {"code_redirect_uri", "RFC 6749 4.1.3"},
    [WHY_REFRESH_BAD] = {"refresh_bad", "RFC 6749 6"},
    [WHY_REFRESH_DEAD] = {"refresh_dead", "RFC 6749 6"},
    [WHY_REFRESH_USED] = {"refresh_used", "RFC 9700 4.14.2"},
    [WHY_BOUND] = {"bound", "RFC 9449 6"},
    [WHY_DPOP_PROOF] = {"dpop_proof", "RFC 9449 4.3"},
    [WHY_DPOP_NONCE] = {"dpop_nonce", "RFC 9449 8"},
    [WHY_REGISTRATION_TOKEN] = {"registration_token", "RFC 7592 2"},
};

static struct explanation *
explanation_of(struct request *rq)
{
	if (!rq->explanation)
		rq->explanation = ARENA_NEW(rq->arena, struct explanation);
	return rq->explanation;
}

struct request *
because(struct request *rq, enum why why)
{
	explanation_of(rq)->why = why;
	return rq;
}

void
explain_app(struct request *rq, struct uuid client_id, bool exists)
{
	struct explanation *e = explanation_of(rq);
	e->client_id = client_id;
	e->exists = exists;
}

static void
add(struct request *rq, struct fact fact)
{
	struct explanation *e = explanation_of(rq);
	if (e->fact_count < FACTS_MOST)
		e->facts[e->fact_count++] = fact;
}

void
explain_fact(
    struct request *rq, const char *what, struct text sent, struct texts expected)
{
	add(rq, (struct fact){.what = what, .sent = sent, .expected = expected});
}

void
explain_pair(struct request *rq, const char *what, struct text sent, struct text expected)
{
	struct text *one = ARENA_NEW(rq->arena, struct text);
	*one = expected;
	explain_fact(rq, what, sent, (struct texts){one, expected.n != 0});
}

void
explain_seconds(struct request *rq, const char *what, int64_t seconds)
{
	add(rq, (struct fact){.what = what, .is_number = true, .number = seconds});
}
