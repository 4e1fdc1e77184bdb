#include "oauth/sender.h"

#include "base/clock.h"
#include "jose/digest.h"
#include "oauth/access_token.h"
#include "oauth/dpop.h"
#include "oauth/explain.h"
#include "oauth/fapi.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/replay_guards.h"

struct proof_target
proof_target_here(struct request *rq)
{
	struct text issuer = settings()->server.issuer, alias = settings()->tls.issuer;
	struct proof_target t = {
	    .method = rq->method == METHOD_POST ? TEXT("POST") : TEXT("GET"),
	    .url = arena_printf(
		rq->arena, "%.*s%.*s", TEXT_ARG(issuer), TEXT_ARG(rq->path))};
	if (alias.n)
		t.alias = arena_printf(
		    rq->arena, "%.*s%.*s", TEXT_ARG(alias), TEXT_ARG(rq->path));
	return t;
}

/* A fault of a proof and the error that it is. */
struct verdict {
	enum oauth_error_code code;
	const char *sentence; /* NULL: the proof is good */
};

/* A good proof is for either of the target's URLs. */
static const char *
fault_for(struct arena *a, const struct dpop_proof *proof,
    const struct proof_target *target, int64_t now)
{
	const char *fault = dpop_proof_fault(a, proof, target->method, target->url, now);
	if (!fault || !target->alias.n)
		return fault;
	return dpop_proof_fault(a, proof, target->method, target->alias, now);
}

/* What is read of a proof may be shown: it is of the request, and no secret. */
static void
explain_proof(struct request *rq, const struct proof_target *target,
    const struct dpop_proof *proof, int64_t now)
{
	because(rq, WHY_DPOP_PROOF);
	if (proof->htm.n && !text_eq(proof->htm, target->method))
		explain_pair(rq, "htm", proof->htm, target->method);
	if (proof->htu.n && !text_eq(proof->htu, target->url))
		explain_pair(rq, "htu", proof->htu, target->url);
	if (proof->iat)
		explain_seconds(rq, "iat_age", now - proof->iat);
}

static struct verdict
judge(struct request *rq, const struct proof_target *target, struct dpop_proof *proof)
{
	*proof = (struct dpop_proof){0};
	struct text sent = request_header(rq, TEXT("DPoP"));
	int64_t now = clock_now();
	const char *fault = target->fault;
	if (!fault && request_header_count(rq, TEXT("DPoP")) > 1)
		fault = "the DPoP header is sent more than once";
	if (!fault)
		fault = dpop_proof_read(rq->arena, sent, proof);
	if (!fault)
		fault = fault_for(rq->arena, proof, target, now);
	if (fault)
		explain_proof(rq, target, proof, now);
	if (fault)
		return (struct verdict){INVALID_DPOP_PROOF, fault};
	bool asked = settings()->tokens.dpop_nonce || proof->nonce.n;
	if (!asked || dpop_nonce_good(rq->arena, proof->nonce, now))
		return (struct verdict){0};
	because(rq, WHY_DPOP_NONCE);
	return (struct verdict){USE_DPOP_NONCE,
	    "the DPoP proof needs the nonce of this answer's DPoP-Nonce header"};
}

/* After a verdict, so that a loop only defers what is good so far. */
static enum store_status
take_jti(struct request *rq, const struct dpop_proof *proof)
{
	/* Clocks of the database and of this node may differ by a minute. */
	int64_t until = proof->iat + DPOP_OLDEST + 60;
	if (!request_may_block(rq))
		return STORE_DEFER;
	return replay_guard_take(
	    rq->db, rq->arena, "dpop", proof->jkt, proof->jti, until);
}

/* Where nonces are asked for, every answer brings a fresh one, so that the next request
 * needs no second try (RFC 9449 8.2). */
static void
give_nonce(struct request *rq, enum oauth_error_code code)
{
	if (settings()->tokens.dpop_nonce || code == USE_DPOP_NONCE)
		request_add_header(
		    rq, TEXT("DPoP-Nonce"), dpop_nonce(rq->arena, clock_now()));
}

static const char not_of_fapi2[] =
    "the DPoP proof of this app must be signed by PS256, ES256 or EdDSA (FAPI 2.0)";
static const char used_before[] =
    "the DPoP proof was used before; make a new one, with its own jti, for each request";

/* RFC 8705 3: for everybody who shows one, so that it can be compared. */
static void
note_certificate(struct request *rq)
{
	if (!rq->client_certificate.n)
		return;
	struct sender *sender = ARENA_NEW(rq->arena, struct sender);
	sender->x5t = sha256_base64url(rq->arena, rq->client_certificate);
	rq->sender = sender;
}

/* FAPI 2.0 Security Profile 5.3.2.1: by whichever of both. */
static bool
binds_to_certificate(const struct request *rq)
{
	const struct client_metadata *m = &rq->client->metadata;
	return m->tls_client_certificate_bound_access_tokens ||
	       (m->fapi2 && !rq->sender->jkt.n);
}

const struct response *
prove_sender(struct request *rq)
{
	struct dpop_proof proof = {0};
	rq->sender = NULL;
	note_certificate(rq);
	if (!request_header_count(rq, TEXT("DPoP")))
		return NULL;
	const struct proof_target here = proof_target_here(rq);
	struct verdict verdict = judge(rq, &here, &proof);
	if (!verdict.sentence && rq->client->metadata.fapi2 &&
	    !fapi2_allows(jws_alg_name(proof.alg)))
		verdict = (struct verdict){INVALID_DPOP_PROOF, not_of_fapi2};
	give_nonce(rq, verdict.code);
	if (verdict.sentence)
		return oauth_error(rq, verdict.code, verdict.sentence);
	enum store_status status = take_jti(rq, &proof);
	if (status == STORE_CONFLICT)
		return oauth_error(
		    because(rq, WHY_DPOP_PROOF), INVALID_DPOP_PROOF, used_before);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	struct sender *sender = ARENA_NEW(rq->arena, struct sender);
	if (rq->sender)
		*sender = *rq->sender;
	sender->jkt = proof.jkt;
	rq->sender = sender;
	return NULL;
}

const struct response *
require_bound(struct request *rq)
{
	const struct client_metadata *m = &rq->client->metadata;
	bool by_key = rq->sender && rq->sender->jkt.n;
	bool by_certificate = rq->sender && rq->sender->x5t.n;
	if (m->dpop_bound_access_tokens && !by_key)
		return oauth_error(because(rq, WHY_BOUND), INVALID_DPOP_PROOF,
		    "this app is registered with dpop_bound_access_tokens: send a DPoP "
		    "header");
	if (m->tls_client_certificate_bound_access_tokens && !by_certificate)
		return oauth_error(because(rq, WHY_BOUND), INVALID_REQUEST,
		    "this app is registered with "
		    "tls_client_certificate_bound_access_tokens: show a certificate");
	if (m->fapi2 && !by_key && !by_certificate)
		return oauth_error(because(rq, WHY_BOUND), INVALID_DPOP_PROOF,
		    "the tokens of this app must be bound (FAPI 2.0): send a DPoP header "
		    "or show a certificate");
	return NULL;
}

const char *
sender_fault(const struct request *rq, const struct grant_extras *extras)
{
	struct text jkt = rq->sender ? rq->sender->jkt : NO_TEXT;
	struct text x5t = rq->sender ? rq->sender->x5t : NO_TEXT;
	if (extras->cnf_x5t.n && !text_eq(extras->cnf_x5t, x5t))
		return "it is bound to a certificate: show that one in TLS";
	if (extras->cnf_jkt.n && !text_eq(extras->cnf_jkt, jkt))
		return "it is bound to a key: send a DPoP proof made with that key";
	return NULL;
}

void
sender_bind(const struct request *rq, struct grant_extras *extras)
{
	bool to_certificate =
	    rq->sender && (binds_to_certificate(rq) || extras->cnf_x5t.n);
	extras->cnf_jkt = rq->sender ? rq->sender->jkt : NO_TEXT;
	extras->cnf_x5t = to_certificate ? rq->sender->x5t : NO_TEXT;
}

void
sender_bind_refresh(const struct request *rq, struct grant_extras *extras)
{
	if (text_eq(rq->client->auth_method, TEXT("none"))) {
		sender_bind(rq, extras);
		return;
	}
	extras->cnf_jkt = NO_TEXT;
	extras->cnf_x5t = NO_TEXT;
}

const char *
certificate_fault(struct request *rq, const struct grant_extras *extras)
{
	if (!extras->cnf_x5t.n ||
	    (rq->client_certificate.n &&
		text_eq(extras->cnf_x5t,
		    sha256_base64url(rq->arena, rq->client_certificate))))
		return NULL;
	return "the access token is bound to a certificate: show that one in TLS";
}

const struct response *
refuse_dpop(struct request *rq, enum oauth_error_code code, const char *sentence)
{
	struct response *rs = oauth_error_as(rq, code, 401, sentence);
	response_header(rq, rs, TEXT("WWW-Authenticate"),
	    arena_printf(rq->arena,
		"DPoP realm=\"authz\", error=\"%s\", error_description=\"%s\", "
		"algs=\"%s\"",
		oauth_errors[code].code, sentence, dpop_algs));
	return rs;
}

/* FAPI 2.0 Security Profile 5.4. Whose token it is matters for the one algorithm that the
 * profile does not have. */
static enum store_status
find_alg_fault(struct request *rq, const struct access_token *t, enum jws_alg alg,
    struct verdict *verdict)
{
	struct client app;
	if (verdict->sentence || fapi2_allows(jws_alg_name(alg)))
		return STORE_OK;
	if (!request_may_block(rq))
		return STORE_DEFER;
	enum store_status status = client_by_id(rq->db, rq->arena, t->client_id, &app);
	if (status == STORE_OK && app.metadata.fapi2)
		*verdict = (struct verdict){INVALID_DPOP_PROOF, not_of_fapi2};
	return status == STORE_NONE ? STORE_OK : status;
}

const struct response *
require_proof(struct request *rq, const struct access_token *t, struct text sent,
    const struct proof_target *target)
{
	struct dpop_proof proof = {0};
	if (!request_header_count(rq, TEXT("DPoP")))
		return refuse_dpop(rq, INVALID_DPOP_PROOF,
		    "the access token is bound to a key: send a DPoP header too");
	struct verdict verdict = judge(rq, target, &proof);
	if (!verdict.sentence && !text_eq(proof.jkt, t->extras.cnf_jkt))
		verdict = (struct verdict){INVALID_TOKEN,
		    "the access token is bound to another key than the DPoP proof's"};
	if (!verdict.sentence && !text_eq(proof.ath, sha256_base64url(rq->arena, sent)))
		verdict = (struct verdict){INVALID_DPOP_PROOF,
		    "the ath of the DPoP proof is not the hash of this access token"};
	enum store_status status = find_alg_fault(rq, t, proof.alg, &verdict);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	give_nonce(rq, verdict.code);
	if (verdict.sentence)
		return refuse_dpop(rq, verdict.code, verdict.sentence);
	status = take_jti(rq, &proof);
	if (status == STORE_CONFLICT)
		return refuse_dpop(rq, INVALID_DPOP_PROOF, used_before);
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}
