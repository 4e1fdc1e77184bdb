/* The settings in force, each with where it comes from: for who operates the server. */
#ifndef AUTHZ_SETTINGS_LISTING_H
#define AUTHZ_SETTINGS_LISTING_H

#include "settings/settings.h"

enum setting_source { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT, FROM_FLAG };

struct setting_shown {
	const char *section, *key, *meaning;
	struct text value;   /* as it would be written; empty for a secret */
	bool secret, is_set; /* a secret is only told to be set or not */
	enum setting_source source;
	struct text place; /* "authz.ini:12", "AUTHZ_SERVER_LISTEN"; empty: the default */
};

struct text setting_source_name(enum setting_source s);

/* All of settings(), in the order of conf/authz.ini. */
struct setting_shown *settings_listed(struct arena *a, size_t *n);

#endif
