#include "jose/distinguished_name.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"

#include <openssl/err.h>

enum { PARTS_MOST = 40, LONGEST = 4096 };

DEFINE_CLEANUP(object, ASN1_OBJECT *, ASN1_OBJECT_free);
DEFINE_CLEANUP(value, ASN1_TYPE *, ASN1_TYPE_free);

/* A type and its value; those with the same number are one step (RFC 4514 2.2). */
struct part {
	int step;
	struct text text;
};

struct parts {
	struct part at[PARTS_MOST];
	size_t n;
};

static bool
add_part(struct arena *a, struct parts *all, int step, const ASN1_OBJECT *type,
    struct text value)
{
	char oid[128];
	/* OpenSSL has names of its own that stand for no number. */
	if (all->n == PARTS_MOST || !type || !OBJ_length(type) ||
	    OBJ_obj2txt(oid, sizeof(oid), type, 1) >= (int)sizeof(oid))
		return false;
	struct text hex = hex_encode(a, value.at, value.n);
	all->at[all->n++] =
	    (struct part){step, arena_printf(a, "%s=%.*s", oid, TEXT_ARG(hex))};
	return true;
}

/* Within a step the order means nothing. */
static bool
stands_before(const struct part *p, const struct part *q)
{
	return p->step < q->step ||
	       (p->step == q->step && text_compare(p->text, q->text) < 0);
}

static struct text
joined(struct arena *a, struct parts *all)
{
	struct builder b = builder_new(a, 256);
	for (size_t i = 1; i < all->n; i++)
		for (size_t k = i; k && stands_before(&all->at[k], &all->at[k - 1]);
		     k--) {
			struct part kept = all->at[k];
			all->at[k] = all->at[k - 1];
			all->at[k - 1] = kept;
		}
	for (size_t i = 0; i < all->n; i++) {
		if (i)
			build_char(
			    &b, all->at[i].step == all->at[i - 1].step ? '+' : ',');
		build_text(&b, all->at[i].text);
	}
	return builder_text(&b);
}

/* ---- from text ---- */

/* RFC 4512 1.4: letters, digits and hyphens, or numbers with dots between. OpenSSL takes
 * more for a number than is one. */
static bool
is_type(struct text t)
{
	bool number = t.n && t.at[0] >= '0' && t.at[0] <= '9';
	for (size_t i = 0; i < t.n; i++) {
		char c = t.at[i], before = i ? t.at[i - 1] : '.';
		bool digit = c >= '0' && c <= '9';
		bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
		if (number ? !digit && (c != '.' || before == '.' || i + 1 == t.n)
			   : !digit && !letter && c != '-')
			return false;
	}
	return t.n && t.n < 100;
}

/* RFC 4514 3's table; OpenSSL knows more names, but in one case only. */
static ASN1_OBJECT *
object_of(struct arena *a, struct text type)
{
	static const struct text names[][2] = {{TEXT_INIT("CN"), TEXT_INIT("2.5.4.3")},
	    {TEXT_INIT("L"), TEXT_INIT("2.5.4.7")},
	    {TEXT_INIT("ST"), TEXT_INIT("2.5.4.8")},
	    {TEXT_INIT("O"), TEXT_INIT("2.5.4.10")},
	    {TEXT_INIT("OU"), TEXT_INIT("2.5.4.11")},
	    {TEXT_INIT("C"), TEXT_INIT("2.5.4.6")},
	    {TEXT_INIT("STREET"), TEXT_INIT("2.5.4.9")},
	    {TEXT_INIT("DC"), TEXT_INIT("0.9.2342.19200300.100.1.25")},
	    {TEXT_INIT("UID"), TEXT_INIT("0.9.2342.19200300.100.1.1")}};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (text_eq_nocase(names[i][0], type))
			return OBJ_txt2obj(names[i][1].at, 1);
	return is_type(type) ? OBJ_txt2obj(arena_cstr(a, type), 0) : NULL;
}

static struct text
utf8_of(struct arena *a, const ASN1_STRING *s)
{
	unsigned char *bytes = NULL;
	int n = s ? ASN1_STRING_to_UTF8(&bytes, s) : -1;
	struct text t = NO_TEXT;
	if (n >= 0)
		t = arena_text(a, (struct text){(const char *)bytes, (size_t)n});
	OPENSSL_free(bytes);
	return t;
}

/* "#" and the hexadecimal digits of a string's BER. */
static bool
read_hex(struct arena *a, struct text dn, size_t *at, struct text *out)
{
	struct builder b = builder_new(a, 64);
	for (++*at; *at + 1 < dn.n && hex_digit(dn.at[*at]) >= 0; *at += 2) {
		int low = hex_digit(dn.at[*at + 1]);
		if (low < 0)
			return false;
		build_char(&b, (char)(hex_digit(dn.at[*at]) << 4 | low));
	}
	const unsigned char *der = (const unsigned char *)b.at;
	CLEANUP(value) ASN1_TYPE *value = d2i_ASN1_TYPE(NULL, &der, (long)b.n);
	if (!value || der != (const unsigned char *)b.at + b.n ||
	    !(ASN1_tag2bit(ASN1_TYPE_get(value)) &
		(B_ASN1_DIRECTORYSTRING | B_ASN1_IA5STRING)))
		return false;
	*out = utf8_of(a, value->value.asn1_string);
	return out->at != NULL;
}

/* What a backslash stands before: itself, or two hexadecimal digits. */
static bool
read_escape(struct text dn, size_t *at, struct builder *b)
{
	if (*at + 1 >= dn.n)
		return false;
	char c = dn.at[++*at];
	int high = hex_digit(c), low = *at + 1 < dn.n ? hex_digit(dn.at[*at + 1]) : -1;
	if (high >= 0 && low >= 0) {
		build_char(b, (char)(high << 4 | low));
		++*at;
		return true;
	}
	build_char(b, c);
	return c && strchr(" \"#+,;<=>\\", c);
}

static bool
read_string(struct arena *a, struct text dn, size_t *at, struct text *out)
{
	struct builder b = builder_new(a, 64);
	size_t kept = 0; /* spaces that nothing follows are not of the value */
	for (; *at < dn.n && dn.at[*at] != ',' && dn.at[*at] != '+'; ++*at) {
		char c = dn.at[*at];
		if (c == '\\') {
			if (!read_escape(dn, at, &b))
				return false;
			kept = b.n;
			continue;
		}
		if (!c || strchr("\";<>", c))
			return false;
		build_char(&b, c);
		if (c != ' ')
			kept = b.n;
	}
	*out = (struct text){b.at ? b.at : "", kept};
	return utf8_valid(*out);
}

static void
skip_spaces(struct text dn, size_t *at)
{
	while (*at < dn.n && dn.at[*at] == ' ')
		++*at;
}

static bool
read_part(struct arena *a, struct text dn, size_t *at, int step, struct parts *all)
{
	struct text value = NO_TEXT;
	size_t equals = *at + text_index(text_part(dn, *at, dn.n), '=');
	if (equals >= dn.n)
		return false;
	CLEANUP(object)
	ASN1_OBJECT *type = object_of(a, text_trim(text_part(dn, *at, equals - *at)));
	*at = equals + 1;
	skip_spaces(dn, at);
	bool is_hex = *at < dn.n && dn.at[*at] == '#';
	if (!(is_hex ? read_hex : read_string)(a, dn, at, &value))
		return false;
	skip_spaces(dn, at);
	return add_part(a, all, step, type, value);
}

bool
dn_of_text(struct arena *a, struct text dn, struct text *out)
{
	struct parts all = {.n = 0};
	size_t at = 0;
	int step = 0;
	if (!dn.n || dn.n > LONGEST)
		return false;
	while (read_part(a, dn, &at, step, &all)) {
		if (at == dn.n) {
			*out = joined(a, &all);
			ERR_clear_error();
			return true;
		}
		if (dn.at[at] != ',' && dn.at[at] != '+')
			break;
		step += dn.at[at++] == ',';
	}
	ERR_clear_error();
	return false;
}

/* ---- from a certificate ---- */

bool
dn_of_x509(struct arena *a, const X509_NAME *name, struct text *out)
{
	struct parts all = {.n = 0};
	int count = X509_NAME_entry_count(name);
	/* Text names the last step first (RFC 4514 2.1). */
	for (int i = 0; i < count; i++) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
		struct text value = utf8_of(a, X509_NAME_ENTRY_get_data(entry));
		if (!value.at || !add_part(a, &all, -X509_NAME_ENTRY_set(entry),
				     X509_NAME_ENTRY_get_object(entry), value))
			return false;
	}
	*out = joined(a, &all);
	return count > 0;
}
