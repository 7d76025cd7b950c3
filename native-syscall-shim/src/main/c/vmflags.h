/* Flags of the running HotSpot VM that cannot be set from outside once it runs. */
#pragma once

#include <stdint.h>

/*
 * Turns a product flag of type bool off, for everything that the VM compiles from now on. A VM without the flag, or one that does not
 * export its tables for debuggers, stays as it is.
 */
void rr_vm_flag_off(const char *name);

/* The value of a flag of type bool; 0 also where it is not known. */
int rr_vm_flag(const char *name);

/* The value of a flag of type int, or `otherwise` where it is not known. */
int rr_vm_int_flag(const char *name, int otherwise);

/* The flag of the collector in use, such as "UseG1GC"; "" if it cannot be found out. */
const char *rr_vm_collector(void);

/* Most bytes that the heap may have, 0 if that cannot be found out. */
uint64_t rr_vm_heap_limit(void);
