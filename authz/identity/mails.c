#include "identity/mails.h"

#include "base/clock.h"
#include "base/json.h"
#include "identity/signin.h"
#include "outbound/mail.h"
#include "settings/settings.h"
#include "store/deliveries.h"

static struct text
words(struct arena *a, enum language language, const char *name, const char *part,
    const json_t *data)
{
	struct text full = arena_printf(a, "mail.%s.%s", name, part);
	return phrase(a, language, full, data);
}

/* The host by which people know this server. */
static struct text
site(void)
{
	struct text issuer = settings()->server.issuer;
	return text_part(issuer, text_index(issuer, '/') + 2, issuer.n);
}

enum store_status
mail_leave(struct db *db, struct arena *a, enum language language, struct text to,
    const char *name, json_t *data, int64_t lifetime, bool really)
{
	CLEANUP(json) json_t *slots = data;
	json_object_set_new(slots, "site", json_text(site()));
	json_object_set_new(slots, "email", json_text(to));
	struct delivery d = {.id = uuid_new(),
	    .target = to,
	    .content_type = TEXT("message/rfc822"),
	    .expires_at = clock_now() + lifetime};
	d.body = mail_message(a,
	    &(struct mail){
		.to = to,
		.subject = words(a, language, name, "subject", slots),
		.body = words(a, language, name, "text", slots),
		.language = language_tag(language),
	    },
	    d.id);
	d.kind = really && d.body.n ? TEXT("mail") : TEXT("nothing");
	return delivery_add(db, a, &d);
}

enum store_status
mail_person(struct request *rq, struct text to, const char *name, json_t *data,
    int64_t lifetime, bool really)
{
	return mail_leave(
	    rq->db, rq->arena, request_language(rq), to, name, data, lifetime, really);
}

enum store_status
mail_password_changed(struct request *rq, struct text to)
{
	if (!mail_arrives() || !mail_address_fits(to))
		return STORE_OK;
	struct text forgot = arena_printf(
	    rq->arena, "%.*s/password/forgot", TEXT_ARG(settings()->server.issuer));
	return mail_person(rq, to, "changed",
	    json_pack("{so}", "forgot", json_text(forgot)), 86400, true);
}

bool
signup_is_by_mail(void)
{
	struct text how = settings()->people.verify_email;
	return text_eq(how, TEXT("auto")) ? settings()->mail.url.n != 0
					  : text_eq(how, TEXT("yes"));
}
