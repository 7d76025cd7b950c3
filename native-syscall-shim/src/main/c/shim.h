/*
 * The shim between the JDK's native libraries and the C library. syscalls.def says what happens to each function; got.c
 * points the libraries' imports at the wrappers. A thread without lane (rr_self() == NULL) gets the real function.
 */
#ifndef RR_SHIM_H
#define RR_SHIM_H

#include "call.h"
#include "fds.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <grp.h>
#include <ifaddrs.h>
#include <jni.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

/* The op of rr_call and rr_wrote: the index of the row. */
enum rr_op {
#define ROW(type, name, ...) RR_OP_##name,
#define READS ROW
#define READS_FD ROW
#define READS_STAT ROW
#define SENDS ROW
#define SENDS_FD ROW
#define EXCHANGES ROW
#define EXCHANGES_FD ROW
#define OPENS ROW
#define OWN ROW
#define PASSES(name, reason) RR_OP_##name,
#define REFUSES(name, reason) RR_OP_##name,
#include "syscalls.def"
    RR_OPS
#undef ROW
};

/* The functions of the C library that have a wrapper; NULL where this C library does not have them. */
struct rr_reals {
#define ROW(type, name, parameters, ...) type(*name) parameters;
#define READS ROW
#define READS_FD ROW
#define READS_STAT ROW
#define SENDS ROW
#define SENDS_FD ROW
#define EXCHANGES ROW
#define EXCHANGES_FD ROW
#define OPENS ROW
#define OWN ROW
#include "syscalls.def"
#undef ROW
};
extern struct rr_reals rr_real;

/* The wrappers. */
#define ROW(type, name, parameters, ...) type rr_wrap_##name parameters;
#define READS ROW
#define READS_FD ROW
#define READS_STAT ROW
#define SENDS ROW
#define SENDS_FD ROW
#define EXCHANGES ROW
#define EXCHANGES_FD ROW
#define OPENS ROW
#define OWN ROW
#include "syscalls.def"
#undef ROW

struct rr_row {
    const char *name;
    const char *reason; /* of a pass or a refusal, else NULL */
    void *wrapper;      /* NULL: passes or refuses */
    void **real;        /* where the real function is kept; NULL: passes or refuses */
    int refuses;
};
extern const struct rr_row rr_rows[RR_OPS];

/*
 * Looks up the real functions and prepares descriptors and streams, in the process that runs the application, after the fork.
 * The first rr_got_patch_all does it; calls after the first do nothing.
 */
void rr_shim_open(void);

/* NULL: the function is unknown. */
const struct rr_row *rr_row_named(const char *name);

/* What an import of this function is to point to: wrapper or refusal; NULL: leave it alone. `found` is what it points to now, or NULL. */
void *rr_row_target(const struct rr_row *row, void *found);

/* The name of a row, for messages. */
const char *rr_op_name(unsigned op);

/* A refusal for a function without row. `real` is what threads without lane get. NULL: there is no room for one more. */
void *rr_refusal_unknown(const char *name, void *real);
/* The same for a row. */
void *rr_refusal_row(unsigned op, void *real);

/* io_vm.c: what an import of the VM itself is to point to; NULL: leave it alone. */
void *rr_vm_call(const char *name);

/* io_agents.c: replay: loads the agent whose turn it is, on the thread that stands for the VM's. */
void rr_load_recorded_agent(JavaVM *vm);

/* io_agents.c: the natives of an Instrumentation are rows from now on. In a native of a class of the boot loader: the VM warns of others. */
void rr_take_instrumentation(JNIEnv *env);

/* What classes an agent is told of: those that were listed when recorded. With no exception pending. */
jobjectArray rr_listed_classes(JNIEnv *env, jobjectArray present);

/* io_paths.c: the parent of a process. */
pid_t rr_parent_of(pid_t process);

/* io_streams.c: from here on the C stream `stdin` reads through the row of read. */
void rr_streams_open(void);

#endif
