#include "identity/person_rules.h"

#include "base/encoding.h"

const char *
person_email_fault(struct text t)
{
	size_t at = text_index(t, '@');
	if (!t.n)
		return "signup.email_missing";
	if (at == 0 || at + 1 >= t.n || t.n > 254 || !utf8_plain(t, false))
		return "signup.email_malformed";
	for (size_t i = 0; i < t.n; i++)
		if (t.at[i] == ' ' || t.at[i] == '<' || t.at[i] == '>' ||
		    (t.at[i] == '@' && i != at))
			return "signup.email_malformed";
	return NULL;
}

const char *
person_name_fault(struct text t)
{
	return utf8_plain(t, false) && utf8_length(t) <= 100 ? NULL : "signup.name_long";
}
