/*
 * The few calls of the VM itself (libjvm, its readers of jars and manifests) that go through here. None is an event: they are made
 * at moments that the program does not determine.
 */
#include "got.h"
#include "kept.h"
#include "shim.h"

#include <fcntl.h>

/*
 * The pid by which the program, and everybody else, knows the VM is that of the coordinator. Those who attach (jcmd, jstack, agents) leave a
 * file named after it, send SIGQUIT, which the coordinator passes on, and look for a socket named after it.
 */
static pid_t vm_getpid(void)
{
    return rr_control->coordinator_pid;
}

static void *vm_dlsym(void *handle, const char *name)
{
    Dl_info info;
    void *found = rr_real.dlsym(handle, name);
    if (!found || strcmp(name, "Agent_OnAttach") != 0 || !dladdr(found, &info))
        return found;
    const char *slash = strrchr(info.dli_fname, '/');
    if (strcmp(slash ? slash + 1 : info.dli_fname, "libinstrument.so") != 0)
        return found; /* an agent that is no Java: not seen by the program, unless it wants to be */
    return (void *)rr_wrap_Agent_OnAttach;
}

/* A library that the VM loads has to be patched before it is called. */
static void *vm_dlopen(const char *path, int flags)
{
    void *handle = rr_real.dlopen(path, flags);
    if (handle)
        rr_got_patch_all();
    return handle;
}

static int vm_open(const char *path, int flags, mode_t mode)
{
    return rr_real.openat64(AT_FDCWD, rr_kept_path(path), flags, mode);
}

static int vm_stat64(const char *path, struct stat64 *st)
{
    return stat64(rr_kept_path(path), st);
}

static int vm_xstat64(int version, const char *path, struct stat64 *st)
{
    (void)version; /* there is one */
    return stat64(rr_kept_path(path), st);
}

void *rr_vm_call(const char *name)
{
    static const struct { const char *name; void *function; int is_for_replay; } calls[] = {
        {"__xstat64", (void *)vm_xstat64, 1},
        {"dlopen", (void *)vm_dlopen, 0},
        {"dlsym", (void *)vm_dlsym, 0},
        {"getpid", (void *)vm_getpid, 0},
        {"open", (void *)vm_open, 1},
        {"open64", (void *)vm_open, 1},
        {"stat64", (void *)vm_stat64, 1},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].name, name) == 0 && (!calls[i].is_for_replay || rr_replaying()))
            return calls[i].function;
    return NULL;
}
