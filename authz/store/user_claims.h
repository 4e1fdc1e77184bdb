/*
 * What a person may have told about themselves (OIDC Core 5.1), by its registered names,
 * beyond e-mail address, name and locale. One column of users, one table here.
 */
#ifndef AUTHZ_STORE_USER_CLAIMS_H
#define AUTHZ_STORE_USER_CLAIMS_H

#include "base/members.h"

struct user_claims {
	struct text given_name, family_name, middle_name, nickname, preferred_username;
	struct text profile, picture, website; /* URLs */
	struct text gender, birthdate, zoneinfo;
	struct text phone_number;
	bool phone_number_verified;
	struct text address; /* JSON: an object of 5.1.1's members */
};

extern const struct members user_claims_members;

#endif
