/*
 * What authz hands out sealed and takes back: codes, tickets, access and refresh tokens.
 * As they come, nothing that it did not make opens. Behind the seal, where only a bug of
 * ours could put them, any bytes are survived, and what is read is read alike again.
 */
#include "base/pack.h"
#include "fuzz.h"
#include "jose/keyring.h"
#include "oauth/access_token_format.h"
#include "oauth/code.h"
#include "oauth/refresh_token.h"
#include "oauth/ticket.h"

static void
set_up(struct arena *a)
{
	static bool done;
	if (!done)
		HOLDS(!keyring_load(a,
		    TEXT("00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), NULL,
		    false));
	done = true;
}

static void
nothing_foreign_opens(struct arena *a, struct text input)
{
	struct text plain;
	struct code code;
	struct ticket ticket;
	struct refresh_token refresh;
	struct access_token access;
	for (int purpose = 0; purpose < PURPOSES; purpose++)
		HOLDS(!seal_open(a, (enum purpose)purpose, NO_TEXT, input, &plain));
	HOLDS(!code_read(a, input, &code));
	HOLDS(!ticket_open(a, input, &ticket));
	HOLDS(!refresh_token_read(a, input, &refresh));
	HOLDS(!access_token_read_sealed(a, input, &access));
}

static void
a_seal_opens_for_its_own_alone(struct arena *a, struct text input)
{
	struct text sealed = seal(a, FOR_CODES, TEXT("one"), input), plain;
	HOLDS(seal_open(a, FOR_CODES, TEXT("one"), sealed, &plain));
	HOLDS(text_eq(plain, input));
	HOLDS(!seal_open(a, FOR_CODES, TEXT("other"), sealed, &plain));
	HOLDS(!seal_open(a, FOR_TICKETS, TEXT("one"), sealed, &plain));
	/* The input says which bit to turn. */
	size_t at = (input.n ? (unsigned char)input.at[0] * 257u : 0) % sealed.n;
	char *altered = (char *)(uintptr_t)arena_text(a, sealed).at;
	altered[at] = altered[at] == 'A' ? 'B' : 'A';
	HOLDS(!seal_open(
	    a, FOR_CODES, TEXT("one"), (struct text){altered, sealed.n}, &plain));
}

static void
a_code_of_any_bytes(struct arena *a, struct text input)
{
	struct code code;
	if (!code_read(a, seal(a, FOR_CODES, NO_TEXT, input), &code))
		return;
	struct builder b = builder_new(a, input.n);
	pack_uuid(&b, code.client_id);
	pack_uuid(&b, code.user_id);
	pack_uuid(&b, code.session_id);
	pack_uuid(&b, code.family_id);
	pack_uuid(&b, code.resource_id);
	pack_text(&b, code.redirect_uri);
	pack_text(&b, code.code_challenge);
	pack_text(&b, code.nonce);
	pack_texts(&b, code.scopes);
	pack_texts(&b, code.amr);
	pack_number(&b, code.auth_time);
	pack_number(&b, code.expires_at);
	HOLDS(text_eq(builder_text(&b), input));
}

static void
a_ticket_of_any_bytes(struct arena *a, struct text input)
{
	struct ticket ticket, again;
	if (!ticket_open(a, seal(a, FOR_TICKETS, NO_TEXT, input), &ticket))
		return;
	HOLDS(ticket_open(a, ticket_make(a, &ticket), &again));
	HOLDS(text_eq(ticket.redirect_uri, again.redirect_uri));
	HOLDS(text_eq(ticket.state, again.state) && text_eq(ticket.nonce, again.nonce));
	HOLDS(ticket.scopes.n == again.scopes.n && ticket.prompt == again.prompt);
	HOLDS(uuid_eq(ticket.session_then, again.session_then));
}

static void
an_access_token_of_any_bytes(struct arena *a, struct text input)
{
	struct access_token token;
	struct text sealed = arena_printf(
	    a, "azt_%.*s", TEXT_ARG(seal(a, FOR_ACCESS_TOKENS, NO_TEXT, input)));
	struct text plain = NO_TEXT;
	if (!access_token_read_sealed(a, sealed, &token))
		return;
	sealed = access_token_sealed(a, &token);
	HOLDS(seal_open(
	    a, FOR_ACCESS_TOKENS, NO_TEXT, text_part(sealed, 4, sealed.n), &plain));
	HOLDS(text_eq(plain, input));
}

static void
a_refresh_token_comes_back(struct arena *a, struct text input)
{
	struct unpack u = {input, false};
	struct refresh_token token = {
	    unpack_uuid(&u), unpack_uuid(&u), unpack_number(&u)};
	struct refresh_token again;
	struct text made = refresh_token_make(a, &token);
	HOLDS(refresh_token_read(a, made, &again));
	HOLDS(
	    uuid_eq(token.user_id, again.user_id) && uuid_eq(token.family, again.family));
	HOLDS(token.generation == again.generation);
	HOLDS(text_eq(refresh_token_make(a, &again), made));
	size_t at = 4 + (input.n ? (unsigned char)input.at[0] : 0) % (made.n - 4);
	char *altered = (char *)(uintptr_t)arena_text(a, made).at;
	altered[at] = altered[at] == 'A' ? 'B' : 'A';
	HOLDS(!refresh_token_read(a, (struct text){altered, made.n}, &again));
}

void
fuzz(struct arena *a, struct text input)
{
	set_up(a);
	nothing_foreign_opens(a, input);
	a_seal_opens_for_its_own_alone(a, input);
	a_code_of_any_bytes(a, input);
	a_ticket_of_any_bytes(a, input);
	an_access_token_of_any_bytes(a, input);
	a_refresh_token_comes_back(a, input);
}
