#include "identity/password.h"

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/random.h"

#include <argon2.h>
#include <pthread.h>
#include <unistd.h>

enum {
	MEMORY_KIB = 19 * 1024,
	PASSES = 2,
	LANES = 1,
	SALT = 16,
	HASH = 32,
	ENCODED = 128
};
enum { SHORTEST = 8, LONGEST = 256 };

/* Argon2id runs under a gate of as many as there are cores, so that logins can't starve
 * tokens. `gate` guards `running`. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_open = PTHREAD_COND_INITIALIZER;
static long running;

static void
enter_gate(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_mutex_lock(&gate);
	while (running >= (cores > 0 ? cores : 1))
		pthread_cond_wait(&gate_open, &gate);
	running++;
	pthread_mutex_unlock(&gate);
}

static void
leave_gate(void)
{
	pthread_mutex_lock(&gate);
	running--;
	pthread_cond_signal(&gate_open);
	pthread_mutex_unlock(&gate);
}

const char *
password_fault(struct text password)
{
	static const struct text worst[] = {TEXT_INIT("password"), TEXT_INIT("12345678"),
	    TEXT_INIT("123456789"), TEXT_INIT("1234567890"), TEXT_INIT("11111111"),
	    TEXT_INIT("qwertyui"), TEXT_INIT("qwerty123"), TEXT_INIT("password1"),
	    TEXT_INIT("iloveyou"), TEXT_INIT("letmein1"), TEXT_INIT("00000000"),
	    TEXT_INIT("abcdefgh"), TEXT_INIT("abcd1234"), TEXT_INIT("passw0rd")};
	if (password.n < SHORTEST)
		return "login.password_short";
	if (password.n > LONGEST || !utf8_valid(password))
		return "login.password_long";
	for (size_t i = 0; i < COUNT_OF(worst); i++)
		if (text_eq_nocase(worst[i], password))
			return "login.password_common";
	return NULL;
}

struct text
password_hash(struct arena *a, struct text password)
{
	unsigned char salt[SALT];
	char *encoded = arena_alloc(a, ENCODED);
	random_bytes(salt, sizeof(salt));
	enter_gate();
	int done = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password.at,
	    password.n, salt, sizeof(salt), HASH, encoded, ENCODED);
	leave_gate();
	if (done == ARGON2_OK)
		return text_of(encoded);
	log_error("password_not_hashed", LC("why", argon2_error_message(done)));
	return NO_TEXT;
}

/* Nobody's password, with the same cost: compared against where there is no account. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$YXV0aHotbm9ib2R5LXNhbHQ$"
			     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

bool
password_matches(struct arena *a, struct text hash, struct text password)
{
	/* Longer ones are refused before anything is spent on them; nobody has one. */
	if (password.n > LONGEST)
		password = NO_TEXT;
	const char *encoded = hash.n ? arena_cstr(a, hash) : nobody;
	enter_gate();
	int done = argon2id_verify(encoded, password.at ? password.at : "", password.n);
	leave_gate();
	if (done != ARGON2_OK && done != ARGON2_VERIFY_MISMATCH)
		log_error("password_not_checked", LC("why", argon2_error_message(done)));
	return hash.n && done == ARGON2_OK;
}
