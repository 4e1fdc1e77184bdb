#include "flow.h"

#include "base/encoding.h"
#include "base/uuid.h"
#include "jose/jws.h"

#include <string.h>

static void
add_unless_there(const char *const *arguments)
{
	int status;
	cli_run(server, "", &status, arguments);
}
#define ADD(...) add_unless_there((const char *const[]){__VA_ARGS__, NULL})

void
apis_exist(void)
{
	int status;
	if (cli_run(server, "", &status,
		(const char *const[]){"scope", "show", "ledger:read", NULL}) &&
	    status == 0)
		return;
	ADD("resource", "add", PAYMENTS, "--name", "Payments");
	ADD("scope", "add", PAYMENTS, "payments:read", "--title", "See payments");
	ADD("scope", "add", PAYMENTS, "payments:write", "--title", "Make payments",
	    "--sensitivity", "review");
	ADD("resource", "add", LEDGER, "--name", "Ledger", "--token-format", "sealed");
	ADD("scope", "add", LEDGER, "ledger:read", "--title", "See the ledger");
}

struct app
app_with(const char *const *options)
{
	const char *all[60] = {"client", "add", "--name", "Test app"};
	size_t n = 4;
	apis_exist();
	for (; *options; options++)
		all[n++] = *options;
	json_t *made = cli("", all);
	const char *secret = member(made, "client_secret");
	return (struct app){member(made, "client_id"), *secret ? secret : NULL};
}

#define ALL_SCOPES                                                                       \
	"--scope", "openid", "--scope", "profile", "--scope", "email", "--scope",        \
	    "offline_access", "--scope", "payments:read", "--scope", "payments:write",   \
	    "--scope", "ledger:read"

#define WEB_APP                                                                          \
	"--redirect-uri", CALLBACK, "--grant", "authorization_code", "--grant",          \
	    "refresh_token", "--grant", "client_credentials", ALL_SCOPES

struct app
web_app(void)
{
	return APP(WEB_APP);
}

struct app
app_owned_by(const char *email)
{
	return APP("--owner", email, WEB_APP);
}

struct app
resource_server(const char *resource)
{
	return APP("--resource-server", resource);
}

const char *
person(void)
{
	const char *email = text_format(
	    "p%s@example.com", arena_cstr(arena, uuid_text(arena, uuid_new())));
	cli(PASSWORD, (const char *const[]){"user", "add", "--email", email, "--name",
			  "Ada <Lovelace>", "--password-stdin", NULL});
	return email;
}

struct browser *
browser_new(const struct process *to)
{
	static int count;
	struct browser *b = ARENA_NEW(arena, struct browser);
	struct uuid id = uuid_new();
	b->curl = curl_easy_init();
	keep(curl_easy_cleanup, b->curl);
	b->to = to;
	/* Tests run in processes of their own: the id keeps their addresses apart. */
	b->from = text_format(
	    "X-Forwarded-For: 10.%d.%d.%d", id.bytes[15], id.bytes[14], ++count & 255);
	curl_easy_setopt(b->curl, CURLOPT_COOKIEFILE, "");
	return b;
}

struct answer *
visit(struct browser *b, const char *path)
{
	b->page = ASK(.to = b->to, .browser = b->curl, .path = path, .header = {b->from});
	return &b->page;
}

const char *
unescape_html(const char *s)
{
	static const char *const names[][2] = {{"&amp;", "&"}, {"&lt;", "<"},
	    {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
	struct builder b = builder_new(arena, strlen(s) + 1);
	while (*s) {
		size_t i = 0, count = sizeof(names) / sizeof(names[0]);
		while (i < count && strncmp(s, names[i][0], strlen(names[i][0])) != 0)
			i++;
		build_char(&b, i < count ? names[i][1][0] : *s);
		s += i < count ? strlen(names[i][0]) : 1;
	}
	build_char(&b, '\0');
	return b.at;
}

const char *
input_of(const struct answer *page, const char *name)
{
	const char *at = strstr(page->body, text_format("name=\"%s\" value=\"", name));
	if (!at)
		return NULL;
	at = strstr(at, "value=\"") + strlen("value=\"");
	return unescape_html(arena_cstr(arena, (struct text){at, strcspn(at, "\"")}));
}

struct answer *
submit(struct browser *b, const char *path, const char *form)
{
	const char *csrf = input_of(&b->page, "csrf");
	if (csrf)
		form = text_format("%s%s%s", FORM("csrf", csrf), *form ? "&" : "", form);
	b->page = ASK(.to = b->to, .browser = b->curl, .path = path, .form = form,
	    .header = {b->from});
	return &b->page;
}

const char *
follow(struct browser *b)
{
	for (int i = 0; i < 10; i++) {
		const char *to = header_of(&b->page, "Location");
		if (b->page.status != 303 || !to)
			return NULL;
		size_t own = strlen(b->to->url);
		if (strncmp(to, b->to->url, own) == 0 && to[own] == '/')
			to += own;
		if (to[0] != '/')
			return to;
		visit(b, to);
	}
	ck_abort_msg("redirects without end");
}

void
sign_in(struct browser *b, const char *email)
{
	const char *return_to = input_of(&b->page, "return_to");
	submit(b, "/login",
	    FORM("login", email, "password", PASSWORD, "return_to",
		return_to ? return_to : "/account"));
	ck_status(&b->page, 303);
}

struct browser *
signed_in(const char *email)
{
	struct browser *b = browser_new(server);
	visit(b, "/login");
	sign_in(b, email);
	follow(b);
	ck_status(&b->page, 200);
	return b;
}

const char *
authorize_form(struct app app, const char *scope, const char *more)
{
	const char *fixed = FORM("response_type", "code", "client_id", app.id,
	    "redirect_uri", CALLBACK, "state", "s 1&", "code_challenge", CHALLENGE,
	    "code_challenge_method", "S256");
	return text_format("%s%s%s%s", fixed, *scope ? "&" : "",
	    *scope ? FORM("scope", scope) : "", more);
}

const char *
authorize_path(struct app app, const char *scope, const char *more)
{
	return text_format("/oauth2/authorize?%s", authorize_form(app, scope, more));
}

const char *
decide(struct browser *b, const char *decision, const char *scopes)
{
	const char *ticket = input_of(&b->page, "ticket");
	ck_assert_msg(
	    ticket != NULL, "no consent page: %s%s", b->page.head, b->page.body);
	const char *form = FORM("ticket", ticket, "decision", decision);
	struct text rest = text_of(scopes), scope;
	while (text_next(&rest, ' ', &scope))
		form =
		    text_format("%s&%s", form, FORM("scope", arena_cstr(arena, scope)));
	submit(b, "/consent", form);
	return follow(b);
}

const char *
allow(struct browser *b, struct app app, const char *scope, const char *more)
{
	visit(b, authorize_path(app, scope, more));
	const char *url = follow(b);
	if (!url)
		url = decide(b, "allow", scope);
	ck_assert_msg(url != NULL, "not sent back: %s%s", b->page.head, b->page.body);
	return url;
}

const char *
code_of(struct browser *b, struct app app, const char *scope)
{
	const char *url = allow(b, app, scope, "");
	const char *code = query_of(url, "code");
	ck_assert_msg(code != NULL, "no code in %s", url);
	return code;
}

/* The form with the client's identity: in the header, or client_id alone. */
static struct answer
ask_as(struct app app, const char *path, const char *form)
{
	if (!app.secret)
		return ASK(.path = path,
		    .form = strstr(form, "client_id=")
				? form
				: text_format("%s&%s", form, FORM("client_id", app.id)));
	return ASK(.path = path, .form = form, .user = app.id, .password = app.secret);
}

struct answer
push(struct app app, const char *form)
{
	return ask_as(app, "/oauth2/par", form);
}

const char *
pushed_path(struct app app, const struct answer *pushed)
{
	ck_status(pushed, 201);
	return text_format(
	    "/oauth2/authorize?%s", FORM("client_id", app.id, "request_uri",
					member(pushed->json, "request_uri")));
}

struct answer
redeem(struct app app, const char *code)
{
	return ask_as(app, "/oauth2/token",
	    FORM("grant_type", "authorization_code", "code", code, "redirect_uri",
		CALLBACK, "code_verifier", VERIFIER));
}

struct answer
refresh(struct app app, const char *refresh_token)
{
	return ask_as(app, "/oauth2/token",
	    FORM("grant_type", "refresh_token", "refresh_token", refresh_token));
}

struct answer
client_credentials(struct app app, const char *scope)
{
	return ask_as(app, "/oauth2/token",
	    FORM("grant_type", "client_credentials", "scope", scope));
}

struct answer
introspect(struct app as, const char *token)
{
	return ask_as(as, "/oauth2/introspect", FORM("token", token));
}

struct answer
revoke_token(struct app app, const char *token)
{
	return ask_as(app, "/oauth2/revoke", FORM("token", token));
}

struct answer
tokens_for(struct browser *b, struct app app, const char *scope)
{
	struct answer a = redeem(app, code_of(b, app, scope));
	ck_status(&a, 200);
	return a;
}

bool
is_active(struct app as, const char *token)
{
	struct answer a = introspect(as, token);
	ck_status(&a, 200);
	const json_t *active = json_object_get(a.json, "active");
	ck_assert(json_is_boolean(active));
	/* Nothing but that is said of what is not alive. */
	if (!json_is_true(active))
		ck_assert_uint_eq(json_object_size(a.json), 1);
	return json_is_true(active);
}

json_t *
jwt_part(const char *token, int part)
{
	struct text rest = text_of(token), piece = NO_TEXT, plain;
	for (int i = 0; i <= part; i++)
		ck_assert(text_next(&rest, '.', &piece));
	ck_assert(base64url_decode(arena, piece, &plain));
	json_t *json =
	    keep_json(json_loadb(plain.at, plain.n, JSON_REJECT_DUPLICATES, NULL));
	ck_assert_ptr_nonnull(json);
	return json;
}

struct app
app_saying(const char *metadata)
{
	return APP("--redirect-uri", CALLBACK, "--grant", "authorization_code", "--grant",
	    "refresh_token", ALL_SCOPES, "--scope", "phone", "--scope", "address",
	    "--metadata", metadata);
}

static void
free_key(void *key)
{
	jws_key_free(key);
}

json_t *
verified_jwt(const char *token, const char *alg)
{
	struct jws jws;
	size_t i;
	json_t *jwk;
	struct answer set = ASK(.path = "/oauth2/jwks");
	ck_assert(jws_parse(arena, text_of(token), &jws));
	ck_assert_int_eq(jws.alg, jws_alg_of(text_of(alg)));
	json_array_foreach(json_object_get(set.json, "keys"), i, jwk)
	{
		if (!text_eq(jws.kid, text_of(member(jwk, "kid"))))
			continue;
		struct jws_key *key = jws_key_from_jwk(jws.alg, jwk);
		ck_assert_ptr_nonnull(key);
		keep(free_key, key);
		ck_assert(jws_verify(key, &jws));
		/* libjwt's own judgement, of what it knows. */
		ck_assert_int_ne(
		    jws_verify_by_libjwt(arena, jwk, text_of(token), &jws), LIBJWT_BAD);
		return jwt_part(token, 1);
	}
	ck_abort_msg("no key %.*s in the JWKS", TEXT_ARG(jws.kid));
}
