/* All that fork_*.c need to know about x86-64. */
#ifndef RR_ARCH_X86_64_H
#define RR_ARCH_X86_64_H

#ifndef __x86_64__
#error "only x86-64 is supported"
#endif

#include <asm/prctl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* What a function must find again when it returns: the registers that callees preserve. */
struct rr_context {
    uint64_t rbx, rbp, r12, r13, r14, r15, rsp, rip;
};

/* Returns 0 after saving, and 1 each time the context is resumed; like setjmp, but without the masked pointers. */
__attribute__((returns_twice)) int rr_context_save(struct rr_context *context);
_Noreturn void rr_context_resume(const struct rr_context *context);

/* Below this address nothing of the saved context is left on its stack (128 bytes are the red zone). */
static inline void *rr_context_stack_limit(const struct rr_context *context)
{
    return (void *)(uintptr_t)((context->rsp - 128) & ~(uint64_t)63);
}

/*
 * clone() for a thread that starts as run(argument) on the given stack. tid serves as both parent_tid and child_tid.
 * Returns the thread's id, or -errno. run must not return.
 */
long rr_clone_thread(unsigned long flags, void *stack, pid_t *tid, void *thread_pointer, void (*run)(void *), void *argument);

/* clone() without a new stack. The child's id is written to tid in the child if the flags ask for it. -1 with errno on an error. */
static inline long rr_clone_process(unsigned long flags, pid_t *tid)
{
    return syscall(SYS_clone, flags, NULL, NULL, tid, NULL);
}

/* The return address of signal handlers that are installed by rr_sigaction. */
void rr_signal_return(void);

/* The kernel's struct sigaction. */
struct rr_sigaction {
    uintptr_t handler; /* SIG_DFL, SIG_IGN, or a function (int, siginfo_t *, void *) */
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};
#define RR_SA_RESTORER 0x04000000ul

static inline void *rr_thread_pointer(void)
{
    unsigned long base = 0;
    syscall(SYS_arch_prctl, ARCH_GET_FS, &base); /* cannot fail: the address is valid */
    return (void *)base;
}

/* A thread with a shadow stack cannot return on frames that another thread pushed. */
static inline bool rr_shadow_stack_enabled(void)
{
    const int arch_shstk_status = 0x5005;
    unsigned long features = 0;
    return syscall(SYS_arch_prctl, arch_shstk_status, &features) == 0 && (features & 1) != 0;
}

#endif
