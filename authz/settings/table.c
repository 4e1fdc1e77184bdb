#include "settings/table.h"

#include "base/cleanup.h"

#include <stddef.h>

#define AT(member) offsetof(struct settings, member)
#define MINUTES(n) (INT64_C(60) * (n))
#define HOURS(n) (INT64_C(3600) * (n))
#define DAYS(n) (INT64_C(86400) * (n))

#define ALGORITHMS "ES256 RS256 PS256 EdDSA"

/* clang-format off */
const struct setting setting_table[] = {
	{"server", "issuer", SETTING_TEXT, AT(server.issuer), "http://localhost:8080",
	 .check = check_issuer,
	 .meaning = "The URL by which people, apps and APIs know this server; it stands in "
	    "every token, so choose it once. https, except on a loopback host (localhost, "
	    "127.0.0.1, [::1]); no slash at the end. Left out, it is localhost with the port "
	    "of `listen`."},
	{"server", "listen", SETTING_TEXT, AT(server.listen), "127.0.0.1:8080",
	 .check = check_listen,
	 .meaning = "Where to listen: address:port or [address]:port."},
	{"server", "private_listen", SETTING_TEXT, AT(server.private_listen), "127.0.0.1:9080",
	 .check = check_listen,
	 .meaning = "Where /healthz, /readyz and /metrics are answered: address:port that the "
	    "public can't reach."},
	{"server", "loops", SETTING_INTEGER, AT(server.loops), "0", 0, 256,
	 .meaning = "Threads that read and answer requests. 0: one for each core."},
	{"server", "workers", SETTING_INTEGER, AT(server.workers), "16", 1, 1024,
	 .meaning = "Threads that may wait for the database; each keeps one connection."},
	{"server", "queue", SETTING_INTEGER, AT(server.queue), "1024", 1, 1000000,
	 .meaning = "Requests that may wait for a worker; when there are more, they are "
	    "answered 503 at once."},
	{"server", "body_limit", SETTING_INTEGER, AT(server.body_limit), "65536",
	 1024, 16 * 1024 * 1024,
	 .meaning = "The largest request body, in bytes, but for pictures of apps."},
	{"server", "head_limit", SETTING_INTEGER, AT(server.head_limit), "16384",
	 4096, 1024 * 1024,
	 .meaning = "The largest request line and headers together, in bytes."},
	{"server", "timeout", SETTING_DURATION, AT(server.timeout), "30s", 1, HOURS(1),
	 .meaning = "How long a peer may be silent before its connection is closed."},
	{"server", "trusted_proxies", SETTING_LIST, AT(server.trusted_proxies), "",
	 .check = check_network,
	 .meaning = "Addresses or ranges (10.0.0.0/8) of the proxies in front of this server. "
	    "Only from these are forwarded addresses and certificates believed."},
	{"server", "tls_certificate", SETTING_TEXT, AT(server.tls_certificate), "",
	 .meaning = "A PEM file with the certificate and its chain, when authz itself speaks "
	    "TLS; together with `tls_key`."},
	{"server", "tls_key", SETTING_TEXT, AT(server.tls_key), "",
	 .meaning = "The PEM file with the certificate's private key."},

	{"tls", "client_certificates", SETTING_CHOICE_INDEX, AT(tls.client_certificates), "off",
	 .choices = "off request proxy",
	 .meaning = "Where the certificates come from that apps authenticate with and that "
	    "tokens are bound to (RFC 8705). request: authz itself asks for one on `listen`; "
	    "browsers may then ask people to choose one, so let people use another address. "
	    "proxy: from the Client-Cert header (RFC 9440) of the trusted proxies, which must "
	    "take it away from what others send."},
	{"tls", "client_ca", SETTING_TEXT, AT(tls.client_ca), "",
	 .meaning = "A PEM file with the authorities that issue certificates for apps "
	    "(tls_client_auth). Empty: only self-signed ones, whose keys the apps have "
	    "registered."},
	{"tls", "mtls_issuer", SETTING_TEXT, AT(tls.issuer), "", .check = check_mtls_issuer,
	 .meaning = "The URL at which apps reach this platform with a certificate, if it is "
	    "not the issuer's: another node or proxy, where they are asked for. The metadata "
	    "names it in mtls_endpoint_aliases."},

	{"data", "dir", SETTING_TEXT, AT(data.dir), "/var/lib/authz",
	 .meaning = "The folder of the keyring and of the embedded database. Where "
	    "/var/lib/authz is not ours to write: $XDG_DATA_HOME/authz or "
	    "~/.local/share/authz."},

	{"database", "url", SETTING_TEXT, AT(database.url), "", .secret = true,
	 .meaning = "PostgreSQL as libpq's URL or connection string, such as "
	    "postgresql://authz@db1,db2/authz?target_session_attrs=read-write. Empty: authz "
	    "runs a database of its own in the data folder."},

	{"keys", "file", SETTING_TEXT, AT(keys.file), "",
	 .meaning = "The keyring file; made at the first start. Empty: keyring in the data "
	    "folder. All nodes need the same."},
	{"keys", "ring", SETTING_TEXT, AT(keys.ring), "", .secret = true,
	 .environment_only = true,
	 .meaning = "The keyring itself instead of a file."},
	{"keys", "rotate_after", SETTING_DURATION, AT(keys.rotate_after), "30d",
	 1, DAYS(3650),
	 .meaning = "How long a signing key signs before the next one takes over."},
	{"keys", "publish_before", SETTING_DURATION, AT(keys.publish_before), "1d",
	 0, DAYS(365),
	 .meaning = "How long a new key is in the JWKS before it signs, so that APIs have "
	    "fetched it; shorter than `rotate_after`."},

	{"tokens", "code_lifetime", SETTING_DURATION, AT(tokens.code_lifetime), "60s", 1, 60,
	 .meaning = "How long an authorization code can be redeemed."},
	{"tokens", "device_code_lifetime", SETTING_DURATION, AT(tokens.device_code_lifetime),
	 "10m", 1, HOURS(1),
	 .meaning = "How long a device code, or a request to a person by CIBA, waits for an "
	    "answer."},
	{"tokens", "access_lifetime", SETTING_DURATION, AT(tokens.access_lifetime), "10m",
	 1, DAYS(1),
	 .meaning = "How long an access token is good, for APIs without a lifetime of their "
	    "own."},
	{"tokens", "id_lifetime", SETTING_DURATION, AT(tokens.id_lifetime), "1h", 1, DAYS(1),
	 .meaning = "How long an ID token is good."},
	{"tokens", "refresh_idle", SETTING_DURATION, AT(tokens.refresh_idle), "30d",
	 1, DAYS(3650),
	 .meaning = "How long a refresh token may rest unused."},
	{"tokens", "refresh_absolute", SETTING_DURATION, AT(tokens.refresh_absolute), "365d",
	 1, DAYS(3650),
	 .meaning = "How long an app may refresh after one login, however busy it is."},
	{"tokens", "refresh_grace", SETTING_DURATION, AT(tokens.refresh_grace), "10s",
	 0, MINUTES(5),
	 .meaning = "How long the refresh token used last may be sent again (a lost answer, "
	    "two tabs) and gets the same successor. 0: never."},
	{"tokens", "access_alg", SETTING_CHOICE, AT(tokens.access_alg), "ES256",
	 .choices = ALGORITHMS,
	 .meaning = "What signs access tokens."},
	{"tokens", "id_alg", SETTING_CHOICE, AT(tokens.id_alg), "RS256",
	 .choices = ALGORITHMS,
	 .meaning = "What signs ID tokens, for apps that did not ask for another."},
	{"tokens", "pushed_request_lifetime", SETTING_DURATION,
	 AT(tokens.pushed_request_lifetime), "60s", 5, MINUTES(10),
	 .meaning = "How long an authorization request that an app pushed waits for the person's "
	    "browser (RFC 9126)."},
	{"tokens", "require_pushed_requests", SETTING_BOOLEAN,
	 AT(tokens.require_pushed_requests), "false",
	 .meaning = "Whether every app must push its authorization requests; without it, only "
	    "those registered so."},
	{"tokens", "status_list_ttl", SETTING_DURATION, AT(tokens.status_list_ttl), "60s",
	 5, HOURS(1),
	 .meaning = "How long an API may keep a status list before it fetches it anew, and so "
	    "how late it hears of a revocation (authz resource set --status-list)."},
	{"tokens", "dpop_nonce", SETTING_BOOLEAN, AT(tokens.dpop_nonce), "false",
	 .meaning = "Whether DPoP proofs must carry a nonce of this server (RFC 9449 8), so "
	    "that none can be made ahead of its time. Apps send one request more now and "
	    "then to get a fresh one."},

	{"sessions", "idle", SETTING_DURATION, AT(sessions.idle), "12h", 1, DAYS(3650),
	 .meaning = "How long a login lasts without a visit."},
	{"sessions", "absolute", SETTING_DURATION, AT(sessions.absolute), "14d",
	 1, DAYS(3650),
	 .meaning = "How long a login lasts at most."},

	{"login", "account_failures", SETTING_INTEGER, AT(login.account_failures), "5",
	 1, 1000,
	 .meaning = "Wrong passwords in a row that an account may have before it must wait."},
	{"login", "address_failures", SETTING_INTEGER, AT(login.address_failures), "50",
	 1, 1000000,
	 .meaning = "Wrong passwords that one network address may send before it must wait."},
	{"login", "window", SETTING_DURATION, AT(login.window), "15m", 1, DAYS(7),
	 .meaning = "How long a wrong password counts."},
	{"login", "signup", SETTING_BOOLEAN, AT(login.signup), "true",
	 .meaning = "Whether people may make an account themselves."},

	{"registration", "mode", SETTING_CHOICE_INDEX, AT(registration.mode), "open",
	 .choices = "open token off",
	 .meaning = "Who may register apps by themselves (RFC 7591): anybody; those who have "
	    "an initial access token (authz registration-token add); nobody."},
	{"registration", "per_hour", SETTING_INTEGER, AT(registration.per_hour), "300",
	 1, 1000000,
	 .meaning = "Apps that may be registered from one network address without a token "
	    "before it must wait."},
	{"registration", "documents", SETTING_BOOLEAN, AT(registration.documents), "true",
	 .meaning = "Whether a client_id may be the https address of a document that says who "
	    "the app is (Client ID Metadata Document)."},

	{"apps", "sandbox", SETTING_BOOLEAN, AT(apps.sandbox), "false",
	 .meaning = "Whether an app signs in the members of its own team only, until an "
	    "operator has marked it as reviewed; trusted apps are exempt. Else the consent "
	    "page says that it was not reviewed."},
	{"apps", "secret_days_most", SETTING_INTEGER, AT(apps.secret_days_most), "0",
	 0, 3650,
	 .meaning = "How many days the client secrets are valid at most that teams make for "
	    "their apps and APIs, and apps get that register themselves. 0: also without an "
	    "end. Those that are there keep the end they have."},

	{"apis", "teams", SETTING_BOOLEAN, AT(apis.teams), "true",
	 .meaning = "Whether teams may register APIs of their own at /developer/apis; each "
	    "waits for an operator before apps can ask for its scopes. Else only operators "
	    "add APIs."},
	{"apis", "owners_decide", SETTING_BOOLEAN, AT(apis.owners_decide), "false",
	 .meaning = "Whether the owners of an API's team decide which apps get those of its "
	    "scopes that need a review. Operators can in any case; without this they alone, "
	    "and the team sees who asks."},
	{"apis", "lifetime_most", SETTING_DURATION, AT(apis.lifetime_most), "1h",
	 10, HOURS(24),
	 .meaning = "The longest lifetime that a team may give to the access tokens of its "
	    "API; operators give up to a day."},

	{"memory", "tokens", SETTING_INTEGER, AT(memory.tokens), "64", 8, 1 << 20,
	 .meaning = "Megabytes for access tokens that were verified before; about 1,000 tokens "
	    "each. Taken as it fills."},
	{"memory", "clients", SETTING_INTEGER, AT(memory.clients), "32", 8, 1 << 20,
	 .meaning = "Megabytes for apps that were asked for lately; about 1,000 apps each. "
	    "Taken as it fills."},

	{"log", "level", SETTING_CHOICE_INDEX, AT(log.level), "info",
	 .choices = "debug info warn error",
	 .meaning = "The least that is logged."},
	{"log", "format", SETTING_CHOICE_INDEX, AT(log.format), "auto",
	 .choices = "auto json human",
	 .meaning = "auto: for people on a terminal, else JSON."},

	{"pages", "templates", SETTING_TEXT, AT(pages.templates), "",
	 .meaning = "A folder whose files replace the built-in templates of the "
	    "same name. Empty: the built-in ones."},

	{"outbound", "allow_private", SETTING_BOOLEAN, AT(outbound.allow_private), "false",
	 .meaning = "Whether the URLs that apps give (jwks_uri and the like) may lead to "
	    "private and loopback addresses, and be http on a loopback host. For "
	    "development, and for platforms whose apps are all in the same private network; "
	    "else apps could reach through this server what only it can reach."},
	{"outbound", "timeout", SETTING_DURATION, AT(outbound.timeout), "3s", 1, 20,
	 .meaning = "How long a request to such a URL may take in all."},
	{"outbound", "ca_file", SETTING_TEXT, AT(outbound.ca_file), "",
	 .meaning = "A PEM file of certificate authorities that are trusted besides those in "
	    "the system's folder (/etc/ssl/certs), for platforms with a CA of their own."},

	{"mail", "url", SETTING_TEXT, AT(mail.url), "", .check = check_mail_url,
	 .meaning = "The mail server: smtp://host:587 (STARTTLS, without which nothing is "
	    "sent to another machine) or smtps://host:465. Empty: mails become files in the "
	    "data folder, in mails/, and where the issuer is http on a loopback host "
	    "/dev/mails shows them."},
	{"mail", "username", SETTING_TEXT, AT(mail.username), "",
	 .meaning = "Who authz is to the mail server. Empty: nobody in particular."},
	{"mail", "password", SETTING_TEXT, AT(mail.password), "", .secret = true,
	 .environment_only = true,
	 .meaning = "The password that goes with `username`."},
	{"mail", "from", SETTING_TEXT, AT(mail.from), "", .check = check_mail_from,
	 .meaning = "The address that mails come from. Empty: no-reply at the issuer's host."},
	{"mail", "from_name", SETTING_TEXT, AT(mail.from_name), "",
	 .meaning = "The name beside that address."},

	{"people", "verify_email", SETTING_CHOICE, AT(people.verify_email), "auto",
	 .choices = "auto yes no",
	 .meaning = "Whether a new account waits for a link that is sent to its address. auto: "
	    "where there is a mail server. Without that, the sign-up page has to tell when an "
	    "address is taken."},
};
/* clang-format on */
const size_t setting_count = COUNT_OF(setting_table);
_Static_assert(COUNT_OF(setting_table) <= SETTINGS_MOST, "raise SETTINGS_MOST");

const struct setting *
setting_find(struct text section, struct text key)
{
	for (size_t i = 0; i < setting_count; i++)
		if (text_eq(section, text_of(setting_table[i].section)) &&
		    text_eq(key, text_of(setting_table[i].key)))
			return &setting_table[i];
	return NULL;
}

bool
setting_section_known(struct text section)
{
	for (size_t i = 0; i < setting_count; i++)
		if (text_eq(section, text_of(setting_table[i].section)))
			return true;
	return false;
}

struct text
setting_variable(struct arena *a, const struct setting *row)
{
	struct text name = arena_printf(a, "AUTHZ_%s_%s", row->section, row->key);
	char *upper = arena_alloc(a, name.n + 1);
	for (size_t i = 0; i < name.n; i++) {
		char c = name.at[i];
		upper[i] = (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
	}
	return (struct text){upper, name.n};
}
