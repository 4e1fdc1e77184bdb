#include "jose/keyring.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/random.h"
#include "jose/digest.h"
#include "jose/keyring_entries.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Written once before threads start, read-only after; locked and kept out of core files.
 */
static struct keyring *ring;

static const char *const purpose_names[PURPOSES] = {
    [FOR_CODES] = "authz codes",
    [FOR_ACCESS_TOKENS] = "authz access tokens",
    [FOR_REFRESH_TOKENS] = "authz refresh tokens",
    [FOR_TICKETS] = "authz tickets",
    [FOR_COOKIES] = "authz cookies",
    [FOR_CSRF] = "authz csrf",
    [FOR_PRIVATE_KEYS] = "authz private keys",
    [FOR_LOGIN_THROTTLE] = "authz login throttle",
    [FOR_DELIVERIES] = "authz deliveries",
    [FOR_MAILED_LINKS] = "authz mailed links",
    [FOR_CLIENT_SECRETS] = "authz client secrets",
    [FOR_DPOP_NONCES] = "authz DPoP nonces",
    [FOR_PENDING_GRANTS] = "authz pending grants",
    [FOR_KEPT_ANSWERS] = "authz kept answers",
    [FOR_WEBHOOK_SECRETS] = "authz webhook secrets",
};

const struct keyring_entry *
keyring_newest(void)
{
	return ring && ring->n ? &ring->entries[0] : NULL;
}

const struct keyring_entry *
keyring_entry(uint32_t id)
{
	for (size_t i = 0; ring && i < ring->n; i++)
		if (ring->entries[i].id == id)
			return &ring->entries[i];
	return NULL;
}

static const char *
make_ring(void)
{
	if (ring)
		return NULL;
	void *at = mmap(NULL, sizeof(*ring), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return "there is no memory for it";
	/* Both may be refused by limits; the ring serves all the same. */
	(void)mlock(at, sizeof(*ring));
	(void)madvise(at, sizeof(*ring), MADV_DONTDUMP);
	ring = at;
	return NULL;
}

void
keyring_forget(void)
{
	if (!ring)
		return;
	explicit_bzero(ring, sizeof(*ring));
	munmap(ring, sizeof(*ring));
	ring = NULL;
}

static bool
parse_id(struct text t, uint32_t *id)
{
	uint32_t value = 0;
	if (t.n != 8)
		return false;
	for (size_t i = 0; i < t.n; i++) {
		int digit = hex_digit(t.at[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*id = value;
	return value != 0;
}

static const char *
add_entry(struct arena *a, struct text line, size_t number)
{
	struct text id_text = NO_TEXT, key_text = NO_TEXT, key;
	uint32_t id;
	text_next(&line, ' ', &id_text);
	key_text = text_trim(line);
	if (!parse_id(id_text, &id) || key_text.n != 43 ||
	    !base64url_decode(a, key_text, &key) || key.n != SHA256_SIZE)
		return arena_printf(a,
		    "line %zu is not `8 hexadecimal digits, space, 43 base64url "
		    "characters`",
		    number)
		    .at;
	if (keyring_entry(id))
		return arena_printf(a, "line %zu repeats an id", number).at;
	if (ring->n == KEYRING_MOST)
		return "it has too many entries";
	struct keyring_entry *entry = &ring->entries[ring->n++];
	entry->id = id;
	for (int p = 0; p < PURPOSES; p++)
		hkdf_sha256(key, text_of(purpose_names[p]), entry->keys[p]);
	return NULL;
}

static const char *
parse(struct arena *a, struct text content)
{
	struct text line;
	size_t number = 0;
	while (text_next(&content, '\n', &line)) {
		number++;
		line = text_trim(line);
		if (line.n && line.at[line.n - 1] == '\r')
			line.n--;
		if (!line.n || line.at[0] == '#')
			continue;
		const char *fault = add_entry(a, line, number);
		if (fault)
			return fault;
	}
	return ring->n ? NULL : "it has no entry";
}

static const char *
why(struct arena *a, const char *file, const char *what)
{
	return arena_printf(a, "%s: %s: %s", file, what, strerror(errno)).at;
}

static const char *
fresh_entry(struct arena *a)
{
	unsigned char key[SHA256_SIZE];
	uint32_t id = 0;
	random_bytes(key, sizeof(key));
	while (!id)
		random_bytes(&id, sizeof(id));
	struct text encoded = base64url_encode(a, key, sizeof(key));
	explicit_bzero(key, sizeof(key));
	return arena_printf(a,
	    "# authz keyring: whoever reads it can forge tokens\n%08x %.*s\n", id,
	    TEXT_ARG(encoded))
	    .at;
}

static bool
write_all(int fd, const char *at)
{
	size_t n = strlen(at);
	while (n) {
		ssize_t done = write(fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return fsync(fd) == 0;
}

/* A data folder that nobody has made yet: no database of our own lives in it. */
static void
make_folder(struct arena *a, const char *file)
{
	char *copy = (char *)(uintptr_t)arena_cstr(a, text_of(file));
	(void)mkdir(dirname(copy), 0700);
}

static void
sync_folder(struct arena *a, const char *file)
{
	char *copy = (char *)(uintptr_t)arena_cstr(a, text_of(file));
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
}

/* Made whole under another name, then linked: of two processes one wins, and no reader
 * ever sees half a file. */
static const char *
create(struct arena *a, const char *file)
{
	unsigned char tail[8];
	random_bytes(tail, sizeof(tail));
	const char *temporary =
	    arena_printf(a, "%s.%.*s", file, TEXT_ARG(hex_encode(a, tail, sizeof(tail))))
		.at;
	make_folder(a, file);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return why(a, file, "can't be made");
	const char *fault = NULL;
	if (!write_all(fd, fresh_entry(a)))
		fault = why(a, file, "can't be written");
	else if (link(temporary, file) != 0 && errno != EEXIST)
		fault = why(a, file, "can't be made");
	close(fd);
	unlink(temporary);
	sync_folder(a, file);
	return fault;
}

static const char *
read_file(struct arena *a, const char *file, struct text *content)
{
	enum { LARGEST = 64 * 1024 };
	struct stat facts;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return why(a, file, "can't be read");
	const char *fault = NULL;
	char *at = arena_alloc(a, LARGEST + 1);
	ssize_t n = read(fd, at, LARGEST + 1);
	if (fstat(fd, &facts) != 0 || n < 0)
		fault = why(a, file, "can't be read");
	else if (facts.st_mode & 077)
		fault =
		    arena_printf(a, "%s: others may read it; run chmod 600 on it", file)
			.at;
	else if (n > LARGEST)
		fault = arena_printf(a, "%s: it is too large", file).at;
	close(fd);
	*content = (struct text){at, n > 0 ? (size_t)n : 0};
	return fault;
}

static const char *
load(struct arena *a, struct text inline_ring, const char *file, bool make)
{
	struct text content = inline_ring;
	if (inline_ring.n) {
		/* In one environment variable, entries stand between semicolons. */
		char *lines = (char *)(uintptr_t)arena_cstr(a, inline_ring);
		for (char *at = lines; *at; at++)
			if (*at == ';')
				*at = '\n';
		content = (struct text){lines, inline_ring.n};
	} else {
		const char *fault = NULL;
		if (make && access(file, F_OK) != 0)
			fault = create(a, file);
		if (!fault)
			fault = read_file(a, file, &content);
		if (fault)
			return fault;
	}
	const char *fault = parse(a, content);
	if (!fault)
		return NULL;
	return arena_printf(a, "%s: %s", inline_ring.n ? "AUTHZ_KEYS_RING" : file, fault)
	    .at;
}

const char *
keyring_load(struct arena *a, struct text inline_ring, const char *file, bool make)
{
	keyring_forget();
	const char *fault = make_ring();
	if (fault)
		return fault;
	/* What is read passes through an arena of its own, which wipes it. */
	struct arena *scratch = arena_new();
	fault = load(scratch, inline_ring, file, make);
	if (fault) {
		fault = arena_cstr(a, text_of(fault));
		keyring_forget();
	}
	arena_free(scratch);
	return fault;
}

void
keyring_mac(
    enum purpose purpose, struct text data, uint32_t *key_id, unsigned char out[MAC_SIZE])
{
	const struct keyring_entry *entry = keyring_newest();
	hmac_sha256(
	    (struct text){(const char *)entry->keys[purpose], SHA256_SIZE}, data, out);
	*key_id = entry->id;
}

bool
keyring_mac_check(enum purpose purpose, int64_t key_id, struct text data, struct text mac)
{
	unsigned char expected[MAC_SIZE];
	/* Cut off to 32 bits, many numbers would name the same entry. */
	const struct keyring_entry *entry =
	    key_id == (int64_t)(uint32_t)key_id ? keyring_entry((uint32_t)key_id) : NULL;
	if (!entry)
		return false;
	hmac_sha256((struct text){(const char *)entry->keys[purpose], SHA256_SIZE}, data,
	    expected);
	return text_eq_secret((struct text){(const char *)expected, MAC_SIZE}, mac);
}
