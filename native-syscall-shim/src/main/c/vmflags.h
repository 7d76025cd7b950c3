/* Flags of the running HotSpot VM that cannot be set from outside once it runs. */
#pragma once

/*
 * Turns a product flag of type bool off, for everything that the VM compiles from now on. A VM without the flag, or one that does not
 * export its tables for debuggers, stays as it is.
 */
void rr_vm_flag_off(const char *name);
