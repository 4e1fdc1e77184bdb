/* How a feature tells of itself in the server's metadata (RFC 8414 2, OIDC Discovery 3).
 */
#ifndef AUTHZ_OAUTH_METADATA_H
#define AUTHZ_OAUTH_METADATA_H

#include "base/arena.h"

#include <jansson.h>

/* The parts of other files. */
void put_registration(struct arena *a, json_t *m);
void put_client_documents(struct arena *a, json_t *m);
void put_device_metadata(struct arena *a, json_t *m);
void put_backchannel_metadata(struct arena *a, json_t *m);
void put_introspection_jwt(struct arena *a, json_t *m);
void put_detail_types(struct arena *a, json_t *m);

/* The issuer with `path` behind it. */
void metadata_url(json_t *m, const char *name, const char *path);
void metadata_names(json_t *m, const char *name, struct texts names);
/* Adds the names in `words`, which spaces separate, to the list of that name. */
void metadata_list(json_t *m, const char *name, const char *words);
/* Adds the algorithms that we verify others' signatures by. */
void metadata_algs(json_t *m, const char *name);
void metadata_flag(json_t *m, const char *name, bool value);

#endif
