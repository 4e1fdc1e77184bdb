/* What an app registers as its name in certificates, and the certificate that it shows.
 */
#include "fuzz.h"
#include "jose/certificate.h"
#include "jose/distinguished_name.h"

/* Each value as escaped bytes, and each type as its number. */
static struct text
spelt_out(struct arena *a, struct text canonical)
{
	struct builder b = builder_new(a, canonical.n * 2 + 1);
	bool in_value = false;
	for (size_t i = 0; i < canonical.n; i++) {
		char c = canonical.at[i];
		if (c == '=' || c == ',' || c == '+') {
			in_value = c == '=';
			build_char(&b, c);
			continue;
		}
		if (in_value)
			build_printf(&b, "\\%c", c);
		build_char(&b, in_value ? canonical.at[++i] : c);
	}
	return builder_text(&b);
}

static void
a_name_has_one_form(struct arena *a, struct text dn)
{
	struct text canonical, again;
	if (!dn_of_text(a, dn, &canonical))
		return;
	for (size_t i = 0; i < canonical.n; i++)
		HOLDS(strchr("0123456789abcdef.=,+", canonical.at[i]));
	struct text spelt = spelt_out(a, canonical);
	if (spelt.n > 4096) /* longer than any that is read */
		return;
	HOLDS(dn_of_text(a, spelt, &again));
	HOLDS(text_eq(canonical, again));
}

static void
a_certificate_is_not_anybodys(struct arena *a, struct text der)
{
	static const struct text nobody = TEXT_INIT("nobody.example");
	struct certificate *c = certificate_read(der);
	if (!c)
		return;
	json_t *jwk = json_pack("{ss}", "kty", "EC");
	HOLDS(!certificate_subject_is(c, TEXT("CN=nobody.example")));
	for (int kind = CERTIFICATE_DNS; kind <= CERTIFICATE_EMAIL; kind++)
		HOLDS(!certificate_has_name(c, (enum certificate_name)kind, nobody));
	HOLDS(!certificate_fits_jwk(c, jwk));
	HOLDS(!certificate_is_trusted(c, (struct texts){&der, 1}));
	json_decref(jwk);
	certificate_free(c);
	(void)a;
}

void
fuzz(struct arena *a, struct text input)
{
	a_name_has_one_form(a, input);
	a_certificate_is_not_anybodys(a, input);
}
