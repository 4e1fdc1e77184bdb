#include "base/cleanup.h"
#include "base/json.h"
#include "store/resources.h"

json_t *
resource_audited(const struct resource *r)
{
	return json_pack("{so so so sI sb so so so}", "uri", json_text(r->uri), "name",
	    json_text(r->name), "token_format",
	    json_text(token_format_name(r->token_format)), "token_lifetime",
	    (json_int_t)r->token_lifetime, "status_list", r->status_list, "owner",
	    json_text(r->owner_name), "scope_prefix", json_text(r->scope_prefix), "state",
	    json_text(resource_state_name(r->state)));
}

json_t *
scope_audited(const struct scope *s)
{
	return json_pack("{so so so so}", "scope", json_text(s->name), "title",
	    json_loadb(s->title.at, s->title.n, 0, NULL), "description",
	    json_loadb(s->description.at, s->description.n, 0, NULL), "sensitivity",
	    json_text(sensitivity_name(s->sensitivity)));
}
