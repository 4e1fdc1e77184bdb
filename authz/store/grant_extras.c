#include "store/grant_extras.h"

#include "base/cleanup.h"

#include <stddef.h>

#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct grant_extras, member)                     \
	}

static const struct member rows[] = {
    ROW(cnf_jkt, MEMBER_TEXT),
    ROW(cnf_x5t, MEMBER_TEXT),
    ROW(client_url, MEMBER_TEXT),
    ROW(acr, MEMBER_TEXT),
    ROW(claims, MEMBER_JSON),
    ROW(authorization_details, MEMBER_JSON),
    ROW(act, MEMBER_JSON),
    ROW(may_act, MEMBER_JSON),
    ROW(resources, MEMBER_TEXTS),
    ROW(subject, MEMBER_TEXT),
    ROW(status_index, MEMBER_NUMBER),
};
const struct members grant_extras_members = {rows, COUNT_OF(rows)};
