/* APIs and their scopes as the JSON API has them, for their teams and for operators. */
#ifndef AUTHZ_PORTAL_API_DOCUMENT_H
#define AUTHZ_PORTAL_API_DOCUMENT_H

#include "portal/outcome.h"
#include "store/resources.h"

/* New references. */
json_t *resource_document(struct arena *a, const struct resource *r);
json_t *scope_document(const struct scope *s);

/* What a document says of an API; what it leaves out is empty, and jwt is the format. */
struct resource_said {
	struct text resource, name, scope_prefix, purpose, team_id;
	enum token_format token_format;
	int64_t token_lifetime;
	bool status_list;
	bool team_given; /* if only as null, with which team_id is empty */
};
/* The body as such a document; what is only read may stand in it. NULL, or the answer. */
const struct response *read_resource_document(
    struct request *rq, struct resource_said *out);
/* The same of a scope: its words by language and its sensitivity. */
const struct response *read_scope_document(struct request *rq, struct scope *out);
/* A scope that is to be replaced, held until the transaction ends: its version must be
 * the one that was seen. A new one (STORE_NONE) has none: 412 with If-Match. */
const struct response *check_scope_version(
    struct request *rq, enum store_status status, const struct scope *is);

/* outcome_problem() with the names that members have in these documents. */
const struct response *document_problem(struct request *rq, struct outcome o);

#endif
