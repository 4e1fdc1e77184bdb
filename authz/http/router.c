#include "base/encoding.h"
#include "http/exchange.h"
#include "settings/settings.h"

/* Does `path` fit the pattern? What stands for {} goes to `args`, still encoded. */
static bool
fits(struct text pattern, struct text path, struct text args[4])
{
	size_t n = 0;
	struct text want, have;
	size_t fixed = text_index(pattern, '{');
	if (!text_starts(path, text_part(pattern, 0, fixed)))
		return false;
	if (fixed == pattern.n)
		return path.n == pattern.n;
	for (;;) {
		bool more = text_next(&pattern, '/', &want);
		if (more != text_next(&path, '/', &have))
			return false;
		if (!more)
			return true;
		if (text_eq(want, TEXT("{*}")))
			return true;
		if (text_eq(want, TEXT("{}")) && have.n && n < 4)
			args[n++] = have;
		else if (!text_eq(want, have))
			return false;
	}
}

static bool
decode_args(struct request *rq, const struct text encoded[4])
{
	for (int i = 0; i < 4; i++) {
		rq->path_args[i] = NO_TEXT;
		if (!encoded[i].at)
			continue;
		if (!percent_decode(rq->arena, encoded[i], false, &rq->path_args[i]) ||
		    !utf8_valid(rq->path_args[i]))
			return false;
	}
	return true;
}

/* Below an issuer with a path all stands below that path, unless a proxy has cut it off.
 */
static struct text
without_base(struct text path)
{
	struct text base = settings()->server.base_path;
	if (!base.n || !text_starts(path, base))
		return path;
	struct text rest = text_part(path, base.n, path.n);
	if (!rest.n)
		return TEXT("/");
	return rest.at[0] == '/' ? rest : path;
}

struct routed
route_find(const struct side *side, struct request *rq)
{
	struct routed found = {NULL, 0, false};
	rq->path = without_base(rq->path);
	for (size_t i = 0; i < side->route_count; i++) {
		const struct route *route = &side->routes[i];
		struct text args[4] = {NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT};
		if (!fits(text_of(route->path), rq->path, args))
			continue;
		/* A path that has a route of its own is no other's, whatever the method.
		 */
		if (found.allowed && text_ends(text_of(route->path), TEXT("{*}")))
			break;
		found.allowed |= route->methods;
		if (!rq->route)
			rq->route = route; /* whose format errors take */
		if (!(route->methods & rq->method))
			continue;
		rq->route = route;
		if (!decode_args(rq, args))
			found.malformed = true;
		else
			found.route = route;
		break;
	}
	return found;
}

struct text
methods_text(struct arena *a, unsigned methods)
{
	static const struct {
		unsigned method;
		struct text name;
	} names[] = {{METHOD_GET, TEXT_INIT("GET, HEAD")},
	    {METHOD_POST, TEXT_INIT("POST")}, {METHOD_PUT, TEXT_INIT("PUT")},
	    {METHOD_DELETE, TEXT_INIT("DELETE")}, {METHOD_OPTIONS, TEXT_INIT("OPTIONS")}};
	struct builder b = builder_new(a, 64);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(methods & names[i].method))
			continue;
		if (b.n)
			build_text(&b, TEXT(", "));
		build_text(&b, names[i].name);
	}
	return builder_text(&b);
}
