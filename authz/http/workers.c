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
	int64_t called; /* workers that were woken for it and have not looked yet */
};

struct worker {
	struct workers *all;
	pthread_t thread;
	pthread_cond_t wake;
	bool rests;
	struct queue *called_to;
	struct worker *below;
};

struct workers {
	const struct server_options *options;
	pthread_mutex_t lock; /* guards all below */
	/* Who went to rest last is woken first, and no more than there is work for: few
	 * database processes that have at hand what a statement needs do it faster than
	 * many in turn. */
	struct worker *resting;
	struct queue quick, slow, gathering;
	bool stop;
	size_t count;
	struct worker at[];
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

static void
rest(struct worker *me)
{
	struct workers *w = me->all;
	me->rests = true;
	me->below = w->resting;
	w->resting = me;
	while (me->rests)
		pthread_cond_wait(&me->wake, &w->lock);
	if (me->called_to)
		me->called_to->called--;
	me->called_to = NULL;
}

static void
wake(struct workers *w, struct queue *q)
{
	struct worker *last = w->resting;
	w->resting = last->below;
	last->rests = false;
	last->called_to = q;
	if (q)
		q->called++;
	pthread_cond_signal(&last->wake);
}

/* One more for this queue, if there is a turn for it. Who is at work looks again when
 * done. */
static void
call(struct workers *w, struct queue *q)
{
	if (w->resting && q->called < q->waiting && q->busy + q->called < q->busy_most)
		wake(w, q);
}

static void
wake_all(struct workers *w)
{
	while (w->resting)
		wake(w, NULL);
}

/* False when it is time to go; at the end, what has to wait for its turn still gets it.
 */
static bool
next_batch(struct worker *me, struct batch *b)
{
	struct workers *w = me->all;
	pthread_mutex_lock(&w->lock);
	while (!pull(&w->gathering, true, b) && !pull(&w->quick, false, b) &&
	       !pull(&w->slow, false, b) &&
	       (!w->stop || w->slow.first || w->gathering.first))
		rest(me);
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
		wake_all(w);
	else
		call(w, &w->slow);
	pthread_mutex_unlock(&w->lock);
	loops_take_back(b->exchanges, b->n);
}

static void *
work_on(void *worker)
{
	struct worker *me = worker;
	struct workers *w = me->all;
	struct db *db = w->options->worker_start ? w->options->worker_start() : NULL;
	struct batch b;
	while (next_batch(me, &b)) {
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
	struct workers *w = calloc(1, sizeof(*w) + (size_t)count * sizeof(struct worker));
	if (!w)
		return NULL;
	w->options = options;
	w->quick =
	    (struct queue){.last = &w->quick.first, .room = room, .busy_most = count};
	w->slow = (struct queue){
	    .last = &w->slow.first, .room = (room + 1) / 2, .busy_most = (count + 1) / 2};
	w->gathering = (struct queue){.last = &w->gathering.first,
	    .room = room,
	    .busy_most = count < GATHER_AT_ONCE ? count : GATHER_AT_ONCE};
	pthread_mutex_init(&w->lock, NULL);
	for (; w->count < (size_t)count; w->count++) {
		struct worker *next = &w->at[w->count];
		next->all = w;
		pthread_cond_init(&next->wake, NULL);
		if (pthread_create(&next->thread, NULL, work_on, next) != 0)
			break;
	}
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
	wake_all(w);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->count; i++) {
		pthread_join(w->at[i].thread, NULL);
		pthread_cond_destroy(&w->at[i].wake);
	}
	pthread_mutex_destroy(&w->lock);
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
	if (taken)
		call(w, q);
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
