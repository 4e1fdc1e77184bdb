/*
 * What the operator decided: defaults, then the INI file, then AUTHZ_SECTION_KEY in the
 * environment, then flags. Read once at start into one struct that never changes.
 */
#ifndef AUTHZ_SETTINGS_SETTINGS_H
#define AUTHZ_SETTINGS_SETTINGS_H

#include "base/arena.h"
#include "base/log.h"

/* Who may register an app by RFC 7591: anybody, holders of an initial access token, none.
 */
enum registration_mode { REGISTRATION_OPEN, REGISTRATION_TOKEN, REGISTRATION_OFF };

/* Where certificates of apps come from (RFC 8705). */
enum client_certificates {
	CLIENT_CERTIFICATES_OFF,
	CLIENT_CERTIFICATES_REQUEST, /* our own TLS */
	CLIENT_CERTIFICATES_PROXY    /* headers of trusted proxies (RFC 9440) */
};

struct settings {
	const struct text *places; /* where each was found: listing.h */
	struct {
		struct text issuer;    /* https://id.example.com, no trailing slash */
		struct text base_path; /* the issuer's: "/auth"; mostly empty */
		struct text listen;    /* address:port */
		struct text
		    private_listen; /* address:port of /healthz, /readyz, /metrics */
		int64_t loops;	    /* 0: one a core */
		int64_t workers;
		int64_t queue;		      /* requests that may wait for a worker */
		int64_t body_limit;	      /* bytes */
		int64_t head_limit;	      /* bytes */
		int64_t timeout;	      /* seconds a peer may be silent */
		struct texts trusted_proxies; /* addresses or CIDR ranges */
		struct text tls_certificate;  /* files, PEM; both or none */
		struct text tls_key;
	} server;
	struct {
		enum client_certificates client_certificates;
		struct text client_ca; /* a file, PEM; or empty */
		struct text issuer;    /* where they are asked for; or empty */
	} tls;
	struct {
		struct text dir; /* keyring, embedded database */
	} data;
	struct {
		struct text url; /* libpq's; empty: the embedded one */
	} database;
	struct {
		struct text file;     /* keyring; empty: <data dir>/keyring */
		struct text ring;     /* the keyring itself, from the environment only */
		int64_t rotate_after; /* seconds a signing key is active */
		int64_t
		    publish_before; /* seconds a new key is in the JWKS before it signs */
	} keys;
	struct {
		int64_t code_lifetime;	      /* seconds, at most 60 */
		int64_t device_code_lifetime; /* seconds */
		int64_t access_lifetime;  /* seconds; default for resources without their
					     own */
		int64_t id_lifetime;	  /* seconds */
		int64_t refresh_idle;	  /* seconds a family may rest unused */
		int64_t refresh_absolute; /* seconds a family may live */
		int64_t refresh_grace;	  /* seconds in which the last generation may be
					     retried */
		struct text access_alg;	  /* ES256, RS256, PS256 or EdDSA */
		struct text id_alg;
		int64_t pushed_request_lifetime; /* seconds */
		bool require_pushed_requests;
		int64_t status_list_ttl; /* seconds */
		bool dpop_nonce;	 /* must DPoP proofs carry one of ours */
	} tokens;
	struct {
		int64_t idle, absolute; /* seconds */
	} sessions;
	struct {
		int64_t account_failures; /* wrong passwords an account may have before it
					     waits */
		int64_t address_failures;
		int64_t window; /* seconds after which failures are forgotten */
		bool signup;	/* may people make accounts themselves */
	} login;
	struct {
		enum registration_mode mode;
		int64_t per_hour; /* apps that one network may register without a token */
		bool documents;	  /* may a client_id be a document's address */
	} registration;
	struct {
		bool sandbox; /* only their teams sign in before they are reviewed */
		int64_t secret_days_most; /* that teams' secrets are valid; 0: any */
	} apps;
	struct {
		bool teams;	       /* may teams register APIs */
		bool owners_decide;    /* which apps get their scopes */
		int64_t lifetime_most; /* seconds that a team may let its tokens live */
	} apis;
	struct {
		int64_t tokens;	 /* megabytes for verified tokens */
		int64_t clients; /* megabytes for apps */
	} memory;
	struct {
		enum log_level level;
		enum log_format format;
	} log;
	struct {
		struct text
		    templates; /* a folder that overrides single templates; or empty */
	} pages;
	struct {
		bool allow_private;  /* may apps' URLs lead to private addresses */
		int64_t timeout;     /* seconds */
		struct text ca_file; /* PEM; or empty */
	} outbound;
	struct {
		struct text
		    url; /* smtp(s)://host:port; empty: files in the data folder */
		struct text username, password; /* or empty */
		struct text from;		/* an address */
		struct text from_name;		/* or empty */
	} mail;
	struct {
		struct text verify_email; /* auto, yes or no */
	} people;
};

/* A flag of the command line: "--server-listen" "127.0.0.1:8080" overrides [server]
 * listen. */
struct setting_flag {
	struct text name; /* "server.listen" */
	struct text value;
};

/*
 * Reads everything. `file` may be NULL: then AUTHZ_CONFIG, then ./authz.ini, then
 * /etc/authz/authz.ini, whichever exists first; none is fine. The struct lives in `a`.
 * On errors: NULL, and `errors` holds one sentence each with where it was found
 * ("authz.ini:12: [server] workers: …", "AUTHZ_SERVER_WORKERS: …"), all of them at once.
 */
const struct settings *settings_read(struct arena *a, const char *file,
    const struct setting_flag *flags, size_t flag_count, struct texts *errors);

/* The settings in force, for everybody. Set once before threads start. */
const struct settings *settings(void);
void settings_use(const struct settings *s);

/* Every key with its default and what it means, as an INI file with comments: this is
 * conf/authz.ini, byte for byte. */
struct text settings_documented(struct arena *a);

#endif
