/*
 * The secret with which an app asks what a person decided: device_code (RFC 8628 3.2) or
 * auth_req_id (CIBA 7.3). Ids and expiry with a MAC, as refresh tokens are: nothing of it
 * is stored, a forged or expired one never reaches the database.
 */
#ifndef AUTHZ_OAUTH_PENDING_CODE_H
#define AUTHZ_OAUTH_PENDING_CODE_H

#include "base/uuid.h"

enum pending_door { DOOR_DEVICE, DOOR_BACKCHANNEL };

struct pending_code {
	struct uuid id, client_id;
	int64_t expires_at; /* seconds */
};

struct text pending_code_make(
    struct arena *a, enum pending_door door, const struct pending_code *c);
/* False for anything that isn't one of ours for this door; expired ones are read. */
bool pending_code_read(
    struct arena *a, enum pending_door door, struct text code, struct pending_code *out);

#endif
