/* The first page: what waits, what failed, how the nodes are, what the platform does. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "html/plot.h"
#include "store/nodes.h"
#include "store/overview.h"

/* "12", or "1,000+" where counting has ended. */
static json_t *
count_json(struct request *rq, int64_t n)
{
	struct text digits = plot_number(rq->arena, n);
	return json_text(arena_printf(
	    rq->arena, "%.*s%s", TEXT_ARG(digits), n >= OVERVIEW_MOST ? "+" : ""));
}

static void
add_figure(struct request *rq, json_t *list, const char *label, const char *link,
    int64_t n, bool bad)
{
	json_array_append_new(
	    list, json_pack("{so ss so sb}", "label", admin_phrase(rq, label), "link",
		      link, "count", count_json(rq, n), "bad", bad && n > 0));
}

static enum store_status
put_figures(struct request *rq, json_t *data)
{
	struct waiting w;
	struct undelivered *kinds;
	struct node *nodes;
	size_t kind_count, node_count;
	int64_t failed = 0, well = 0;
	enum store_status status = waiting_count(rq->db, rq->arena, &w);
	if (status == STORE_OK)
		status = undelivered_count(rq->db, rq->arena, &kinds, &kind_count);
	if (status == STORE_OK)
		status = nodes_list(rq->db, rq->arena, &nodes, &node_count);
	if (status != STORE_OK)
		return status;
	for (size_t i = 0; i < kind_count; i++)
		failed += kinds[i].n;
	for (size_t i = 0; i < node_count; i++)
		well += nodes[i].coherent && !nodes[i].gone;
	json_t *list = json_array();
	json_object_set_new(data, "figures", list);
	add_figure(rq, list, "server.waiting_scopes", "/admin/reviews", w.scopes, false);
	add_figure(rq, list, "server.waiting_apps", "/admin/reviews", w.apps, false);
	add_figure(rq, list, "server.waiting_apis", "/admin/reviews", w.apis, false);
	add_figure(rq, list, "server.failed", "/admin/deliveries", failed, true);
	add_figure(rq, list, "server.nodes_well", "/admin/nodes", well, false);
	add_figure(rq, list, "server.nodes_unwell", "/admin/nodes",
	    (int64_t)node_count - well, true);
	return STORE_OK;
}

static enum store_status
put_plot(struct request *rq, json_t *data)
{
	struct day_total *days;
	size_t n;
	int64_t sum = 0;
	enum store_status status = totals_by_day(rq->db, rq->arena, &days, &n);
	if (status != STORE_OK || !n)
		return status;
	struct plot_bar *bars = ARENA_ARRAY(rq->arena, n, struct plot_bar);
	for (size_t i = 0; i < n; i++) {
		bars[i] = (struct plot_bar){days[i].day, days[i].tokens};
		sum += days[i].tokens;
	}
	enum language language = request_language(rq);
	struct plot p = {
	    .title = phrase(rq->arena, language, TEXT("server.tokens_title"), NULL),
	    .description = phrase(rq->arena, language, TEXT("server.tokens_text"), NULL),
	    .bars = bars,
	    .n = n};
	int64_t top = plot_top(&p);
	json_object_set_new(data, "plot",
	    json_pack("{ss so so so so so so so so}", "plot_name", "all-tokens",
		"plot_title", json_text(p.title), "plot_text", json_text(p.description),
		"svg", json_text(plot_svg(rq->arena, &p)), "sum",
		json_text(plot_number(rq->arena, sum)), "top",
		json_text(plot_number(rq->arena, top)), "half",
		json_text(plot_number(rq->arena, top / 2)), "first",
		json_text(bars[0].label), "last", json_text(bars[n - 1].label)));
	return STORE_OK;
}

const struct response *
show_dashboard(struct request *rq)
{
	json_t *data = admin_data(rq, "admin.menu.overview", "overview");
	enum store_status status = put_figures(rq, data);
	if (status == STORE_OK)
		status = put_plot(rq, data);
	if (status == STORE_OK)
		return respond_page(rq, 200, "admin_overview", data);
	json_decref(data);
	return store_error_page(rq, status);
}
