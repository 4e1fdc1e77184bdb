#include "html/page.h"

/* "zh", "zh-CN" and "zh-Hans-CN" are all Chinese to us (RFC 4647 3.4, lookup). */
static bool
known(struct text tag, enum language *out)
{
	struct text primary = text_part(tag, 0, text_index(tag, '-'));
	for (int i = LANGUAGE_EN; i <= LANGUAGE_ZH; i++) {
		if (text_eq_nocase(primary, language_tag((enum language)i))) {
			*out = (enum language)i;
			return true;
		}
	}
	return false;
}

/* The weight in thousandths (RFC 9110 12.4.2); 1000 when it isn't given. */
static int
weight(struct text parameters)
{
	struct text parameter;
	while (text_next(&parameters, ';', &parameter)) {
		parameter = text_trim(parameter);
		if (!text_starts(parameter, TEXT("q=")) &&
		    !text_starts(parameter, TEXT("Q=")))
			continue;
		struct text value = text_part(parameter, 2, parameter.n);
		if (value.n && value.at[0] == '1')
			return 1000;
		int thousandths = 0, unit = 100;
		for (size_t i = 2; i < value.n && unit; i++, unit /= 10)
			if (value.at[i] >= '0' && value.at[i] <= '9')
				thousandths += (value.at[i] - '0') * unit;
		return thousandths;
	}
	return 1000;
}

enum language
language_choose(struct text ui_locales, struct text accept_language)
{
	enum language best = LANGUAGE_EN, candidate;
	struct text range;
	int best_weight = 0;
	while (text_next(&ui_locales, ' ', &range))
		if (known(range, &candidate))
			return candidate;
	while (text_next(&accept_language, ',', &range)) {
		size_t semicolon = text_index(range, ';');
		struct text tag = text_trim(text_part(range, 0, semicolon));
		int w = weight(text_part(range, semicolon + 1, range.n));
		if (w > best_weight && known(tag, &candidate)) {
			best = candidate;
			best_weight = w;
		}
	}
	return best;
}
