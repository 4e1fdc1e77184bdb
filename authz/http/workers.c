#include "base/clock.h"
#include "base/log.h"
#include "http/exchange.h"

#include <pthread.h>
#include <stdlib.h>

/* Workers that gather at a time: while they are at it, the next batch grows. */
enum { GATHER_AT_ONCE = 2 };

/* What waits, in order, and how many workers are at what was taken from it. */
struct queue {
	struct exchange *first, **last;
	int64_t waiting, room, busy, busy_most;
};

struct workers {
	const struct server_options *options;
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t wake;
	struct queue quick, slow, gathering;
	bool stop;
	size_t count;
	pthread_t *threads;
};

/* What a worker took to do in one go. */
struct batch {
	struct queue *queue;
	struct exchange *exchanges[GATHER_MOST];
	size_t n;
};

static bool
goes_along(const struct batch *b, const struct exchange *x)
{
	return !b->n || (b->n < GATHER_MOST && x->rq.gathering &&
			    x->rq.gathering == b->exchanges[0]->rq.gathering);
}

static bool
pull(struct queue *q, bool several, struct batch *b)
{
	b->queue = q;
	b->n = 0;
	if (q->busy >= q->busy_most)
		return false;
	while (q->first && (several || !b->n) && goes_along(b, q->first)) {
		b->exchanges[b->n++] = q->first;
		q->first = q->first->next;
		q->waiting--;
	}
	if (!q->first)
		q->last = &q->first;
	q->busy += b->n > 0;
	return b->n > 0;
}

/* One for which something was done already is not sent away. */
static bool
push(struct queue *q, struct exchange *x)
{
	if (q->waiting >= q->room && !x->rq.gathered)
		return false;
	x->queue = q;
	x->next = NULL;
	*q->last = x;
	q->last = &x->next;
	q->waiting++;
	return true;
}

/* False when it is time to go; at the end, what has to wait for its turn still gets it.
 */
static bool
next_batch(struct workers *w, struct batch *b)
{
	pthread_mutex_lock(&w->lock);
	while (!pull(&w->gathering, true, b) && !pull(&w->quick, false, b) &&
	       !pull(&w->slow, false, b) &&
	       (!w->stop || w->slow.first || w->gathering.first))
		pthread_cond_wait(&w->wake, &w->lock);
	pthread_mutex_unlock(&w->lock);
	return b->n > 0;
}

static void
work(struct exchange *x, struct db *db)
{
	log_set_request(x->rq.id);
	x->rq.db = db;
	x->answer = run_steps(x);
	if (x->answer == DEFER)
		x->answer = answer_error(&x->rq, 500, "the server did not decide");
	x->rq.db = NULL;
	x->answered = true;
	log_set_request(NO_TEXT);
}

/* What is left of each is for its loop, while the next batch is at the database. */
static void
do_together(struct batch *b, struct db *db)
{
	void *parts[GATHER_MOST];
	for (size_t i = 0; i < b->n; i++)
		parts[i] = b->exchanges[i]->rq.part;
	b->exchanges[0]->rq.gathering->run(db, parts, b->n);
	for (size_t i = 0; i < b->n; i++)
		b->exchanges[i]->rq.gathered = true;
}

static void
finish_batch(struct workers *w, struct batch *b)
{
	pthread_mutex_lock(&w->lock);
	b->queue->busy--;
	/* Whoever found all turns taken may have this one, or go. */
	if (w->stop)
		pthread_cond_broadcast(&w->wake);
	else if (w->slow.first)
		pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	loops_take_back(b->exchanges, b->n);
}

static void *
worker(void *workers)
{
	struct workers *w = workers;
	struct db *db = w->options->worker_start ? w->options->worker_start() : NULL;
	struct batch b;
	while (next_batch(w, &b)) {
		if (b.queue == &w->gathering)
			do_together(&b, db);
		else
			work(b.exchanges[0], db);
		if (w->options->before_answer)
			w->options->before_answer(db);
		finish_batch(w, &b);
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
	w->gathering = (struct queue){.last = &w->gathering.first,
	    .room = room,
	    .busy_most = count < GATHER_AT_ONCE ? count : GATHER_AT_ONCE};
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

static struct queue *
queue_of(struct workers *w, const struct exchange *x)
{
	if (x->rq.gathering && !x->rq.gathered)
		return &w->gathering;
	bool slow = x->rq.route && x->rq.route->where == ON_WORKER_SLOWLY;
	return slow ? &w->slow : &w->quick;
}

bool
workers_take(struct workers *w, struct exchange *x)
{
	struct queue *q = queue_of(w, x);
	pthread_mutex_lock(&w->lock);
	bool taken = !w->stop && push(q, x);
	/* With all turns taken, whoever has one looks again when done. */
	if (taken && q->busy < q->busy_most)
		pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	return taken;
}

void
workers_counts(struct workers *w, int64_t *waiting, int64_t *busy)
{
	pthread_mutex_lock(&w->lock);
	*waiting = w->quick.waiting + w->slow.waiting + w->gathering.waiting;
	*busy = w->quick.busy + w->slow.busy + w->gathering.busy;
	pthread_mutex_unlock(&w->lock);
}
