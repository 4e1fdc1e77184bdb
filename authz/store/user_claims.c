#include "store/user_claims.h"

#include "base/cleanup.h"

#include <stddef.h>

#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct user_claims, member)                      \
	}

static const struct member rows[] = {
    ROW(given_name, MEMBER_TEXT),
    ROW(family_name, MEMBER_TEXT),
    ROW(middle_name, MEMBER_TEXT),
    ROW(nickname, MEMBER_TEXT),
    ROW(preferred_username, MEMBER_TEXT),
    ROW(profile, MEMBER_TEXT),
    ROW(picture, MEMBER_TEXT),
    ROW(website, MEMBER_TEXT),
    ROW(gender, MEMBER_TEXT),
    ROW(birthdate, MEMBER_TEXT),
    ROW(zoneinfo, MEMBER_TEXT),
    ROW(phone_number, MEMBER_TEXT),
    ROW(phone_number_verified, MEMBER_FLAG),
    ROW(address, MEMBER_JSON),
};
const struct members user_claims_members = {rows, COUNT_OF(rows)};
