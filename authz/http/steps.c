#include "http/exchange.h"

/* Set once at start. */
static const struct server_options *options;

void
steps_use(const struct server_options *o)
{
	options = o;
}

const struct response *
answer_error(struct request *rq, int status, const char *sentence)
{
	struct error_answer e = {
	    status, rq->route ? rq->route->errors : ERRORS_PAGE, sentence};
	return options->answer_error(rq, &e);
}

/* Nothing that steps left on a loop may be seen by the run on the worker. */
static void
forget_steps(struct request *rq)
{
	rq->form = (struct form){NULL, 0};
	rq->files = (struct form){NULL, 0};
	rq->parameters = (struct form){NULL, 0};
	rq->client = NULL;
	rq->sender = NULL;
	rq->session = NULL;
	rq->user = NULL;
	rq->own = NULL;
	rq->explanation = NULL;
	rq->extra_count = 0;
}

const struct response *
run_steps(struct exchange *x)
{
	struct request *rq = &x->rq;
	forget_steps(rq);
	for (const step *s = rq->route->steps; *s; s++) {
		const struct response *answer = (*s)(rq);
		if (answer)
			return answer;
	}
	return answer_error(rq, 500, "the server has no answer");
}
