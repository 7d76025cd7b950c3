/*
 * Rows of the dynamic linker. Whoever loads a library gets it patched before its first line runs (JNI_OnLoad; not its
 * constructors), and whoever looks a function up by name gets what an import of it would point to.
 */
#include "got.h"
#include "kept.h"
#include "shim.h"

/* The kernel's clock for files is behind by up to a tick. */
#define TICK_NANOS 10000000u

/* Libraries that the program has unpacked are kept: on replay it writes none. Where the library is. */
static const char *keep_library(unsigned op, const char *path)
{
    struct rr_lane *lane = rr_self();
    if (lane && path && strchr(path, '/'))
        rr_keep_file(lane, op, path, rr_control->start_nanos - TICK_NANOS);
    return rr_kept_path(path);
}

void *rr_wrap_dlopen(const char *path, int flags)
{
    void *handle = rr_real.dlopen(keep_library(RR_OP_dlopen, path), flags);
    if (handle)
        rr_got_patch_all();
    return handle;
}

void *rr_wrap_dlmopen(Lmid_t space, const char *path, int flags)
{
    if (rr_self() && space != LM_ID_BASE)
        rr_refuse("dlmopen: a library in a name space of its own cannot be recorded");
    return rr_real.dlmopen(space, path, flags);
}

/* libjava's way to load a library of System.load. JDK 17 gives one argument, later ones two. */
void *rr_wrap_JVM_LoadLibrary(const char *path, int throws)
{
    void *handle = rr_real.JVM_LoadLibrary(keep_library(RR_OP_JVM_LoadLibrary, path), throws);
    if (handle)
        rr_got_patch_all();
    return handle;
}

/* Only what the C library itself defines is replaced: a library may export a function of the same name. */
static void *replaced(const char *name, void *found)
{
    const struct rr_row *row = found ? rr_row_named(name) : NULL;
    void *target = row && rr_got_is_libc(found) ? rr_row_target(row, found) : NULL;
    return target ? target : found;
}

void *rr_wrap_dlsym(void *handle, const char *name)
{
    return replaced(name, rr_real.dlsym(handle, name));
}

void *rr_wrap_dlvsym(void *handle, const char *name, const char *version)
{
    return replaced(name, rr_real.dlvsym(handle, name, version));
}
