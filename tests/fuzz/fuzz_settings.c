/* The operator's files: settings and keyring. A wrong one is refused with sentences that
 * can be shown, and a right one gives settings within their bounds. */
#include "fuzz.h"
#include "jose/keyring.h"
#include "settings/settings.h"

#include <sys/mman.h>
#include <unistd.h>

/* A file in memory that holds `t`. */
static const char *
file_of(struct arena *a, struct text t)
{
	static int fd = -1;
	if (fd < 0)
		fd = memfd_create("authz.ini", MFD_CLOEXEC);
	HOLDS(fd >= 0 && ftruncate(fd, 0) == 0);
	HOLDS(pwrite(fd, t.at ? t.at : "", t.n, 0) == (ssize_t)t.n);
	return arena_printf(a, "/proc/self/fd/%d", fd).at;
}

static void
numbers_are_within_bounds(const struct settings *s)
{
	HOLDS(s->server.workers >= 1 && s->server.workers <= 1024);
	HOLDS(s->server.body_limit >= 1024 && s->server.head_limit >= 4096);
	HOLDS(s->tokens.code_lifetime >= 1 && s->tokens.code_lifetime <= 60);
	HOLDS(s->keys.publish_before < s->keys.rotate_after);
	HOLDS(!s->server.tls_certificate.n == !s->server.tls_key.n);
	HOLDS(text_starts(s->server.issuer, TEXT("https://")) ||
	      text_starts(s->server.issuer, TEXT("http://")));
	HOLDS(!text_ends(s->server.issuer, TEXT("/")));
	HOLDS(!text_eq(s->server.listen, s->server.private_listen));
	HOLDS(!s->keys.ring.n);
}

static void
errors_can_be_shown(struct texts errors)
{
	HOLDS(errors.n);
	for (size_t i = 0; i < errors.n; i++)
		HOLDS(errors.at[i].n && utf8_plain(errors.at[i], false));
}

void
fuzz(struct arena *a, struct text input)
{
	struct texts errors;
	const struct settings *s = settings_read(a, file_of(a, input), NULL, 0, &errors);
	if (s)
		numbers_are_within_bounds(s);
	else
		errors_can_be_shown(errors);
	if (!input.n)
		return;
	const char *fault = keyring_load(a, input, NULL, false);
	struct text sealed, plain;
	if (fault) {
		HOLDS(utf8_plain(text_of(fault), false));
		return;
	}
	sealed = seal(a, FOR_CODES, NO_TEXT, TEXT("x"));
	HOLDS(seal_open(a, FOR_CODES, NO_TEXT, sealed, &plain));
}
