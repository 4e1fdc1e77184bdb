/* A look into the private PostgreSQL of a server, by psql. */
#ifndef FAULT_SQL_H
#define FAULT_SQL_H

#include "harness.h"

/* psql as the role authz, which reads statements ("w") or prints what they give ("r"). */
FILE *sql_open(const struct process *p, const char *statement, const char *mode);
/* Runs a statement; gives what it printed, a row a line. */
const char *sql(const struct process *p, const char *statement);

#endif
