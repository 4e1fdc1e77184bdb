#include "outbound/address.h"

#include "base/cleanup.h"
#include "outbound_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static enum address_kind
kind_of(const char *text)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return address_kind_of((struct sockaddr *)&v4);
	ck_assert_msg(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1, "%s", text);
	return address_kind_of((struct sockaddr *)&v6);
}

/* The first and last of each range, and their neighbours outside. */
static const struct {
	const char *address;
	enum address_kind kind;
} addresses[] = {
    {"0.0.0.0", ADDRESS_NEVER},
    {"0.255.255.255", ADDRESS_NEVER},
    {"1.0.0.0", ADDRESS_PUBLIC},
    {"9.255.255.255", ADDRESS_PUBLIC},
    {"10.0.0.0", ADDRESS_PRIVATE},
    {"10.255.255.255", ADDRESS_PRIVATE},
    {"11.0.0.0", ADDRESS_PUBLIC},
    {"100.63.255.255", ADDRESS_PUBLIC},
    {"100.64.0.0", ADDRESS_PRIVATE},
    {"100.100.100.199", ADDRESS_PRIVATE},
    {"100.100.100.200", ADDRESS_NEVER},
    {"100.127.255.255", ADDRESS_PRIVATE},
    {"100.128.0.0", ADDRESS_PUBLIC},
    {"126.255.255.255", ADDRESS_PUBLIC},
    {"127.0.0.0", ADDRESS_LOOPBACK},
    {"127.0.0.1", ADDRESS_LOOPBACK},
    {"127.255.255.255", ADDRESS_LOOPBACK},
    {"128.0.0.0", ADDRESS_PUBLIC},
    {"168.63.129.15", ADDRESS_PUBLIC},
    {"168.63.129.16", ADDRESS_NEVER},
    {"169.253.255.255", ADDRESS_PUBLIC},
    {"169.254.0.0", ADDRESS_NEVER},
    {"169.254.169.254", ADDRESS_NEVER},
    {"169.254.255.255", ADDRESS_NEVER},
    {"169.255.0.0", ADDRESS_PUBLIC},
    {"172.15.255.255", ADDRESS_PUBLIC},
    {"172.16.0.0", ADDRESS_PRIVATE},
    {"172.31.255.255", ADDRESS_PRIVATE},
    {"172.32.0.0", ADDRESS_PUBLIC},
    {"192.0.0.0", ADDRESS_NEVER},
    {"192.0.0.192", ADDRESS_NEVER},
    {"192.0.1.0", ADDRESS_PUBLIC},
    {"192.0.2.1", ADDRESS_NEVER},
    {"192.0.3.0", ADDRESS_PUBLIC},
    {"192.88.99.1", ADDRESS_NEVER},
    {"192.88.100.0", ADDRESS_PUBLIC},
    {"192.167.255.255", ADDRESS_PUBLIC},
    {"192.168.0.0", ADDRESS_PRIVATE},
    {"192.168.255.255", ADDRESS_PRIVATE},
    {"192.169.0.0", ADDRESS_PUBLIC},
    {"198.17.255.255", ADDRESS_PUBLIC},
    {"198.18.0.0", ADDRESS_NEVER},
    {"198.19.255.255", ADDRESS_NEVER},
    {"198.20.0.0", ADDRESS_PUBLIC},
    {"198.51.100.7", ADDRESS_NEVER},
    {"203.0.113.7", ADDRESS_NEVER},
    {"223.255.255.255", ADDRESS_PUBLIC},
    {"224.0.0.0", ADDRESS_NEVER},
    {"239.255.255.255", ADDRESS_NEVER},
    {"240.0.0.0", ADDRESS_NEVER},
    {"255.255.255.255", ADDRESS_NEVER},
    {"::", ADDRESS_NEVER},
    {"::1", ADDRESS_LOOPBACK},
    {"::2", ADDRESS_NEVER},
    {"::127.0.0.1", ADDRESS_NEVER}, /* IPv4-compatible, RFC 4291 2.5.5.1 */
    {"::8.8.8.8", ADDRESS_NEVER},
    {"::ffff:127.0.0.1", ADDRESS_LOOPBACK},
    {"::ffff:10.1.2.3", ADDRESS_PRIVATE},
    {"::ffff:100.64.0.1", ADDRESS_PRIVATE},
    {"::ffff:169.254.169.254", ADDRESS_NEVER},
    {"::ffff:0.0.0.0", ADDRESS_NEVER},
    {"::ffff:8.8.8.8", ADDRESS_PUBLIC},
    {"::ffff:0:127.0.0.1", ADDRESS_NEVER}, /* IPv4-translated, RFC 2765 */
    {"64:ff9b::127.0.0.1", ADDRESS_LOOPBACK},
    {"64:ff9b::192.168.1.1", ADDRESS_PRIVATE},
    {"64:ff9b::169.254.169.254", ADDRESS_NEVER},
    {"64:ff9b::8.8.8.8", ADDRESS_PUBLIC},
    {"64:ff9b:1::8.8.8.8", ADDRESS_NEVER}, /* RFC 8215: by the local operator */
    {"100::1", ADDRESS_NEVER},		   /* discard-only, RFC 6666 */
    {"2002:7f00:1::", ADDRESS_NEVER},	   /* 6to4 of 127.0.0.1 */
    {"2002:a00:1::1", ADDRESS_NEVER},
    {"2002:808:808::1", ADDRESS_NEVER},
    {"2001::1", ADDRESS_NEVER}, /* Teredo */
    {"2001:0:4136:e378:8000:63bf:3fff:fdd2", ADDRESS_NEVER},
    {"2001:1ff:ffff::1", ADDRESS_NEVER},
    {"2001:200::1", ADDRESS_PUBLIC},
    {"2001:db8::1", ADDRESS_NEVER},
    {"2001:db9::1", ADDRESS_PUBLIC},
    {"2606:4700::1111", ADDRESS_PUBLIC},
    {"3fff::1", ADDRESS_NEVER},
    {"3fff:1000::1", ADDRESS_PUBLIC},
    {"1fff::1", ADDRESS_NEVER},
    {"4000::1", ADDRESS_NEVER},
    {"5f00::1", ADDRESS_NEVER},
    {"fbff::1", ADDRESS_NEVER},
    {"fc00::1", ADDRESS_PRIVATE},
    {"fd00:ec2::254", ADDRESS_NEVER},
    {"fd00:ec2::255", ADDRESS_PRIVATE},
    {"fd20:ce::254", ADDRESS_NEVER},
    {"fdff:ffff::1", ADDRESS_PRIVATE},
    {"fe80::1", ADDRESS_NEVER},
    {"febf::1", ADDRESS_NEVER},
    {"fec0::1", ADDRESS_NEVER},
    {"ff02::1", ADDRESS_NEVER},
};

START_TEST(an_address_is_what_the_registries_say)
{
	for (size_t i = 0; i < COUNT_OF(addresses); i++)
		ck_assert_msg(kind_of(addresses[i].address) == addresses[i].kind,
		    "%s is %d", addresses[i].address, kind_of(addresses[i].address));
}
END_TEST

START_TEST(another_family_is_no_address)
{
	struct sockaddr local = {.sa_family = AF_UNIX};
	ck_assert_int_eq(address_kind_of(&local), ADDRESS_NEVER);
}
END_TEST

Suite *
address_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("outbound: addresses", &tc);
	tcase_add_test(tc, an_address_is_what_the_registries_say);
	tcase_add_test(tc, another_family_is_no_address);
	return suite;
}
