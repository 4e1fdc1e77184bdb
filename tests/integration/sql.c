#include "sql.h"

#include <libpq-fe.h>

FILE *
sql_open(const struct process *p, const char *mode)
{
	FILE *f = popen(
	    text_format("psql -qAtX -h '%s/data/run' -U authz authz", p->folder), mode);
	ck_assert_ptr_nonnull(f);
	return f;
}

const char *
sql(const struct process *p, const char *statement)
{
	PGconn *conn = PQconnectdb(
	    text_format("host='%s/data/run' user=authz dbname=authz", p->folder));
	PGresult *r = PQexec(conn, statement);
	ck_assert_msg(
	    PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK,
	    "%s: %s", statement, PQerrorMessage(conn));
	struct builder b = builder_new(arena, 256);
	for (int row = 0; row < PQntuples(r); row++) {
		for (int column = 0; column < PQnfields(r); column++) {
			if (column)
				build_char(&b, '|');
			build_text(&b, text_of(PQgetvalue(r, row, column)));
		}
		build_char(&b, '\n');
	}
	build_char(&b, '\0');
	PQclear(r);
	PQfinish(conn);
	return b.at;
}
