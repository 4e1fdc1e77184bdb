#include "account/device.h"

#include <string.h>

struct sign {
	struct text sign, name;
};

/* Browsers claim to be each other: the first that is found is meant. */
static const struct sign browsers[] = {
    {TEXT_INIT("Edg/"), TEXT_INIT("Edge")},
    {TEXT_INIT("EdgA/"), TEXT_INIT("Edge")},
    {TEXT_INIT("EdgiOS/"), TEXT_INIT("Edge")},
    {TEXT_INIT("OPR/"), TEXT_INIT("Opera")},
    {TEXT_INIT("SamsungBrowser/"), TEXT_INIT("Samsung Internet")},
    {TEXT_INIT("FxiOS/"), TEXT_INIT("Firefox")},
    {TEXT_INIT("Firefox/"), TEXT_INIT("Firefox")},
    {TEXT_INIT("CriOS/"), TEXT_INIT("Chrome")},
    {TEXT_INIT("Chrome/"), TEXT_INIT("Chrome")},
    {TEXT_INIT("Safari/"), TEXT_INIT("Safari")},
    {TEXT_INIT("curl/"), TEXT_INIT("curl")},
};
static const struct sign systems[] = {
    {TEXT_INIT("iPhone"), TEXT_INIT("iPhone")},
    {TEXT_INIT("iPad"), TEXT_INIT("iPad")},
    {TEXT_INIT("Android"), TEXT_INIT("Android")},
    {TEXT_INIT("Windows"), TEXT_INIT("Windows")},
    {TEXT_INIT("CrOS"), TEXT_INIT("ChromeOS")},
    {TEXT_INIT("Macintosh"), TEXT_INIT("Mac")},
    {TEXT_INIT("Linux"), TEXT_INIT("Linux")},
};

static struct text
first_of(const struct sign *signs, size_t n, struct text t)
{
	for (size_t i = 0; t.n && i < n; i++)
		if (memmem(t.at, t.n, signs[i].sign.at, signs[i].sign.n))
			return signs[i].name;
	return NO_TEXT;
}

struct device
device_of(struct text user_agent)
{
	return (struct device){.browser = first_of(browsers,
				   sizeof(browsers) / sizeof(browsers[0]), user_agent),
	    .system =
		first_of(systems, sizeof(systems) / sizeof(systems[0]), user_agent)};
}
