/* The mails that a developer's own server would have sent. */
#include "identity/endpoints.h"
#include "identity/signin.h"
#include "outbound/mail.h"
#include "settings/settings.h"

/* A web page that made its name lead to this machine must not read them: the request is
 * for the issuer's own host. */
static bool
is_for_issuer(const struct request *rq)
{
	struct text issuer = settings()->server.issuer;
	struct text host = text_part(issuer, text_index(issuer, '/') + 2, issuer.n);
	host = text_part(host, 0, text_index(host, '/'));
	return text_eq_nocase(request_header(rq, TEXT("Host")), host);
}

static json_t *
lines_of(struct text body)
{
	json_t *lines = json_array();
	struct text line;
	while (text_next(&body, '\n', &line)) {
		json_t *l = json_pack("{so}", "text", json_text(line));
		if (text_starts(line, settings()->server.issuer))
			json_object_set_new(l, "url", json_text(line));
		json_array_append_new(lines, l);
	}
	return lines;
}

const struct response *
show_dev_mails(struct request *rq)
{
	struct kept_mail *mails;
	size_t n;
	if (!mail_is_for_developers() || !is_for_issuer(rq))
		return respond_error_page(rq, 404, "errors.not_found");
	mails_kept(rq->arena, &mails, &n);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{so so so so so}", "to", json_text(mails[i].to), "subject",
			json_text(mails[i].subject), "date", json_text(mails[i].date),
			"language", json_text(mails[i].language), "lines",
			lines_of(mails[i].body)));
	json_t *data = json_pack("{so so sb}", "title",
	    json_text(
		phrase(rq->arena, request_language(rq), TEXT("dev_mails.title"), NULL)),
	    "mails", list, "has_mails", n > 0);
	return respond_page(rq, 200, "dev_mails", data);
}
