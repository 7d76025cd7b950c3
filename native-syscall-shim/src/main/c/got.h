/* Points the imports of the libraries of the JDK and of the application at the wrappers. */
#ifndef RR_GOT_H
#define RR_GOT_H

/*
 * Patches every library that is to be patched and is not yet. Call it once in the primary before the
 * application runs, with rr_mode set; afterwards it is called by the wrappers that load libraries, and may be called at any time, from any thread.
 *
 * Patched: the libraries below java.home/lib, except those that serve the VM, the debugger and the launcher (see got.c), and
 * every library that is loaded later, except the C library's. Other libraries that are there at the first call belong to
 * the VM or to the user's tools, and are left alone.
 *
 * Returns the number of libraries patched by this call.
 */
int rr_got_patch_all(void);

/* Whether the address lies in a library of the C library (libc, libpthread, ..., the dynamic linker). */
int rr_got_is_libc(const void *address);

#endif
