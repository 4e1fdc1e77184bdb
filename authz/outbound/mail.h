/*
 * Mails to people: composed by RFC 5322, sent by SMTP, or without a mail server kept as
 * files in the data folder, where a developer reads them.
 */
#ifndef AUTHZ_OUTBOUND_MAIL_H
#define AUTHZ_OUTBOUND_MAIL_H

#include "base/arena.h"
#include "base/uuid.h"

struct mail {
	struct text to;		   /* an address */
	struct text subject, body; /* UTF-8; lines end with \n */
	struct text language;	   /* of both, a BCP 47 tag; or empty */
};

/* An address that can stand in a mail's head and in an SMTP command as it is: one @, no
 * spaces and none of the characters that mean something there. */
bool mail_address_fits(struct text address);

/* The whole message with CRLF: all of it ASCII in lines of 76 characters at most,
 * whatever the words are. Empty for an address that does not fit. `id` names it, so that
 * one that arrives twice is seen to be the same. */
struct text mail_message(struct arena *a, const struct mail *m, struct uuid id);

/* Hands it to [mail] url. Blocks, 20 seconds at the most. NULL, or why not. */
const char *mail_send(struct arena *a, struct text to, struct text message);

/* Keeps it in the data folder (0600), with the last hundred. NULL, or why not. */
const char *mail_keep(struct arena *a, struct uuid id, struct text message);

struct kept_mail {
	struct uuid id;
	struct text to, subject, date, language, body; /* decoded */
};
/* The mails that mail_keep() kept, newest first. */
void mails_kept(struct arena *a, struct kept_mail **out, size_t *n);
/* False when there is none of that id. */
bool mail_kept(struct arena *a, struct uuid id, struct kept_mail *out);

/* Whether mails are read by those they are for: there is a mail server, or this is a
 * developer's own machine. */
bool mail_arrives(void);
/* A developer's own machine without a mail server: the issuer is http on loopback. */
bool mail_is_for_developers(void);

#endif
