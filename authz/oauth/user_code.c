#include "oauth/user_code.h"

#include "base/builder.h"
#include "base/random.h"
#include "jose/keyring.h"

static const struct text alphabet = TEXT_INIT("BCDFGHJKLMNPQRSTVWXZ");

enum { LONGEST_TYPED = 64 };

struct text
user_code_new(struct arena *a)
{
	struct builder b = builder_new(a, USER_CODE_LETTERS);
	while (b.n < USER_CODE_LETTERS) {
		unsigned char byte;
		random_bytes(&byte, 1);
		/* 240 is the largest multiple of 20: each letter is as likely. */
		if (byte < 240)
			build_char(&b, alphabet.at[byte % alphabet.n]);
	}
	return builder_text(&b);
}

static bool
is_letter_or_digit(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool
user_code_read(struct arena *a, struct text typed, struct text *out)
{
	struct builder b = builder_new(a, LONGEST_TYPED);
	if (typed.n > LONGEST_TYPED)
		return false;
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.at[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		/* Dashes of all kinds among the rest, which are several bytes long. */
		if (!is_letter_or_digit(c))
			continue;
		if (text_index(alphabet, c) == alphabet.n)
			return false;
		build_char(&b, c);
	}
	*out = builder_text(&b);
	return out->n == USER_CODE_LETTERS;
}

struct text
user_code_shown(struct arena *a, struct text code)
{
	return arena_printf(a, "%.*s-%.*s", TEXT_ARG(text_part(code, 0, 4)),
	    TEXT_ARG(text_part(code, 4, 4)));
}

struct text
user_code_key(struct arena *a, struct text code)
{
	unsigned char *mac = arena_alloc(a, MAC_SIZE);
	uint32_t key_id;
	keyring_mac(FOR_PENDING_GRANTS, arena_printf(a, "user_code %.*s", TEXT_ARG(code)),
	    &key_id, mac);
	return (struct text){(const char *)mac, MAC_SIZE};
}
