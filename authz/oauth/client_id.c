#include "oauth/client_id.h"

#include "jose/digest.h"

#include <string.h>

bool
client_id_is_url(struct text client_id)
{
	return text_starts(client_id, TEXT("https://")) ||
	       text_starts(client_id, TEXT("http://"));
}

/* RFC 9562 5.8: what SHA-256 gives, with the version 8. */
static struct uuid
uuid_of_url(struct text url)
{
	unsigned char hash[SHA256_SIZE];
	struct uuid id;
	sha256(url, hash);
	memcpy(id.bytes, hash, sizeof(id.bytes));
	id.bytes[6] = (unsigned char)((id.bytes[6] & 0x0f) | 0x80);
	id.bytes[8] = (unsigned char)((id.bytes[8] & 0x3f) | 0x80);
	return id;
}

bool
client_id_parse(struct text client_id, struct uuid *out)
{
	if (!client_id_is_url(client_id))
		return uuid_parse(client_id, out);
	*out = uuid_of_url(client_id);
	return true;
}
