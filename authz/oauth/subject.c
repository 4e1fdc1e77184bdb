#include "oauth/subject.h"

#include "base/encoding.h"
#include "base/json.h"
#include "base/random.h"
#include "oauth/redirect_uri.h"
#include "outbound/fetch.h"
#include "store/pairwise_subjects.h"

enum { RANDOM = 32 };

bool
subject_is_pairwise(const struct client *app)
{
	return text_eq(app->metadata.subject_type, TEXT("pairwise"));
}

/* Of "https://host:port/path"; empty for a scheme that has no host. */
static struct text
host_of(struct text url)
{
	if (redirect_uri_is_private_use(url))
		return NO_TEXT;
	struct text rest = text_part(url, text_index(url, ':') + 3, url.n);
	size_t end = 0;
	bool bracketed = rest.n && rest.at[0] == '[';
	while (end < rest.n && rest.at[end] != '/' && rest.at[end] != '?' &&
	       (bracketed || rest.at[end] != ':')) {
		bracketed = bracketed && rest.at[end] != ']';
		end++;
	}
	return text_part(rest, 0, end);
}

struct text
sector_of(const struct client *app)
{
	if (app->metadata.sector_identifier_uri.n)
		return host_of(app->metadata.sector_identifier_uri);
	if (!app->redirect_uris.n)
		return NO_TEXT;
	struct text host = host_of(app->redirect_uris.at[0]);
	for (size_t i = 1; i < app->redirect_uris.n; i++)
		if (!text_eq_nocase(host, host_of(app->redirect_uris.at[i])))
			return NO_TEXT;
	return host;
}

static bool
lists(const json_t *uris, struct text uri)
{
	for (size_t i = 0; i < json_array_size(uris); i++) {
		const json_t *one = json_array_get(uris, i);
		if (json_is_string(one) &&
		    text_eq(uri,
			(struct text){json_string_value(one), json_string_length(one)}))
			return true;
	}
	return false;
}

const char *
sector_fault(struct arena *a, const struct client *app)
{
	struct fetched answer;
	const struct fetch f = {.method = FETCH_GET,
	    .url = app->metadata.sector_identifier_uri,
	    .accept = TEXT("application/json")};
	if (!f.url.n)
		return NULL;
	const char *fault = fetch_run(a, &f, &answer);
	if (fault)
		return arena_printf(a, "sector_identifier_uri: %s", fault).at;
	CLEANUP(json)
	json_t *uris =
	    json_loadb(answer.body.at, answer.body.n, JSON_REJECT_DUPLICATES, NULL);
	if (answer.status != 200 || !json_is_array(uris))
		return "sector_identifier_uri: it did not answer with a JSON array";
	for (size_t i = 0; i < app->redirect_uris.n; i++)
		if (!lists(uris, app->redirect_uris.at[i]))
			return "sector_identifier_uri: it does not list all redirect "
			       "URIs of this app";
	return NULL;
}

/* An app whose redirect URIs came to have several hosts since is a sector of its own. */
struct text
subject_sector(const struct client *app)
{
	struct text sector = sector_of(app);
	return sector.n ? sector : app->client_id;
}

enum store_status
subject_for(struct db *db, struct arena *a, const struct client *app, struct uuid user_id,
    struct text *out)
{
	unsigned char fresh[RANDOM];
	*out = NO_TEXT;
	if (!subject_is_pairwise(app))
		return STORE_OK;
	random_bytes(fresh, sizeof(fresh));
	return pairwise_subject_of(db, a, user_id, subject_sector(app),
	    base64url_encode(a, fresh, sizeof(fresh)), out);
}

struct text
family_subject(struct arena *a, const struct family *f)
{
	return f->extras.subject.n ? f->extras.subject : uuid_text(a, f->user_id);
}

enum store_status
subject_find(struct db *db, struct arena *a, const struct client *app, struct text sub,
    struct uuid *user_id)
{
	struct text sector = NO_TEXT;
	if (!app || !subject_is_pairwise(app)) {
		if (uuid_parse(sub, user_id))
			return STORE_OK;
		if (app)
			return STORE_NONE;
	} else {
		sector = subject_sector(app);
	}
	return pairwise_subject_find(db, a, sub, sector, user_id);
}
