/* RFC 6749 2.3: who an app proves to be. */
#include "flow.h"

#include "base/encoding.h"

#include <string.h>

#define GRANT FORM("grant_type", "client_credentials", "scope", "payments:read")

static struct answer
by_basic(const char *header)
{
	return ASK(.path = "/oauth2/token", .form = GRANT, .header = {header});
}

static const char *
basic(const char *plain)
{
	struct text raw = base64url_encode(arena, plain, strlen(plain));
	char *encoded = arena_alloc(arena, raw.n + 4);
	for (size_t i = 0; i < raw.n; i++)
		encoded[i] = (char)(raw.at[i] == '-'   ? '+'
				    : raw.at[i] == '_' ? '/'
						       : raw.at[i]);
	memcpy(encoded + raw.n, "===", raw.n % 4 ? 4 - raw.n % 4 : 0);
	return text_format("Authorization: Basic %s", encoded);
}

START_TEST(basic_authenticates_with_form_encoding)
{
	struct app app = web_app();
	struct answer a = by_basic(basic(text_format("%s:%s", app.id, app.secret)));
	ck_status(&a, 200);
	/* Each part is form-encoded before: an escaped id is the same id. */
	a = by_basic(
	    basic(text_format("%%%02x%s:%s", app.id[0], app.id + 1, app.secret)));
	ck_status(&a, 200);
	a = by_basic(text_format("Authorization: bAsIc %s",
	    strchr(basic(text_format("%s:%s", app.id, app.secret)), 'c') + 2));
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_wrong_secret_and_an_unknown_client_get_the_same_answer)
{
	struct app app = web_app();
	const char *nobody = "01890000-0000-7000-8000-000000000000";
	struct answer wrong = by_basic(basic(text_format("%s:wrong", app.id)));
	struct answer unknown = by_basic(basic(text_format("%s:wrong", nobody)));
	struct answer no_id = by_basic(basic("nobody:wrong"));
	struct answer broken = by_basic("Authorization: Basic !!!");
	struct answer no_colon = by_basic(basic("abc"));
	struct answer bad_escape = by_basic(basic(text_format("%s:%%zz", app.id)));
	const struct answer *all[] = {&unknown, &no_id, &broken, &no_colon, &bad_escape};
	ck_error(&wrong, 401, "invalid_client");
	ck_contains(header_of(&wrong, "WWW-Authenticate"), "Basic realm=");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ck_error(all[i], 401, "invalid_client");
		ck_assert_str_eq(member(all[i]->json, "error_description"),
		    member(wrong.json, "error_description"));
		ck_contains(header_of(all[i], "WWW-Authenticate"), "Basic realm=");
	}
	/* Whoever names an app gets the address of its page, whether it is there or not.
	 */
	ck_contains(member(wrong.json, "error_uri"), app.id);
	ck_contains(member(unknown.json, "error_uri"), nobody);
	ck_assert_uint_eq(unknown.size, wrong.size);
}
END_TEST

START_TEST(only_the_registered_method_is_good)
{
	struct app app = web_app();
	struct app post = APP("--auth-method", "client_secret_post", "--grant",
	    "client_credentials", "--scope", "payments:read");
	const char *in_body = text_format(
	    "%s&%s", GRANT, FORM("client_id", app.id, "client_secret", app.secret));
	struct answer a = ASK(.path = "/oauth2/token", .form = in_body);
	ck_error(&a, 401, "invalid_client");
	ck_assert_ptr_null(header_of(&a, "WWW-Authenticate"));
	in_body = text_format(
	    "%s&%s", GRANT, FORM("client_id", post.id, "client_secret", post.secret));
	a = ASK(.path = "/oauth2/token", .form = in_body);
	ck_status(&a, 200);
	a = by_basic(basic(text_format("%s:%s", post.id, post.secret)));
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(more_than_one_method_is_refused)
{
	struct app app = web_app();
	const char *header = basic(text_format("%s:%s", app.id, app.secret));
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = text_format(
		"%s&%s", GRANT, FORM("client_id", app.id, "client_secret", app.secret)),
	    .header = {header});
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token", .form = GRANT, .header = {header, header});
	ck_error(&a, 400, "invalid_request");
	struct app other = web_app();
	a = ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT, FORM("client_id", other.id)),
	    .header = {header});
	ck_error(&a, 400, "invalid_request");
	/* The same id beside the header does no harm: many libraries send it. */
	a = ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT, FORM("client_id", app.id)),
	    .header = {header});
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_public_client_has_no_secret_and_no_other_way_in)
{
	struct app spa = APP("--public", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--grant", "refresh_token", "--scope", "payments:read");
	ck_assert_ptr_null(spa.secret);
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = text_format(
		"%s&%s", GRANT, FORM("client_id", spa.id, "client_secret", "something")));
	ck_error(&a, 401, "invalid_client");
	a = by_basic(basic(text_format("%s:", spa.id)));
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT, FORM("client_id", spa.id)));
	ck_error(&a, 400, "unauthorized_client");
	/* And a confidential one can't come by its id alone. */
	struct app app = web_app();
	a = ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT, FORM("client_id", app.id)));
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/token", .form = GRANT);
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(a_secret_is_rotated_with_the_old_one_still_good)
{
	struct app app = web_app();
	json_t *made = CLI("client", "rotate-secret", app.id);
	const char *fresh = member(made, "client_secret");
	struct app renewed = {app.id, fresh};
	struct answer a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
	a = client_credentials(renewed, "payments:read");
	ck_status(&a, 200);
	/* Two are the most. */
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){"client", "rotate-secret", app.id, NULL});
	ck_assert_int_ne(status, 0);
	json_t *shown = CLI("client", "show", app.id);
	json_t *secrets = json_object_get(shown, "secrets");
	ck_assert_uint_eq(json_array_size(secrets), 2);
	CLI("client", "remove-secret", app.id, member(json_array_get(secrets, 0), "id"));
	a = client_credentials(app, "payments:read");
	ck_error(&a, 401, "invalid_client");
	a = client_credentials(renewed, "payments:read");
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_suspended_app_is_dead_at_once)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer a = client_credentials(app, "payments:read");
	const char *token = member(a.json, "access_token");
	ck_assert(is_active(api, token));
	CLI("client", "suspend", app.id);
	ck_assert(!is_active(api, token));
	a = client_credentials(app, "payments:read");
	ck_error(&a, 401, "invalid_client");
	CLI("client", "resume", app.id);
	ck_assert(!is_active(api, token));
	a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
}
END_TEST

static Suite *
client_auth(void)
{
	return SUITE_OF("client authentication", 60,
	    basic_authenticates_with_form_encoding,
	    a_wrong_secret_and_an_unknown_client_get_the_same_answer,
	    only_the_registered_method_is_good, more_than_one_method_is_refused,
	    a_public_client_has_no_secret_and_no_other_way_in,
	    a_secret_is_rotated_with_the_old_one_still_good,
	    a_suspended_app_is_dead_at_once);
}
SUITE(client_auth);
