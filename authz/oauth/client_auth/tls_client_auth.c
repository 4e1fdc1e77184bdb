/* RFC 8705 2.1: a certificate of an authority that the operator trusts, and in it the one
 * name that the app is registered with. */
#include "base/cleanup.h"
#include "jose/certificate.h"
#include "oauth/client_auth/method.h"
#include "oauth/mtls.h"
#include "settings/settings.h"

#include <arpa/inet.h>

DEFINE_CLEANUP(certificate, struct certificate *, certificate_free);

enum { NAMES = 4 };

static void
alternative_names(const struct client_metadata *m, struct text out[NAMES])
{
	out[CERTIFICATE_DNS] = m->tls_client_auth_san_dns;
	out[CERTIFICATE_URI] = m->tls_client_auth_san_uri;
	out[CERTIFICATE_IP] = m->tls_client_auth_san_ip;
	out[CERTIFICATE_EMAIL] = m->tls_client_auth_san_email;
}

/* Exactly one is registered. */
static bool
is_of(const struct certificate *c, const struct client_metadata *m)
{
	struct text names[NAMES];
	if (m->tls_client_auth_subject_dn.n)
		return certificate_subject_is(c, m->tls_client_auth_subject_dn);
	alternative_names(m, names);
	for (int kind = CERTIFICATE_DNS; kind <= CERTIFICATE_EMAIL; kind++)
		if (names[kind].n)
			return certificate_has_name(
			    c, (enum certificate_name)kind, names[kind]);
	return false;
}

static enum store_status
check(struct request *rq, const struct client *client, const struct credentials *cr)
{
	(void)cr;
	if (!client || !rq->client_certificate.n)
		return STORE_NONE;
	if (!request_may_block(rq))
		return STORE_DEFER; /* a chain may take milliseconds */
	CLEANUP(certificate)
	struct certificate *c = certificate_read(rq->client_certificate);
	return c && is_of(c, &client->metadata) &&
		       certificate_is_trusted(c, rq->client_chain)
		   ? STORE_OK
		   : STORE_NONE;
}

static bool
is_ip(struct text t)
{
	char room[INET6_ADDRSTRLEN] = "";
	unsigned char bytes[16];
	if (t.n >= sizeof(room))
		return false;
	memcpy(room, t.at, t.n);
	return inet_pton(AF_INET, room, bytes) == 1 ||
	       inet_pton(AF_INET6, room, bytes) == 1;
}

static const char *
fault(const struct client *client)
{
	const struct client_metadata *m = &client->metadata;
	struct text names[NAMES];
	size_t count = m->tls_client_auth_subject_dn.n != 0;
	alternative_names(m, names);
	for (size_t i = 0; i < NAMES; i++)
		count += names[i].n != 0;
	if (count != 1)
		return "app.tls_one_name";
	if (m->tls_client_auth_subject_dn.n &&
	    !certificate_subject_known(m->tls_client_auth_subject_dn))
		return "app.tls_subject_dn";
	return names[CERTIFICATE_IP].n && !is_ip(names[CERTIFICATE_IP]) ? "app.tls_ip"
									: NULL;
}

static bool
available(void)
{
	return settings()->tls.client_ca.n && mtls_available();
}

const struct client_auth_method tls_client_auth = {.name = TEXT_INIT("tls_client_auth"),
    .check = check,
    .fault = fault,
    .available = available,
    .fapi2 = true};
