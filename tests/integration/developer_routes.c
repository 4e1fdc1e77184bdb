#include "developer_routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
table(void)
{
	FILE *f = fopen(SOURCE_DIR "/authz/routes.c", "r");
	char *text = arena_alloc(arena, 1 << 20);
	ck_assert_ptr_nonnull(f);
	size_t n = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static const char *
part(const char *at, size_t n)
{
	return arena_cstr(arena, (struct text){at, n});
}

size_t
routes_below(const char *method, const char *prefix, const char **out, size_t most)
{
	size_t n = 0;
	const char *at = table(), *row = text_format("(METHOD_%s, ", method);
	while ((at = strstr(at, row))) {
		const char *path = strchr(at, '"') + 1;
		at = path;
		if (strncmp(path, prefix, strlen(prefix)) != 0)
			continue;
		ck_assert_uint_lt(n, most);
		out[n++] = part(path, strcspn(path, "\""));
	}
	return n;
}

size_t
developer_routes(struct developer_route *out, size_t most)
{
	size_t n = 0;
	const char *at = table();
	while ((at = strstr(at, "(METHOD_"))) {
		const char *path = strchr(at, '"') + 1;
		const char *methods = part(at, (size_t)(path - at));
		const char *whole = part(path, strcspn(path, "\""));
		const char *arg = strstr(whole, "/{}");
		at = path;
		if (strncmp(whole, "/developer/", 11) != 0 || !arg)
			continue;
		ck_assert_uint_lt(n, most);
		out[n++] = (struct developer_route){.post = strstr(methods, "POST"),
		    .kind = part(whole + 11, (size_t)(arg - whole) - 11),
		    .below = arg + 3};
	}
	return n;
}
