/* The certificate that an app shows: in our own TLS, or in a trusted proxy's. */
#include "base/encoding.h"
#include "http/exchange.h"
#include "settings/settings.h"

#include <gnutls/gnutls.h>

enum { CHAIN_MOST = 8, LONGEST = 16 * 1024 };

static gnutls_session_t
session_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
	return info ? info->tls_session : NULL;
}

void
ask_for_certificate(struct MHD_Connection *connection)
{
	if (settings()->tls.client_certificates != CLIENT_CERTIFICATES_REQUEST)
		return;
	gnutls_session_t session = session_of(connection);
	if (!session)
		return;
	gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
	/* Named authorities would make some clients keep a self-signed one back. */
	gnutls_certificate_send_x509_rdn_sequence(session, 1);
}

/* They live as long as the connection. */
static void
set_own(struct exchange *x)
{
	unsigned n = 0;
	gnutls_session_t session = session_of(x->connection);
	if (!session || gnutls_certificate_type_get(session) != GNUTLS_CRT_X509)
		return;
	const gnutls_datum_t *shown = gnutls_certificate_get_peers(session, &n);
	if (!shown || !n)
		return;
	struct texts_builder chain = texts_builder_new(x->rq.arena);
	for (unsigned i = 1; i < n && i <= CHAIN_MOST; i++)
		texts_add(
		    &chain, (struct text){(const char *)shown[i].data, shown[i].size});
	x->rq.client_certificate =
	    (struct text){(const char *)shown[0].data, shown[0].size};
	x->rq.client_chain = texts_done(&chain);
}

/* A Byte Sequence (RFC 8941 3.3.5). */
static bool
read_bytes(struct arena *a, struct text item, struct text *out)
{
	item = text_trim(item);
	return item.n > 2 && item.n <= LONGEST && item.at[0] == ':' &&
	       item.at[item.n - 1] == ':' &&
	       base64_decode(a, text_part(item, 1, item.n - 2), out);
}

void
set_forwarded_certificate(struct request *rq)
{
	struct text rest = request_header(rq, TEXT("Client-Cert-Chain")), item, der;
	struct texts_builder chain = texts_builder_new(rq->arena);
	if (request_header_count(rq, TEXT("Client-Cert")) != 1 ||
	    !read_bytes(rq->arena, request_header(rq, TEXT("Client-Cert")), &der))
		return;
	rq->client_certificate = der;
	while (chain.n < CHAIN_MOST && text_next(&rest, ',', &item) &&
	       read_bytes(rq->arena, item, &der))
		texts_add(&chain, der);
	rq->client_chain = texts_done(&chain);
}

void
set_client_certificate(struct exchange *x, bool by_proxy)
{
	switch (settings()->tls.client_certificates) {
	case CLIENT_CERTIFICATES_OFF:
		break;
	case CLIENT_CERTIFICATES_REQUEST:
		/* A proxy's own certificate is not that of who stands behind it. */
		if (!by_proxy)
			set_own(x);
		break;
	case CLIENT_CERTIFICATES_PROXY:
		if (by_proxy)
			set_forwarded_certificate(&x->rq);
		break;
	}
}
