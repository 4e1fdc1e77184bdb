#ifndef AUTHZ_PORTAL_APP_LOGO_H
#define AUTHZ_PORTAL_APP_LOGO_H

#include "image/image.h"

/* What is wrong with the file that was sent; a phrase. */
const char *logo_fault_phrase(enum image_fault fault);

#endif
