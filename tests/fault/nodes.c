#include "nodes.h"

void
second_start(struct process *second)
{
	process_start(second,
	    (const char *const[]){
		text_format("AUTHZ_DATABASE_URL=postgresql://authz@/authz?host=%s/data/"
			    "run",
		    server->folder),
		text_format("AUTHZ_KEYS_FILE=%s/data/keyring", server->folder),
		text_format("AUTHZ_SERVER_ISSUER=%s", server->url), NULL});
}
