#ifndef FAULT_NODES_H
#define FAULT_NODES_H

#include "harness.h"

/* Starts another node on the database, the keyring and the issuer of `server`. */
void second_start(struct process *second);

#endif
