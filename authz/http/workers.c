#include "base/clock.h"
#include "base/log.h"
#include "http/exchange.h"

#include <pthread.h>
#include <stdlib.h>

/* What waits, in order, and how many workers are at what was taken from it. */
struct queue {
	struct exchange *first, **last;
	int64_t waiting, room, busy, busy_most;
};

struct workers {
	const struct server_options *options;
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t wake;
	struct queue quick, slow;
	bool stop;
	size_t count;
	pthread_t *threads;
};

static struct exchange *
pull(struct queue *q)
{
	struct exchange *x = q->busy < q->busy_most ? q->first : NULL;
	if (!x)
		return NULL;
	q->first = x->next;
	if (!q->first)
		q->last = &q->first;
	q->waiting--;
	q->busy++;
	return x;
}

static bool
push(struct queue *q, struct exchange *x)
{
	if (q->waiting >= q->room)
		return false;
	x->next = NULL;
	*q->last = x;
	q->last = &x->next;
	q->waiting++;
	return true;
}

static struct exchange *
next_exchange(struct workers *w)
{
	struct exchange *x;
	pthread_mutex_lock(&w->lock);
	/* At the end, what is slow still waits for its turn. */
	while (!(x = pull(&w->quick)) && !(x = pull(&w->slow)) &&
	       (!w->stop || w->slow.first))
		pthread_cond_wait(&w->wake, &w->lock);
	pthread_mutex_unlock(&w->lock);
	return x;
}

static void
work(struct workers *w, struct exchange *x, struct db *db)
{
	log_set_request(x->rq.id);
	x->rq.db = db;
	x->answer = run_steps(x);
	if (x->answer == DEFER)
		x->answer = answer_error(&x->rq, 500, "the server did not decide");
	if (w->options->before_answer)
		w->options->before_answer(db);
	x->rq.db = NULL;
	x->answered = true;
	log_set_request(NO_TEXT);
}

static void *
worker(void *workers)
{
	struct workers *w = workers;
	struct db *db = w->options->worker_start ? w->options->worker_start() : NULL;
	struct exchange *x;
	while ((x = next_exchange(w))) {
		work(w, x, db);
		pthread_mutex_lock(&w->lock);
		(x->slow ? &w->slow : &w->quick)->busy--;
		/* Whoever found all turns taken may have this one, or go. */
		if (w->stop)
			pthread_cond_broadcast(&w->wake);
		else if (w->slow.first)
			pthread_cond_signal(&w->wake);
		pthread_mutex_unlock(&w->lock);
		/* From here on the loop owns it again. */
		MHD_resume_connection(x->connection);
	}
	if (w->options->worker_stop)
		w->options->worker_stop(db);
	return NULL;
}

struct workers *
workers_start(const struct server_options *options, int64_t count, int64_t room)
{
	struct workers *w = calloc(1, sizeof(*w));
	if (!w)
		return NULL;
	w->threads = calloc((size_t)count, sizeof(*w->threads));
	if (!w->threads) {
		free(w);
		return NULL;
	}
	w->options = options;
	w->quick =
	    (struct queue){.last = &w->quick.first, .room = room, .busy_most = count};
	w->slow = (struct queue){
	    .last = &w->slow.first, .room = (room + 1) / 2, .busy_most = (count + 1) / 2};
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	for (; w->count < (size_t)count; w->count++)
		if (pthread_create(&w->threads[w->count], NULL, worker, w) != 0)
			break;
	if (w->count == (size_t)count)
		return w;
	log_error("workers_not_started", LN("started", w->count), LN("wanted", count));
	workers_stop(w);
	return NULL;
}

void
workers_stop(struct workers *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->count; i++)
		pthread_join(w->threads[i], NULL);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->wake);
	free(w->threads);
	free(w);
}

bool
workers_take(struct workers *w, struct exchange *x)
{
	x->slow = x->rq.route && x->rq.route->where == ON_WORKER_SLOWLY;
	pthread_mutex_lock(&w->lock);
	bool taken = !w->stop && push(x->slow ? &w->slow : &w->quick, x);
	if (taken)
		pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	return taken;
}

void
workers_counts(struct workers *w, int64_t *waiting, int64_t *busy)
{
	pthread_mutex_lock(&w->lock);
	*waiting = w->quick.waiting + w->slow.waiting;
	*busy = w->quick.busy + w->slow.busy;
	pthread_mutex_unlock(&w->lock);
}
