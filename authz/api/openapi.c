#include "api/api.h"

#include "base/embedded.h"

const struct response *
answer_openapi(struct request *rq)
{
	return respond(
	    rq, 200, TEXT("application/yaml"), embedded_text(&embedded_openapi[0]));
}

const struct response *
answer_no_api(struct request *rq)
{
	return api_not_found(rq);
}
