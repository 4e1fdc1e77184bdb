/*
 * The load generator: keeps many connections busy from one thread and tells how fast and
 * how quickly the answers came, as a JSON object. With --rate, requests leave on schedule
 * whether or not the answers before have come, and latency counts from the schedule, so
 * that a stall is not hidden.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 16384, BUCKETS = 100000, BUCKET_US = 5, SCHEDULE_US = 100 };

struct options {
	const char *method, *path, *headers, *form, *bearers, *lines;
	int port;
	long connections, idle, warmup_ms;
	double seconds, rate;
	bool once;
};

struct connection {
	int fd;
	bool busy;
	int64_t due; /* when its request was to leave */
	size_t out_n, out_sent, in_n;
	char out[ROOM], in[ROOM];
};

static struct options o = {
    .method = "GET", .path = "/", .headers = "", .connections = 64, .seconds = 3};
static char *lines_text;
static char **lines;
static size_t line_count, next_line;
static uint64_t done, refused, broken, histogram[BUCKETS];
static int64_t counting_from, finished_at;
static int poller;

static void
fail(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
read_lines(const char *path)
{
	FILE *f = fopen(path, "r");
	if (!f || fseek(f, 0, SEEK_END) != 0)
		fail(path);
	long size = ftell(f);
	rewind(f);
	lines_text = malloc((size_t)size + 1);
	if (!lines_text || fread(lines_text, 1, (size_t)size, f) != (size_t)size)
		fail(path);
	lines_text[size] = '\0';
	fclose(f);
	for (char *at = lines_text; *at; at++)
		line_count += *at == '\n';
	lines = calloc(line_count + 1, sizeof(*lines));
	size_t n = 0;
	for (char *at = strtok(lines_text, "\n"); at; at = strtok(NULL, "\n"))
		lines[n++] = at;
	line_count = n;
}

static int
connect_one(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)o.port),
	    .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		fail("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static void
open_connection(struct connection *c)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
	c->fd = connect_one();
	if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e) != 0)
		fail("epoll_ctl");
}

/* False when every line has been sent once. */
static bool
build_request(struct connection *c)
{
	const char *line = "";
	char body[ROOM];
	int n = 0, size;
	/* The same again: what it costs to write it is not the server's. */
	if (!line_count && c->out_n) {
		c->out_sent = 0;
		c->in_n = 0;
		return true;
	}
	if (line_count) {
		if (o.once && next_line == line_count)
			return false;
		line = lines[next_line++ % line_count];
	}
	if (o.form)
		n = snprintf(body, sizeof(body), "%s%s", o.form, line);
	if (o.form)
		size = snprintf(c->out, ROOM,
		    "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Type: "
		    "application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		    o.method, o.path, o.port, o.headers, n, body);
	else
		size = snprintf(c->out, ROOM,
		    "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%s%s%s\r\n", o.method,
		    o.path, o.port, o.headers, o.bearers ? "Authorization: Bearer " : "",
		    o.bearers ? line : "", o.bearers ? "\r\n" : "");
	if (size >= ROOM)
		fail("a request is too long");
	c->out_n = (size_t)size;
	c->out_sent = 0;
	c->in_n = 0;
	return true;
}

static void
flush_request(struct connection *c)
{
	while (c->out_sent < c->out_n) {
		ssize_t n = write(c->fd, c->out + c->out_sent, c->out_n - c->out_sent);
		if (n < 0 && errno == EAGAIN)
			continue;
		if (n < 0)
			return; /* reading finds out */
		c->out_sent += (size_t)n;
	}
}

static bool
send_next(struct connection *c, int64_t due)
{
	c->busy = build_request(c);
	c->due = due;
	if (c->busy)
		flush_request(c);
	return c->busy;
}

/* The whole answer's size, or 0 while it isn't known. */
static size_t
answer_size(const struct connection *c)
{
	const char *end = memmem(c->in, c->in_n, "\r\n\r\n", 4);
	if (!end)
		return 0;
	size_t head = (size_t)(end - c->in) + 4;
	const char *length = memmem(c->in, head, "Content-Length: ", 16);
	return head + (length ? strtoul(length + 16, NULL, 10) : 0);
}

static void
count_answer(const struct connection *c)
{
	int64_t now = now_us();
	if (now < counting_from)
		return;
	uint64_t bucket = (uint64_t)(now - c->due) / BUCKET_US;
	histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
	done++;
	refused += c->in[9] != '2';
	finished_at = now;
}

/* True when an answer is complete and the connection is free again. */
static bool
take_answer(struct connection *c)
{
	ssize_t n = read(c->fd, c->in + c->in_n, ROOM - c->in_n - 1);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		broken++;
		close(c->fd);
		open_connection(c);
		c->busy = false;
		return true;
	}
	c->in_n += (size_t)n;
	c->in[c->in_n] = '\0';
	size_t whole = answer_size(c);
	if (!whole || c->in_n < whole)
		return false;
	if (c->busy)
		count_answer(c);
	c->busy = false;
	return true;
}

static void
rest(int64_t microseconds)
{
	struct timespec pause = {0, microseconds * 1000};
	nanosleep(&pause, NULL);
}

/* How long to rest, so that about a dozen answers come at a time: to be woken for each
 * costs more than to take it, and that CPU is the server's. */
static int64_t
next_pause(int64_t pause, int answers)
{
	int enough = o.connections < 64 ? (int)o.connections / 8 : 8;
	if (answers < enough)
		pause += pause / 4 + 5;
	else if (answers > 2 * enough)
		pause -= pause / 4;
	return pause < 1000 ? pause : 1000;
}

/* As fast as the answers come. */
static void
run_closed(struct connection *all, int64_t until)
{
	struct epoll_event events[512];
	int64_t pause = 50;
	long busy = 0;
	for (long i = 0; i < o.connections; i++)
		busy += send_next(&all[i], now_us());
	while (busy > 0) {
		rest(pause);
		int n = epoll_wait(poller, events, 512, 100);
		pause = next_pause(pause, n);
		int64_t now = now_us();
		for (int i = 0; i < n; i++) {
			struct connection *c = events[i].data.ptr;
			if (!take_answer(c))
				continue;
			if (now >= until || !send_next(c, now_us()))
				busy--;
		}
		if (now > until + 5000000)
			break;
	}
}

/* At a fixed rate. */
static void
run_open(struct connection *all, int64_t start, int64_t until)
{
	struct epoll_event events[512];
	struct connection **free_ones = calloc((size_t)o.connections, sizeof(*free_ones));
	size_t free_n = 0;
	uint64_t sent = 0;
	for (long i = 0; i < o.connections; i++)
		free_ones[free_n++] = &all[i];
	while (now_us() < until) {
		int64_t now = now_us();
		uint64_t due = (uint64_t)((double)(now - start) * o.rate / 1e6);
		while (sent < due && free_n) {
			int64_t at = start + (int64_t)((double)sent * 1e6 / o.rate);
			sent++;
			if (!send_next(free_ones[--free_n], at))
				return;
		}
		rest(SCHEDULE_US);
		int n = epoll_wait(poller, events, 512, 0);
		for (int i = 0; i < n; i++)
			if (take_answer(events[i].data.ptr))
				free_ones[free_n++] = events[i].data.ptr;
	}
	free(free_ones);
}

static double
percentile(double part)
{
	uint64_t wanted = (uint64_t)((double)done * part), seen = 0;
	for (size_t i = 0; i < BUCKETS; i++) {
		seen += histogram[i];
		if (seen > wanted)
			return (double)(i * BUCKET_US) / 1000;
	}
	return (double)BUCKETS * BUCKET_US / 1000;
}

static void
report(void)
{
	double seconds = (double)(finished_at - counting_from) / 1e6;
	printf("{\"requests\":%llu,\"seconds\":%.3f,\"per_second\":%.0f,\"not_2xx\":%llu,"
	       "\"broken\":%llu,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f}\n",
	    (unsigned long long)done, seconds, seconds > 0 ? (double)done / seconds : 0,
	    (unsigned long long)refused, (unsigned long long)broken, percentile(0.5),
	    percentile(0.99), percentile(0.999));
}

static void
usage(void)
{
	fputs("load PORT PATH [--method M] [--header 'Name: value'] [--form 'name=']\n"
	      "     [--bearers] [--lines FILE] [--once] [--connections N] [--idle N]\n"
	      "     [--seconds S] [--warmup MS] [--rate PER_SECOND] [--realtime]\n",
	    stderr);
	exit(2);
}

static void
add_header(const char *header)
{
	char *longer = malloc(strlen(o.headers) + strlen(header) + 3);
	sprintf(longer, "%s%s\r\n", o.headers, header);
	o.headers = longer;
}

/* So that what is measured is the server's delay and not the generator's own; without the
 * right to it, it stays as it is. */
static void
be_realtime(void)
{
	const struct sched_param first = {.sched_priority = 1};
	sched_setscheduler(0, SCHED_RR, &first);
}

static void
read_options(int argc, char **argv)
{
	if (argc < 3)
		usage();
	o.port = (int)strtol(argv[1], NULL, 10);
	o.path = argv[2];
	for (int i = 3; i < argc; i++) {
		const char *name = argv[i];
		if (!strcmp(name, "--realtime"))
			be_realtime();
		else if (!strcmp(name, "--once"))
			o.once = true;
		else if (!strcmp(name, "--bearers"))
			o.bearers = "";
		else if (++i == argc)
			usage();
		else if (!strcmp(name, "--method"))
			o.method = argv[i];
		else if (!strcmp(name, "--header"))
			add_header(argv[i]);
		else if (!strcmp(name, "--form"))
			o.form = argv[i], o.method = "POST";
		else if (!strcmp(name, "--lines"))
			read_lines(argv[i]);
		else if (!strcmp(name, "--connections"))
			o.connections = strtol(argv[i], NULL, 10);
		else if (!strcmp(name, "--idle"))
			o.idle = strtol(argv[i], NULL, 10);
		else if (!strcmp(name, "--seconds"))
			o.seconds = strtod(argv[i], NULL);
		else if (!strcmp(name, "--warmup"))
			o.warmup_ms = strtol(argv[i], NULL, 10);
		else if (!strcmp(name, "--rate"))
			o.rate = strtod(argv[i], NULL);
		else
			usage();
	}
}

int
main(int argc, char **argv)
{
	struct rlimit files = {0};
	read_options(argc, argv);
	prctl(PR_SET_TIMERSLACK, 1000);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	poller = epoll_create1(EPOLL_CLOEXEC);
	struct connection *all = calloc((size_t)o.connections, sizeof(*all));
	if (poller < 0 || !all)
		fail("start");
	for (long i = 0; i < o.idle; i++)
		connect_one();
	for (long i = 0; i < o.connections; i++)
		open_connection(&all[i]);
	int64_t start = now_us();
	counting_from = finished_at = start + o.warmup_ms * 1000;
	int64_t until = counting_from + (int64_t)(o.seconds * 1e6);
	if (o.rate > 0)
		run_open(all, start, until);
	else
		run_closed(all, until);
	report();
	return done ? 0 : 1;
}
