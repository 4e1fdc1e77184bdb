/* The picture of an app: who may upload what, what becomes of it, and who sees it. */
#include "api_calls.h"
#include "sql.h"
#include "teamwork.h"

#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* 16 by 16 pixels, all black. */
static const struct text jpeg =
    TEXT_INIT("\xff\xd8\xff\xdb\x00\x43\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	      "\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xc4\x00\x15\x00\x01"
	      "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\xff"
	      "\xc4\x00\x14\x10\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	      "\x00\x00\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x98\x0f\xff\xd9");

static void
build_chunk(struct builder *b, const char *type, const void *data, size_t n)
{
	struct builder named = builder_new(arena, n + 4);
	build_bytes(&named, type, 4);
	build_bytes(&named, data, n);
	uint32_t crc = (uint32_t)crc32(0, (const Bytef *)named.at, (uInt)named.n);
	const char length[] = {(char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n};
	const char sum[] = {
	    (char)(crc >> 24), (char)(crc >> 16), (char)(crc >> 8), (char)crc};
	build_bytes(b, length, 4);
	build_bytes(b, named.at, named.n);
	build_bytes(b, sum, 4);
}

/* A PNG that says it has so many pixels a side, and has `rows` of them, all of one grey.
 */
static struct text
png_saying(unsigned side, unsigned rows, char grey)
{
	size_t n = (size_t)rows * (side + 1);
	uLongf packed = compressBound(n);
	char *raw = arena_alloc(arena, n + 1), *made = arena_alloc(arena, packed);
	const char head[] = {(char)(side >> 24), (char)(side >> 16), (char)(side >> 8),
	    (char)side, (char)(side >> 24), (char)(side >> 16), (char)(side >> 8),
	    (char)side, 8, 0, 0, 0, 0};
	struct builder b = builder_new(arena, packed + 64);
	memset(raw, grey, n);
	for (unsigned y = 0; y < rows; y++)
		raw[(size_t)y * (side + 1)] = 0;
	ck_assert_int_eq(
	    compress((Bytef *)made, &packed, (const Bytef *)raw, (uLong)n), Z_OK);
	build_text(&b, TEXT("\x89PNG\r\n\x1a\n"));
	build_chunk(&b, "IHDR", head, sizeof(head));
	build_chunk(&b, "IDAT", made, packed);
	build_chunk(&b, "IEND", "", 0);
	return builder_text(&b);
}

static struct text
png(char grey)
{
	return png_saying(64, 64, grey);
}

static const char *
settings_of(const char *id, const char *more)
{
	return text_format("/developer/apps/%s%s", id, more);
}

/* What a browser sends for a file that was chosen; without the token if it is NULL. */
static struct answer *
send_file(struct browser *b, const char *id, const char *csrf, struct text file)
{
	struct builder form = builder_new(arena, file.n + 512);
	if (csrf)
		build_printf(&form,
		    "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n",
		    csrf);
	build_text(&form, TEXT("--xx\r\nContent-Disposition: form-data; name=\"logo\"; "
			       "filename=\"evil.svg\"\r\n"
			       "Content-Type: image/svg+xml\r\n\r\n"));
	build_text(&form, file);
	build_text(&form, TEXT("\r\n--xx--\r\n"));
	b->page = ASK(.path = settings_of(id, "/logo"), .browser = b->curl,
	    .body = form.at, .size = form.n, .type = "multipart/form-data; boundary=xx");
	return &b->page;
}

static struct answer *
upload(struct browser *b, const char *id, struct text file)
{
	visit(b, "/developer/teams");
	return send_file(b, id, input_of(&b->page, "csrf"), file);
}

/* The address of the picture on the page, or NULL. */
static const char *
logo_on(struct browser *b, const char *page)
{
	visit(b, page);
	ck_status(&b->page, 200);
	const char *at = strstr(b->page.body, "<img class=\"logo\" src=\"");
	return at ? text_format("%.*s", (int)strcspn(at + 23, "\""), at + 23) : NULL;
}

static const char *
logo_of(struct browser *b, const char *id)
{
	return logo_on(b, settings_of(id, "/settings"));
}

START_TEST(a_logo_is_uploaded_seen_replaced_and_removed)
{
	const char *maker = person();
	struct app app = app_owned_by(maker);
	struct browser *dev = signed_in(maker), *other = signed_in(person());
	const char *consent = authorize_path(app, "openid payments:read", "");
	ck_assert_ptr_null(logo_of(dev, app.id));
	ck_contains(dev->page.body, "No logo yet");
	ck_assert_ptr_null(logo_on(other, consent));
	ck_contains(other->page.body, "class=\"logo\" aria-hidden");
	upload(dev, app.id, png('a'));
	ck_status(&dev->page, 303);
	const char *logo = logo_of(dev, app.id);
	ck_assert_ptr_nonnull(logo);
	ck_assert_int_eq(strlen(logo), strlen("/logos/") + 43);
	ck_lacks(dev->page.body, "No logo yet");
	ck_assert_str_eq(logo_on(other, consent), logo);
	ck_assert_str_eq(logo_on(dev, "/developer"), logo);
	upload(dev, app.id, jpeg);
	ck_status(&dev->page, 303);
	const char *next = logo_of(dev, app.id);
	ck_assert_str_ne(next, logo);
	ck_assert_str_eq(logo_on(other, consent), next);
	struct answer a = ASK(.path = logo), b = ASK(.path = next);
	ck_status(&a, 404);
	ck_status(&b, 200);
	allow(other, app, "openid payments:read", "");
	ck_assert_str_eq(logo_on(other, "/account"), next);
	ck_assert_str_eq(logo_on(other, text_format("/account/apps/%s", app.id)), next);
	post(dev, settings_of(app.id, "/logo/remove"), "");
	ck_status(&dev->page, 303);
	ck_assert_ptr_null(logo_of(dev, app.id));
	ck_assert_ptr_null(logo_on(other, "/account"));
	a = ASK(.path = next);
	ck_status(&a, 404);
	ck_assert_str_eq(sql(server, text_format("SELECT count(*) FROM app_logos WHERE "
						 "client_id = '%s'",
					 app.id)),
	    "0\n");
}
END_TEST

START_TEST(a_logo_may_be_kept_for_good_and_does_nothing)
{
	const char *maker = person();
	struct app app = app_owned_by(maker);
	struct browser *dev = signed_in(maker);
	upload(dev, app.id, png('b'));
	const char *logo = logo_of(dev, app.id);
	struct answer a = ASK(.path = logo);
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Content-Type"), "image/png");
	ck_assert_str_eq(
	    header_of(&a, "Cache-Control"), "public, max-age=31536000, immutable");
	ck_assert_str_eq(header_of(&a, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(
	    header_of(&a, "Content-Security-Policy"), "default-src 'none'; sandbox");
	ck_assert_ptr_null(header_of(&a, "Set-Cookie"));
	const char *tag = header_of(&a, "ETag");
	a = ASK(.path = logo, .header = {text_format("If-None-Match: %s", tag)});
	ck_status(&a, 304);
	ck_assert_uint_eq(a.size, 0);
	a = ASK(.path = text_format("%.*sx", (int)strlen(logo) - 1, logo),
	    .header = {"If-None-Match: *"});
	ck_status(&a, 404);
}
END_TEST

/* An upload that is refused says why, and what was there stays. */
static void
ck_refused(struct browser *b, const char *id, struct text file, long status,
    const char *sentence)
{
	upload(b, id, file);
	ck_status(&b->page, status);
	ck_contains(b->page.body, sentence);
}

START_TEST(what_is_no_good_picture_is_refused_with_a_reason)
{
	const char *maker = person();
	struct app app = app_owned_by(maker);
	struct browser *dev = signed_in(maker);
	struct text good = png('c');
	upload(dev, app.id, good);
	const char *before = logo_of(dev, app.id);
	char *large = arena_alloc(arena, 1 << 20);
	memcpy(large, good.at, good.n);
	static const char *const unknown[] = {
	    "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>",
	    "GIF89a\1\1\1\1", "<html><script>alert(1)</script>", "x"};
	ck_refused(dev, app.id, NO_TEXT, 422, "Choose a file first");
	for (size_t i = 0; i < 4; i++)
		ck_refused(dev, app.id, text_of(unknown[i]), 422, "not a PNG or JPEG");
	ck_refused(dev, app.id, text_part(good, 0, good.n - 1), 422, "damaged");
	ck_refused(dev, app.id, text_part(good, 0, 40), 422, "damaged");
	ck_refused(dev, app.id, text_part(jpeg, 0, 130), 422, "damaged");
	ck_refused(dev, app.id, png_saying(8, 8, 'x'), 422, "too small");
	ck_refused(dev, app.id, png_saying(60000, 1, 'x'), 422, "at most 1024");
	ck_refused(dev, app.id, png_saying(1024, 1, 'x'), 422, "damaged");
	ck_refused(dev, app.id, (struct text){large, (256 << 10) + 1}, 422,
	    "larger than 256 KB");
	ck_refused(dev, app.id, (struct text){large, 1 << 20}, 413, "at most 256 KB");
	ck_assert_str_eq(logo_of(dev, app.id), before);
	upload(dev, app.id, (struct text){large, 256 << 10});
	ck_status(&dev->page, 303);
	/* Other forms have no more room than before. */
	ck_status(post(dev, settings_of(app.id, "/settings"),
		      FORM("client_name",
			  arena_cstr(arena,
			      (struct text){memset(large, 'a', 1 << 17), 1 << 17}))),
	    413);
}
END_TEST

START_TEST(of_a_file_that_is_two_things_the_picture_alone_is_kept)
{
	const char *maker = person();
	struct app app = app_owned_by(maker);
	struct browser *dev = signed_in(maker);
	struct builder b = builder_new(arena, 4096);
	struct text good = png('d');
	build_text(&b, text_part(good, 0, 33));
	build_chunk(&b, "tEXt", "a\0<script>alert(1)</script>", 27);
	build_text(&b, text_part(good, 33, good.n));
	build_text(&b, TEXT("<html><script>alert(2)</script>"));
	upload(dev, app.id, builder_text(&b));
	const char *logo = logo_of(dev, app.id);
	struct answer a = ASK(.path = logo);
	ck_status(&a, 200);
	ck_assert_ptr_null(memmem(a.body, a.size, "script", 6));
	/* The same pixels are the same picture. */
	upload(dev, app.id, good);
	ck_assert_str_eq(logo_of(dev, app.id), logo);
}
END_TEST

START_TEST(only_the_team_uploads_and_by_its_own_page)
{
	struct someone owner = somebody(), member = somebody(), stranger = somebody();
	const char *team = new_team(owner.b, "Logos");
	join(owner.b, team, member, "member");
	post(owner.b, "/developer/apps/new",
	    FORM("name", "Drawn", "kind", "service", "redirect_uri", "", "team", team));
	const char *id =
	    sql(server, text_format("SELECT id FROM apps WHERE team_id = '%s'", team));
	ck_assert_int_eq(strlen(id), 37);
	id = text_format("%.36s", id);
	upload(member.b, id, png('e'));
	ck_status(&member.b->page, 303);
	const char *logo = logo_of(owner.b, id);
	ck_assert_ptr_nonnull(logo);
	upload(stranger.b, id, png('f'));
	ck_status(&stranger.b->page, 404);
	post(stranger.b, settings_of(id, "/logo/remove"), "");
	ck_status(&stranger.b->page, 404);
	send_file(owner.b, id, NULL, png('f'));
	ck_status(&owner.b->page, 403);
	visit(stranger.b, "/developer/teams");
	const char *foreign = input_of(&stranger.b->page, "csrf");
	send_file(owner.b, id, foreign, png('f'));
	ck_status(&owner.b->page, 403);
	struct answer a = ASK(.path = settings_of(id, "/logo/remove"),
	    .browser = owner.b->curl, .form = "csrf=x");
	ck_status(&a, 403);
	struct browser *nobody = browser_new(server);
	send_file(nobody, id, "x", png('f'));
	ck_status(&nobody->page, 303);
	ck_assert_str_eq(logo_of(owner.b, id), logo);
}
END_TEST

START_TEST(a_change_is_audited_and_reviewed_again)
{
	struct someone dev = somebody();
	struct app app = app_owned_by(dev.email);
	CLI("client", "set", app.id, "--reviewed");
	upload(dev.b, app.id, png('g'));
	const char *logo = logo_of(dev.b, app.id) + strlen("/logos/");
	json_t *shown = CLI("client", "show", app.id);
	ck_assert(json_is_null(json_object_get(shown, "reviewed_at")));
	const char *event = json_line(event_found(app.id, "app_changed"));
	ck_contains(event, logo);
	ck_contains(event, "\"reviewed\":false");
	/* What it is already is no change. */
	CLI("client", "set", app.id, "--reviewed");
	size_t events = json_array_size(CLI("audit", "list", "--client", app.id));
	upload(dev.b, app.id, png('g'));
	ck_status(&dev.b->page, 303);
	shown = CLI("client", "show", app.id);
	ck_assert(!json_is_null(json_object_get(shown, "reviewed_at")));
	ck_assert_uint_eq(
	    json_array_size(CLI("audit", "list", "--client", app.id)), events);
	post(dev.b, settings_of(app.id, "/logo/remove"), "");
	shown = CLI("client", "show", app.id);
	ck_assert(json_is_null(json_object_get(shown, "reviewed_at")));
}
END_TEST

static struct answer
put(const char *token, const char *path, struct text file)
{
	return ASK(.method = "PUT", .path = path, .bearer = token, .body = file.at,
	    .size = file.n, .type = "image/png");
}

START_TEST(webhooks_tell_of_it)
{
	const char *token = token_of(person(), "apps"), *told = "";
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	const char *id = member(a.json, "client_id");
	a = CALL(token, "POST", text_format("/api/v1/apps/%s/webhooks", id),
	    "{\"url\":\"https://app.example/hook\",\"events\":[\"app.changed\"]}");
	ck_status(&a, 201);
	a = put(token, text_format("/api/v1/apps/%s/logo", id), png('k'));
	ck_status(&a, 200);
	for (int i = 0; i < 100 && !*told; i++) {
		usleep(100000);
		told = sql(server,
		    text_format("SELECT body FROM webhook_messages m JOIN webhooks w ON "
				"w.id = m.webhook_id WHERE w.client_id = '%s'",
			id));
	}
	ck_contains(told, "\"changed\": [\"logo\"]");
}
END_TEST

START_TEST(of_an_app_that_is_stopped_no_logo_is_shown)
{
	const char *maker = person();
	struct app app = app_owned_by(maker);
	struct browser *dev = signed_in(maker), *user = signed_in(person());
	upload(dev, app.id, png('h'));
	const char *logo = logo_of(dev, app.id);
	allow(user, app, "openid", "");
	CLI("client", "suspend", app.id);
	struct answer a = ASK(.path = logo);
	ck_status(&a, 404);
	ck_assert_ptr_null(logo_on(user, "/account"));
	ck_assert_ptr_null(logo_of(dev, app.id));
	CLI("client", "resume", app.id);
	ck_assert_str_eq(logo_of(dev, app.id), logo);
	ck_assert_str_eq(logo_on(user, "/account"), logo);
	CLI("client", "remove", app.id);
	a = ASK(.path = logo);
	ck_status(&a, 404);
	ck_assert_str_eq(sql(server, text_format("SELECT count(*) FROM app_logos WHERE "
						 "client_id = '%s'",
					 app.id)),
	    "0\n");
}
END_TEST

START_TEST(programs_set_it_too)
{
	const char *email = person(), *token = token_of(email, "apps");
	const char *other = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP), b;
	ck_status(&a, 201);
	ck_assert(json_is_null(json_object_get(a.json, "logo")));
	const char *app = text_format("/api/v1/apps/%s", member(a.json, "client_id"));
	const char *path = text_format("%s/logo", app);
	a = CALL(token, "GET", path, NULL);
	ck_status(&a, 204);
	a = put(token, path, png('i'));
	ck_status(&a, 200);
	const char *logo = member(a.json, "logo");
	ck_contains(logo, text_format("%s/logos/", server->url));
	b = CALL(token, "GET", app, NULL);
	ck_assert(json_equal(a.json, b.json));
	ck_assert_str_eq(header_of(&a, "ETag"), header_of(&b, "ETag"));
	a = ASK(.path = logo);
	b = CALL(token, "GET", path, NULL);
	ck_status(&b, 200);
	ck_assert_str_eq(header_of(&b, "Content-Type"), "image/png");
	ck_assert_uint_eq(a.size, b.size);
	ck_assert_int_eq(memcmp(a.body, b.body, a.size), 0);
	/* What it says back is not read. */
	b = CALL(token, "GET", app, NULL);
	a = api_call(token, "PUT", app, json_line(b.json),
	    text_format("If-Match: %s", header_of(&b, "ETag")));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "logo"), logo);
	static const char *const methods[] = {"GET", "DELETE"};
	for (int i = 0; i < 2; i++) {
		a = CALL(other, methods[i], path, NULL);
		ck_problem(&a, 404, "not_found");
	}
	a = put(other, path, png('j'));
	ck_problem(&a, 404, "not_found");
	a = put(NULL, path, png('j'));
	ck_status(&a, 401);
	a = put(token, path, TEXT("<svg/>"));
	ck_problem(&a, 422, "invalid_image");
	char *large = arena_alloc(arena, 1 << 20);
	a = put(token, path, (struct text){large, (256 << 10) + 1});
	ck_problem(&a, 413, "invalid_image");
	a = put(token, path, (struct text){large, 1 << 20});
	ck_problem(&a, 413, "invalid_request");
	a = CALL(token, "GET", app, NULL);
	ck_assert_str_eq(member(a.json, "logo"), logo);
	for (int i = 0; i < 2; i++) {
		a = CALL(token, "DELETE", path, NULL);
		ck_status(&a, 204);
	}
	a = CALL(token, "GET", app, NULL);
	ck_assert(json_is_null(json_object_get(a.json, "logo")));
}
END_TEST

static Suite *
logo(void)
{
	return SUITE_OF("logo", 60, a_logo_is_uploaded_seen_replaced_and_removed,
	    a_logo_may_be_kept_for_good_and_does_nothing,
	    what_is_no_good_picture_is_refused_with_a_reason,
	    of_a_file_that_is_two_things_the_picture_alone_is_kept,
	    only_the_team_uploads_and_by_its_own_page,
	    a_change_is_audited_and_reviewed_again, webhooks_tell_of_it,
	    of_an_app_that_is_stopped_no_logo_is_shown, programs_set_it_too);
}
SUITE(logo);
