/* A look into the private PostgreSQL of a server. */
#ifndef FAULT_SQL_H
#define FAULT_SQL_H

#include "harness.h"

/* psql as the role authz, which reads statements. */
FILE *sql_open(const struct process *p, const char *mode);
/* Runs statements; gives what the last one did, a row a line, with | between columns. */
const char *sql(const struct process *p, const char *statement);

#endif
