/* Which network addresses a URL of somebody else's may lead to. */
#ifndef AUTHZ_OUTBOUND_ADDRESS_H
#define AUTHZ_OUTBOUND_ADDRESS_H

#include <sys/socket.h>

enum address_kind {
	ADDRESS_PUBLIC,	  /* globally reachable, as the IANA registries have it */
	ADDRESS_LOOPBACK, /* this machine */
	ADDRESS_PRIVATE,  /* this network: RFC 1918, RFC 6598, RFC 4193 */
	ADDRESS_NEVER	  /* link-local, metadata, multicast, reserved: nobody's server */
};

/* An IPv6 address that stands for an IPv4 address (mapped, NAT64) is what that is. */
enum address_kind address_kind_of(const struct sockaddr *address);

#endif
