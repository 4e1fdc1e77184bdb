/*
 * A compact form for what authz seals and reads again itself: fields in a fixed order,
 * numbers as 8 bytes, texts behind a 4-byte length. The reader is safe on any bytes.
 */
#ifndef AUTHZ_BASE_PACK_H
#define AUTHZ_BASE_PACK_H

#include "base/builder.h"
#include "base/uuid.h"

void pack_number(struct builder *b, int64_t value);
void pack_text(struct builder *b, struct text t);
void pack_texts(struct builder *b, struct texts list);
void pack_uuid(struct builder *b, struct uuid id);

/* What is left to read; `broken` once a field did not fit, and it stays so. */
struct unpack {
	struct text rest;
	bool broken;
};

int64_t unpack_number(struct unpack *u);
/* Points into the packed bytes. */
struct text unpack_text(struct unpack *u);
struct texts unpack_texts(struct unpack *u, struct arena *a);
struct uuid unpack_uuid(struct unpack *u);
/* True when every field fitted and nothing is left over. */
bool unpack_done(const struct unpack *u);

#endif
