/* See arch_x86_64.h. Offsets into struct rr_context: rbx 0, rbp 8, r12 16, r13 24, r14 32, r15 40, rsp 48, rip 56. */
#include <sys/syscall.h>

.macro function name
        .text
        .globl  \name
        .hidden \name
        .type   \name, @function
        .balign 16
\name:
        .cfi_startproc
        endbr64
.endm
.macro end name
        .cfi_endproc
        .size   \name, . - \name
.endm

function rr_context_save
        movq    %rbx, 0(%rdi)
        movq    %rbp, 8(%rdi)
        movq    %r12, 16(%rdi)
        movq    %r13, 24(%rdi)
        movq    %r14, 32(%rdi)
        movq    %r15, 40(%rdi)
        leaq    8(%rsp), %rax           /* the stack pointer after the return */
        movq    %rax, 48(%rdi)
        movq    (%rsp), %rax
        movq    %rax, 56(%rdi)
        xorl    %eax, %eax
        ret
end rr_context_save

function rr_context_resume
        movq    0(%rdi), %rbx
        movq    8(%rdi), %rbp
        movq    16(%rdi), %r12
        movq    24(%rdi), %r13
        movq    32(%rdi), %r14
        movq    40(%rdi), %r15
        movq    48(%rdi), %rsp
        movl    $1, %eax
        jmpq    *56(%rdi)
end rr_context_resume

/* (flags rdi, stack rsi, tid rdx, thread pointer rcx, run r8, argument r9); kernel: flags, stack, parent_tid rdx, child_tid r10, tls r8 */
function rr_clone_thread
        andq    $-16, %rsi
        subq    $16, %rsi
        movq    %r8, 0(%rsi)
        movq    %r9, 8(%rsi)
        movq    %rdx, %r10
        movq    %rcx, %r8
        movl    $SYS_clone, %eax
        syscall
        testq   %rax, %rax
        jz      1f
        ret
1:      .cfi_undefined rip              /* the outermost frame of the new thread */
        xorl    %ebp, %ebp
        popq    %rax
        popq    %rdi
        callq   *%rax
        hlt
end rr_clone_thread

/* Debuggers and unwinders know a signal frame by these very instructions; there must be nothing between label and mov. */
        .text
        .globl  rr_signal_return
        .hidden rr_signal_return
        .type   rr_signal_return, @function
        .balign 16
        nop                             /* an unwinder looks for the caller at the return address minus one */
rr_signal_return:
        movq    $SYS_rt_sigreturn, %rax
        syscall
        .size   rr_signal_return, . - rr_signal_return

        .section .note.GNU-stack, "", @progbits
