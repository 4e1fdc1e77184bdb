/* Rows of a CSV file (RFC 4180). */
#ifndef AUTHZ_BASE_CSV_H
#define AUTHZ_BASE_CSV_H

#include "base/builder.h"

/* One cell in quotes, and what stands behind it: ',' or, at the row's end, '\n'. What a
 * spreadsheet would run as a formula gets an apostrophe in front. */
void csv_cell(struct builder *b, struct text t, char end);
void csv_number(struct builder *b, int64_t n, char end);

#endif
