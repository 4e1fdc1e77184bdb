/* The catalogue of the platform's APIs. */
#ifndef AUTHZ_PORTAL_CATALOGUE_H
#define AUTHZ_PORTAL_CATALOGUE_H

#include "base/arena.h"
#include "base/uuid.h"

/* The page of an API; nil: of authz itself. */
struct text catalogue_path(struct arena *a, struct uuid id);

#endif
