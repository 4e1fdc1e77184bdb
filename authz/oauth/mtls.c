#include "oauth/mtls.h"

#include "base/cleanup.h"
#include "oauth/metadata.h"
#include "settings/settings.h"

bool
mtls_available(void)
{
	const struct settings *s = settings();
	return s->tls.client_certificates != CLIENT_CERTIFICATES_OFF || s->tls.issuer.n;
}

/* Those that people's browsers are sent to are not for apps. */
static bool
is_for_apps(struct text name)
{
	static const struct text others[] = {
	    TEXT_INIT("authorization_endpoint"), TEXT_INIT("end_session_endpoint")};
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (text_eq(others[i], name))
			return false;
	return text_ends(name, TEXT("_endpoint"));
}

static json_t *
aliases_of(json_t *m)
{
	const struct settings *s = settings();
	json_t *aliases = json_object(), *value;
	const char *name;
	json_object_foreach(m, name, value)
	{
		struct text url = text_of(json_string_value(value));
		if (!is_for_apps(text_of(name)) || !text_starts(url, s->server.issuer))
			continue;
		struct text path = text_part(url, s->server.issuer.n, url.n);
		json_object_set_new(aliases, name,
		    json_sprintf("%.*s%.*s", TEXT_ARG(s->tls.issuer), TEXT_ARG(path)));
	}
	return aliases;
}

void
put_mtls(struct arena *a, json_t *m)
{
	(void)a;
	if (!mtls_available())
		return;
	metadata_flag(m, "tls_client_certificate_bound_access_tokens", true);
	if (settings()->tls.issuer.n)
		json_object_set_new(m, "mtls_endpoint_aliases", aliases_of(m));
}
