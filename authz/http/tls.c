#include "http/tls.h"

#include "base/log.h"
#include "settings/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 256 * 1024 };

/* The file as a string, or NULL after logging. */
static char *
read_pem(struct text path, bool secret)
{
	struct arena *a = arena_new();
	struct stat facts;
	char *at = NULL;
	const char *fault = NULL;
	int fd = open(arena_cstr(a, path), O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &facts) != 0)
		fault = strerror(errno);
	else if (secret && facts.st_mode & 077)
		fault = "others may read this key; run chmod 600 on it";
	else if (!(at = calloc(1, LARGEST + 1)))
		fault = "out of memory";
	ssize_t n = at ? read(fd, at, LARGEST) : -1;
	if (!fault && n <= 0)
		fault = n == 0 ? "it is empty" : strerror(errno);
	if (fd >= 0)
		close(fd);
	if (fault) {
		log_error("tls_file_unusable", LT("file", path), LC("why", fault));
		free(at);
		at = NULL;
	}
	arena_free(a);
	return at;
}

bool
tls_load(struct tls **out)
{
	const struct settings *s = settings();
	*out = NULL;
	if (!s->server.tls_certificate.n)
		return true;
	struct tls *tls = calloc(1, sizeof(*tls));
	if (!tls)
		return false;
	tls->certificate = read_pem(s->server.tls_certificate, false);
	tls->key = read_pem(s->server.tls_key, true);
	if (tls->certificate && tls->key) {
		*out = tls;
		return true;
	}
	tls_free(tls);
	return false;
}

void
tls_free(struct tls *tls)
{
	if (!tls)
		return;
	free(tls->certificate);
	if (tls->key)
		explicit_bzero(tls->key, strlen(tls->key));
	free(tls->key);
	free(tls);
}
