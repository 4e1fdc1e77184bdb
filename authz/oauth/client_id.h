/*
 * What stands in `client_id`: the text of an app's UUID, or the https address of the
 * document that says who the app is (draft-ietf-oauth-client-id-metadata-document). Such
 * an address stands for one UUID, so that nothing behind this door knows the difference.
 */
#ifndef AUTHZ_OAUTH_CLIENT_ID_H
#define AUTHZ_OAUTH_CLIENT_ID_H

#include "base/uuid.h"

/* False when it is neither. */
bool client_id_parse(struct text client_id, struct uuid *out);
bool client_id_is_url(struct text client_id);

#endif
