#include "outbound/address.h"

#include "base/cleanup.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct range4 {
	uint32_t network;
	int bits;
	enum address_kind kind;
};

#define IP4(a, b, c, d)                                                                  \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* IANA's special-purpose registry (RFC 6890); the first that fits decides. */
static const struct range4 ranges4[] = {
    {IP4(0, 0, 0, 0), 8, ADDRESS_NEVER}, /* "this network": Linux connects to itself */
    {IP4(100, 100, 100, 200), 32, ADDRESS_NEVER}, /* a cloud's metadata */
    {IP4(168, 63, 129, 16), 32, ADDRESS_NEVER},	  /* another's */
    {IP4(10, 0, 0, 0), 8, ADDRESS_PRIVATE},
    {IP4(100, 64, 0, 0), 10, ADDRESS_PRIVATE}, /* RFC 6598 */
    {IP4(127, 0, 0, 0), 8, ADDRESS_LOOPBACK},
    {IP4(169, 254, 0, 0), 16, ADDRESS_NEVER}, /* link-local; most clouds' metadata */
    {IP4(172, 16, 0, 0), 12, ADDRESS_PRIVATE}, {IP4(192, 0, 0, 0), 24, ADDRESS_NEVER},
    {IP4(192, 0, 2, 0), 24, ADDRESS_NEVER},
    {IP4(192, 88, 99, 0), 24, ADDRESS_NEVER}, /* 6to4 relays, RFC 7526 */
    {IP4(192, 168, 0, 0), 16, ADDRESS_PRIVATE}, {IP4(198, 18, 0, 0), 15, ADDRESS_NEVER},
    {IP4(198, 51, 100, 0), 24, ADDRESS_NEVER}, {IP4(203, 0, 113, 0), 24, ADDRESS_NEVER},
    {IP4(224, 0, 0, 0), 3, ADDRESS_NEVER}, /* multicast, reserved, broadcast */
};

static enum address_kind
kind4(uint32_t address)
{
	for (size_t i = 0; i < COUNT_OF(ranges4); i++)
		if ((address ^ ranges4[i].network) >> (32 - ranges4[i].bits) == 0)
			return ranges4[i].kind;
	return ADDRESS_PUBLIC;
}

struct range6 {
	unsigned char network[16];
	int bits;
	enum address_kind kind;
};

/* What is in no row, and not in 2000::/3, is not assigned to anybody (RFC 4291 2.4). */
static const struct range6 ranges6[] = {
    {{[15] = 1}, 128, ADDRESS_LOOPBACK},
    /* Two clouds' metadata, among the private. */
    {{0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, 0x54}, 128, ADDRESS_NEVER},
    {{0xfd, 0x20, 0x00, 0xce, [14] = 0x02, 0x54}, 128, ADDRESS_NEVER},
    {{0xfc}, 7, ADDRESS_PRIVATE},
    {{0x20, 0x01, 0x00}, 23, ADDRESS_NEVER},	   /* Teredo, ORCHID and the like */
    {{0x20, 0x01, 0x0d, 0xb8}, 32, ADDRESS_NEVER}, /* documentation */
    {{0x20, 0x02}, 16, ADDRESS_NEVER},		   /* 6to4, RFC 7526 */
    {{0x3f, 0xff}, 20, ADDRESS_NEVER},		   /* documentation, RFC 9637 */
    {{0x20}, 3, ADDRESS_PUBLIC},
};

static bool
starts_with(const unsigned char *address, const unsigned char *network, int bits)
{
	int bytes = bits / 8, rest = bits % 8;
	if (memcmp(address, network, (size_t)bytes) != 0)
		return false;
	return !rest || (address[bytes] ^ network[bytes]) >> (8 - rest) == 0;
}

static enum address_kind
kind6(const unsigned char *address)
{
	/* RFC 4291 2.5.5.2, and RFC 6052 2.1: the IPv4 address stands at the end. */
	static const unsigned char mapped[16] = {[10] = 0xff, 0xff};
	static const unsigned char nat64[16] = {0x00, 0x64, 0xff, 0x9b};
	if (starts_with(address, mapped, 96) || starts_with(address, nat64, 96))
		return kind4(IP4(address[12], address[13], address[14], address[15]));
	for (size_t i = 0; i < COUNT_OF(ranges6); i++)
		if (starts_with(address, ranges6[i].network, ranges6[i].bits))
			return ranges6[i].kind;
	return ADDRESS_NEVER;
}

enum address_kind
address_kind_of(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	switch (address->sa_family) {
	case AF_INET:
		memcpy(&v4, address, sizeof(v4));
		return kind4(ntohl(v4.sin_addr.s_addr));
	case AF_INET6:
		memcpy(&v6, address, sizeof(v6));
		return kind6(v6.sin6_addr.s6_addr);
	default:
		return ADDRESS_NEVER;
	}
}
