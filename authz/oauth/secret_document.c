#include "oauth/secret_document.h"

#include "base/json.h"

json_t *
secret_document(struct arena *a, const struct client_secret *s)
{
	return json_pack("{so so so so so}", "id", json_text(uuid_text(a, s->id)),
	    "ends_with", json_text(s->hint), "label", json_text(s->label), "created_at",
	    json_time(s->created_at), "expires_at", json_time(s->expires_at));
}

json_t *
valid_secret_documents(struct arena *a, const struct client *client)
{
	json_t *list = json_array();
	for (size_t i = 0; i < client->secret_count; i++)
		json_array_append_new(list, secret_document(a, &client->secrets[i]));
	return list;
}

json_t *
all_secret_documents(struct arena *a, const struct client *client)
{
	json_t *list = json_array();
	for (size_t i = 0; i < client->secret_count + client->expired_secret_count; i++) {
		json_t *j = secret_document(a, &client->secrets[i]);
		json_object_set_new(
		    j, "expired", json_boolean(i >= client->secret_count));
		json_object_set_new(
		    j, "last_used_at", json_time(client->secrets[i].last_used_at));
		json_array_append_new(list, j);
	}
	return list;
}
