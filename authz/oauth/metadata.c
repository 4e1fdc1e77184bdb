#include "oauth/metadata.h"

#include "jose/jws.h"
#include "settings/settings.h"

void
metadata_url(json_t *m, const char *name, const char *path)
{
	struct text issuer = settings()->server.issuer;
	json_object_set_new(m, name, json_sprintf("%.*s%s", TEXT_ARG(issuer), path));
}

static void
append(json_t *m, const char *name, struct text word)
{
	json_t *list = json_object_get(m, name);
	if (!list) {
		list = json_array();
		json_object_set_new(m, name, list);
	}
	json_array_append_new(list, json_stringn(word.at, word.n));
}

void
metadata_names(json_t *m, const char *name, struct texts names)
{
	for (size_t i = 0; i < names.n; i++)
		append(m, name, names.at[i]);
}

void
metadata_list(json_t *m, const char *name, const char *words)
{
	struct text rest = text_of(words), word;
	while (text_next(&rest, ' ', &word))
		append(m, name, word);
}

void
metadata_algs(json_t *m, const char *name)
{
	for (int alg = ALG_ES256; alg <= ALG_EDDSA; alg++)
		append(m, name, jws_alg_name((enum jws_alg)alg));
	metadata_list(m, name, "Ed25519"); /* as RFC 9864 has EdDSA */
}

void
metadata_flag(json_t *m, const char *name, bool value)
{
	json_object_set_new(m, name, json_boolean(value));
}
