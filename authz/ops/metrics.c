/* What Prometheus reads, in its text format. */
#include "live/coherence.h"
#include "ops/ops.h"
#include "webhooks/sending.h"

#include <stdatomic.h>

static _Atomic(struct server *) server;

void
ops_serving(struct server *s)
{
	server = s;
}

static void
metric(
    struct builder *b, const char *name, const char *type, const char *help, double value)
{
	build_printf(b, "# HELP authz_%s %s\n# TYPE authz_%s %s\nauthz_%s %.6g\n", name,
	    help, name, type, name, value);
}

const struct response *
answer_metrics(struct request *rq)
{
	struct live_counts live = live_counts();
	const struct server *s = server;
	struct server_counts http = s ? server_counts(s) : (struct server_counts){0};
	struct builder b = builder_new(rq->arena, 2048);
	metric(&b, "requests_total", "counter", "Requests that began.",
	    (double)http.requests);
	metric(&b, "requests_deferred_total", "counter", "Requests that took a worker.",
	    (double)http.deferred);
	metric(&b, "requests_refused_total", "counter",
	    "Requests answered 503 because all workers and the queue were full.",
	    (double)http.refused);
	metric(&b, "requests_waiting", "gauge", "Requests that wait for a worker.",
	    (double)http.waiting);
	metric(&b, "workers_busy", "gauge", "Workers at work.", (double)http.busy);
	metric(&b, "coherent", "gauge",
	    "1 while this node's memory is known to follow the database.",
	    live_coherent());
	metric(&b, "coherence_losses_total", "counter",
	    "Times that this node lost its listening connection.", (double)live.losses);
	metric(&b, "heartbeats_total", "counter", "Heartbeats through the database.",
	    (double)live.beats);
	metric(&b, "heartbeat_seconds", "gauge", "How long the last heartbeat took.",
	    (double)live.beat_us / 1e6);
	struct webhook_counts webhooks = webhook_counts();
	metric(&b, "webhooks_delivered_total", "counter",
	    "Messages to apps that were answered with 2xx.", (double)webhooks.delivered);
	metric(&b, "webhooks_failed_total", "counter",
	    "Attempts to send a message to an app that failed.", (double)webhooks.failed);
	return respond(
	    rq, 200, TEXT("text/plain; version=0.0.4; charset=utf-8"), builder_text(&b));
}
