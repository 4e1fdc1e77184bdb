#include "sql.h"

FILE *
sql_open(const struct process *p, const char *statement, const char *mode)
{
	const char *command = text_format(
	    "psql -qAtX -h '%s/data/run' -U authz authz %s%s%s", p->folder,
	    statement ? "-c \"" : "", statement ? statement : "", statement ? "\"" : "");
	FILE *f = popen(command, mode);
	ck_assert_ptr_nonnull(f);
	return f;
}

const char *
sql(const struct process *p, const char *statement)
{
	FILE *f = sql_open(p, statement, "re");
	struct builder b = builder_new(arena, 256);
	char piece[256];
	size_t n;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		build_bytes(&b, piece, n);
	build_char(&b, '\0');
	ck_assert_int_eq(pclose(f), 0);
	return b.at;
}
