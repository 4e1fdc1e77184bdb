#include "settings/address.h"
#include "settings/table.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

static size_t
row_of(const char *section, const char *key)
{
	return (size_t)(setting_find(text_of(section), text_of(key)) - setting_table);
}

/* Where the row's value came from; for a default, what it is called. */
static struct text
place(const struct reading *r, size_t row)
{
	if (r->found_at[row].n)
		return r->found_at[row];
	return arena_printf(
	    r->arena, "[%s] %s", setting_table[row].section, setting_table[row].key);
}

/* A listener that this machine reaches as localhost. */
static bool
is_local(struct text host)
{
	return address_is_loopback(host) || text_eq(host, TEXT("0.0.0.0")) ||
	       text_eq(host, TEXT("::"));
}

static void
derive_issuer(struct reading *r)
{
	struct settings *s = r->settings;
	struct address address;
	size_t row = row_of("server", "issuer");
	if (r->found_at[row].n || !address_split(s->server.listen, &address))
		return;
	if (!is_local(address.host)) {
		reading_error(r, place(r, row),
		    arena_printf(r->arena,
			"must be set when listening on %.*s: the URL that people see",
			TEXT_ARG(s->server.listen)));
		return;
	}
	s->server.issuer = arena_printf(r->arena, "%s://localhost:%d",
	    s->server.tls_certificate.n ? "https" : "http", (int)address.port);
}

static void
derive_base_path(struct settings *s)
{
	size_t scheme = text_index(s->server.issuer, ':') + 3;
	struct text rest = text_part(s->server.issuer, scheme, s->server.issuer.n);
	s->server.base_path = text_part(rest, text_index(rest, '/'), rest.n);
}

/* The home folder of whoever runs us; NULL when there is none. */
static const char *
home(void)
{
	const char *named = getenv("HOME");
	if (named && *named == '/')
		return named;
	const struct passwd *person = getpwuid(getuid());
	return person && person->pw_dir && *person->pw_dir == '/' ? person->pw_dir : NULL;
}

static void
derive_data_dir(struct reading *r)
{
	struct settings *s = r->settings;
	size_t row = row_of("data", "dir");
	if (r->found_at[row].n) {
		if (!s->data.dir.n)
			reading_error(r, place(r, row), TEXT("must name a folder"));
		return;
	}
	if (geteuid() == 0 || access(s->data.dir.at, W_OK | X_OK) == 0)
		return;
	/* XDG Base Directory: a relative path counts as none. */
	const char *xdg = getenv("XDG_DATA_HOME"), *person = home();
	if (xdg && *xdg == '/')
		s->data.dir = arena_printf(r->arena, "%s/authz", xdg);
	else if (person)
		s->data.dir = arena_printf(r->arena, "%s/.local/share/authz", person);
	else
		reading_error(r, place(r, row),
		    TEXT("must be set: there is no home folder to put the data in"));
}

static void
derive_mail_from(struct reading *r)
{
	struct settings *s = r->settings;
	struct text host = text_part(
	    s->server.issuer, text_index(s->server.issuer, '/') + 2, s->server.issuer.n);
	if (s->mail.from.n)
		return;
	host = text_part(host, 0, text_index(host, '/'));
	host = text_part(host, 0, text_index(host, ':'));
	/* No mail comes from [::1]. */
	if (text_starts(host, TEXT("[")))
		host = TEXT("localhost");
	s->mail.from = arena_printf(r->arena, "no-reply@%.*s", TEXT_ARG(host));
}

static void
compare_tls(struct reading *r)
{
	const struct settings *s = r->settings;
	size_t certificate = row_of("server", "tls_certificate");
	size_t key = row_of("server", "tls_key");
	if (s->server.tls_certificate.n && !s->server.tls_key.n)
		reading_error(
		    r, place(r, certificate), TEXT("needs [server] tls_key too"));
	if (s->server.tls_key.n && !s->server.tls_certificate.n)
		reading_error(
		    r, place(r, key), TEXT("needs [server] tls_certificate too"));
}

/* A certificate that nothing can show would be waited for in vain. */
static void
compare_client_certificates(struct reading *r)
{
	const struct settings *s = r->settings;
	size_t row = row_of("tls", "client_certificates");
	if (s->tls.client_certificates == CLIENT_CERTIFICATES_REQUEST &&
	    !s->server.tls_certificate.n)
		reading_error(
		    r, place(r, row), TEXT("request needs [server] tls_certificate"));
	if (s->tls.client_certificates == CLIENT_CERTIFICATES_PROXY &&
	    !s->server.trusted_proxies.n)
		reading_error(
		    r, place(r, row), TEXT("proxy needs [server] trusted_proxies"));
}

static void
compare_others(struct reading *r)
{
	const struct settings *s = r->settings;
	if (text_eq(s->server.listen, s->server.private_listen)) {
		size_t row = row_of("server", "private_listen");
		if (!r->found_at[row].n)
			row = row_of("server", "listen");
		reading_error(r, place(r, row),
		    TEXT("listen and private_listen must be two addresses"));
	}
	if (s->keys.publish_before >= s->keys.rotate_after) {
		size_t row = row_of("keys", "publish_before");
		if (!r->found_at[row].n)
			row = row_of("keys", "rotate_after");
		reading_error(r, place(r, row),
		    TEXT("publish_before must be shorter than rotate_after"));
	}
}

void
reading_finish(struct reading *r)
{
	derive_issuer(r);
	derive_base_path(r->settings);
	derive_data_dir(r);
	derive_mail_from(r);
	compare_tls(r);
	compare_client_certificates(r);
	compare_others(r);
}
