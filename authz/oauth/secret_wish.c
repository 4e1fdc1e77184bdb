#include "oauth/secret_wish.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "settings/settings.h"

#include <time.h>

enum { DAY = 86400 };

struct secret_wish
secret_wish_default(void)
{
	int64_t days = settings()->apps.secret_days_most;
	return (struct secret_wish){.expires_at = days ? clock_now() + days * DAY : 0};
}

const char *
secret_label_fault(struct text label)
{
	if (!utf8_plain(label, false))
		return "secret.label_control";
	return utf8_length(label) > SECRET_LABEL_MOST ? "secret.label_long" : NULL;
}

static bool
read_digits(struct text t, size_t from, size_t n, int *out)
{
	uint64_t value;
	if (!text_to_u64(text_part(t, from, n), &value))
		return false;
	*out = (int)value;
	return true;
}

const char *
secret_expiry_in_days(int64_t days, int64_t *expires_at)
{
	if (days < 1 || days > SECRET_DAYS_MOST)
		return "secret.days";
	*expires_at = clock_now() + days * DAY;
	return NULL;
}

const char *
secret_expiry_on(struct text date, int64_t *expires_at)
{
	int year, month, day;
	if (date.n != 10 || date.at[4] != '-' || date.at[7] != '-' ||
	    !read_digits(date, 0, 4, &year) || !read_digits(date, 5, 2, &month) ||
	    !read_digits(date, 8, 2, &day))
		return "secret.date_bad";
	struct tm utc = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
	*expires_at = (int64_t)timegm(&utc) + DAY;
	/* There is no 30th of February: what comes back is another day. */
	if (utc.tm_mon != month - 1 || utc.tm_mday != day)
		return "secret.date_bad";
	return *expires_at <= clock_now() ? "secret.date_past" : NULL;
}

const char *
secret_expiry_read(struct text wish, int64_t *expires_at)
{
	uint64_t days;
	*expires_at = 0;
	if (text_eq(wish, TEXT("never")))
		return NULL;
	if (text_to_u64(wish, &days))
		return secret_expiry_in_days(
		    days > SECRET_DAYS_MOST ? 0 : (int64_t)days, expires_at);
	return secret_expiry_on(wish, expires_at);
}

const char *
secret_expiry_fault(int64_t expires_at)
{
	int64_t most = secret_wish_default().expires_at;
	return most && (!expires_at || expires_at > most) ? "secret.too_long" : NULL;
}
