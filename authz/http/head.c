/* RFC 9112: a head that a proxy before us could read differently may hide a request of
 * somebody else in the body of this one. */
#include "http/exchange.h"

#include <string.h>

/* RFC 9110 5.6.2. */
static const bool token_char[256] = {['0' ... '9'] = true,
    ['A' ... 'Z'] = true,
    ['a' ... 'z'] = true,
    ['!'] = true,
    ['#' ... '\''] = true,
    ['*'] = true,
    ['+'] = true,
    ['-'] = true,
    ['.'] = true,
    ['^' ... '`'] = true,
    ['|'] = true,
    ['~'] = true};

static bool
is_token(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!token_char[(unsigned char)t.at[i]])
			return false;
	return t.n > 0;
}

/* Whether one of eight bytes may be a control character: a byte that borrows, or that is
 * 0x7f. Bytes of 0x80 and more are none. */
static bool
may_control(const char *at)
{
	const uint64_t ones = 0x0101010101010101, high = ones << 7;
	uint64_t eight;
	memcpy(&eight, at, sizeof(eight));
	uint64_t delete = eight ^ (ones * 0x7f);
	return (((eight - ones * ' ') & ~eight) | ((delete - ones) & ~delete)) & high;
}

static bool
is_line(struct text t)
{
	size_t i = 0;
	while (t.n - i >= sizeof(uint64_t) && !may_control(t.at + i))
		i += sizeof(uint64_t);
	for (; i < t.n; i++) {
		unsigned char c = (unsigned char)t.at[i];
		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

const char *
head_fault(const struct request *rq)
{
	for (size_t i = 0; i < rq->header_count; i++)
		if (!is_token(rq->headers[i].name) || !is_line(rq->headers[i].value))
			return "a header has a character that may not stand there";
	size_t lengths = request_header_count(rq, TEXT("Content-Length"));
	size_t codings = request_header_count(rq, TEXT("Transfer-Encoding"));
	if (lengths + codings > 1)
		return "the length of the body is told twice";
	if (codings && !text_eq_nocase(request_header(rq, TEXT("Transfer-Encoding")),
			   TEXT("chunked")))
		return "the only Transfer-Encoding is chunked";
	if (request_header_count(rq, TEXT("Host")) > 1)
		return "the Host is told twice";
	return NULL;
}
