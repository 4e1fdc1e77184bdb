/* The form of a scope (partials/scope_fields.html): for the team that owns it, and for
 * operators. */
#ifndef AUTHZ_PORTAL_SCOPE_FORM_H
#define AUTHZ_PORTAL_SCOPE_FORM_H

#include "portal/outcome.h"
#include "store/resources.h"

/* What was sent; one that says nothing of its sensitivity needs a review. */
struct scope read_scope_form(struct request *rq, struct text name);
/* Puts the fields, with the sensitivities that may be chosen and what is at fault. */
void put_scope_form(struct request *rq, json_t *data, const struct scope *s,
    const enum sensitivity *all, size_t n, struct outcome o);

#endif
