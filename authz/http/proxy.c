/* Who is at the other end, when trusted proxies stand between. */
#include "http/exchange.h"
#include "settings/settings.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* An address in IPv6 form, so that one comparison serves both families. */
static bool
parse_address(struct arena *a, struct text t, unsigned char out[16])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	const char *s = arena_cstr(a, t);
	if (inet_pton(AF_INET6, s, out) == 1)
		return true;
	memcpy(out, mapped, sizeof(mapped));
	return inet_pton(AF_INET, s, out + 12) == 1;
}

static bool
in_range(struct arena *a, const unsigned char address[16], struct text range)
{
	unsigned char base[16];
	uint64_t bits = 128;
	size_t slash = text_index(range, '/');
	struct text network = text_part(range, 0, slash);
	if (!parse_address(a, network, base))
		return false;
	if (slash < range.n) {
		if (!text_to_u64(text_part(range, slash + 1, range.n), &bits))
			return false;
		if (text_index(network, ':') == network.n)
			bits += 96;
	}
	for (uint64_t i = 0; i < bits && i < 128; i++) {
		unsigned char mask = (unsigned char)(0x80 >> (i % 8));
		if ((address[i / 8] & mask) != (base[i / 8] & mask))
			return false;
	}
	return true;
}

static bool
is_trusted(struct arena *a, struct text address)
{
	struct texts ranges = settings()->server.trusted_proxies;
	unsigned char bytes[16];
	if (!ranges.n || !parse_address(a, address, bytes))
		return false;
	for (size_t i = 0; i < ranges.n; i++)
		if (in_range(a, bytes, ranges.at[i]))
			return true;
	return false;
}

char *
peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char at[INET6_ADDRSTRLEN];
	if (!info || !info->client_addr)
		return NULL;
	const struct sockaddr *address = info->client_addr;
	const void *number =
	    address->sa_family == AF_INET6
		? (const void *)&((const struct sockaddr_in6 *)(const void *)address)
		      ->sin6_addr
		: (const void *)&((const struct sockaddr_in *)(const void *)address)
		      ->sin_addr;
	if (!inet_ntop(address->sa_family, number, at, sizeof(at)))
		return NULL;
	bool mapped = text_starts(text_of(at), TEXT("::ffff:"));
	return strdup(mapped ? at + 7 : at);
}

static struct text
socket_address(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info && info->socket_context ? text_of(info->socket_context) : NO_TEXT;
}

/* From the right, the first address that isn't one of our proxies. All X-Forwarded-For
 * lines count as one list (RFC 9110 5.3). */
static struct text
forwarded_for(struct request *rq, struct text peer)
{
	struct texts_builder hops = texts_builder_new(rq->arena);
	for (size_t i = 0; i < rq->header_count; i++) {
		struct text rest = rq->headers[i].value, hop;
		if (!text_eq_nocase(rq->headers[i].name, TEXT("X-Forwarded-For")))
			continue;
		while (text_next(&rest, ',', &hop))
			texts_add(&hops, text_trim(hop));
	}
	for (size_t i = hops.n; i > 0; i--) {
		unsigned char bytes[16];
		if (!parse_address(rq->arena, hops.at[i - 1], bytes))
			return peer;
		peer = hops.at[i - 1];
		if (!is_trusted(rq->arena, peer))
			return peer;
	}
	return peer;
}

bool
set_peer_behind(struct request *rq, struct text address)
{
	rq->peer = address;
	/* An https issuer is reached by https alone, whatever a proxy fails to tell. */
	rq->https = settings()->server.tls_certificate.n != 0 ||
		    text_starts(settings()->server.issuer, TEXT("https://"));
	if (!is_trusted(rq->arena, rq->peer))
		return false;
	struct text proto = request_header(rq, TEXT("X-Forwarded-Proto"));
	if (text_eq_nocase(proto, TEXT("https")))
		rq->https = true;
	rq->peer = forwarded_for(rq, rq->peer);
	return true;
}

bool
set_peer(struct exchange *x)
{
	return set_peer_behind(&x->rq, socket_address(x));
}
