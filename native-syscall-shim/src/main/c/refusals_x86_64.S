/*
 * One stub of 16 bytes per refused function: its number, then the common part. That keeps every register in which
 * arguments may be (and al, the number of vector registers of a variadic call), asks rr_refusal_check, and jumps to the
 * real function with the stack as it was: vfork and functions with arguments on the stack work too.
 */
    .text
    .hidden rr_refusal_stubs
    .globl rr_refusal_stubs
    .type rr_refusal_stubs, @function
    .p2align 4
rr_refusal_stubs:
    .set i, 0
    .rept 2048
    .p2align 4
    endbr64
    push $i
    jmp common
    .set i, i + 1
    .endr
    .size rr_refusal_stubs, . - rr_refusal_stubs

    .p2align 4
    .type common, @function
common:
    .cfi_startproc
    .cfi_def_cfa_offset 16      /* the number lies below the return address; rsp is a multiple of 16 here */
    push %rax
    push %rdi
    push %rsi
    push %rdx
    push %rcx
    push %r8
    push %r9
    push %r10
    sub $128, %rsp
    .cfi_adjust_cfa_offset 192
    movups %xmm0, 0(%rsp)
    movups %xmm1, 16(%rsp)
    movups %xmm2, 32(%rsp)
    movups %xmm3, 48(%rsp)
    movups %xmm4, 64(%rsp)
    movups %xmm5, 80(%rsp)
    movups %xmm6, 96(%rsp)
    movups %xmm7, 112(%rsp)
    mov 192(%rsp), %edi
    call rr_refusal_check@PLT
    mov %rax, %r11
    movups 0(%rsp), %xmm0
    movups 16(%rsp), %xmm1
    movups 32(%rsp), %xmm2
    movups 48(%rsp), %xmm3
    movups 64(%rsp), %xmm4
    movups 80(%rsp), %xmm5
    movups 96(%rsp), %xmm6
    movups 112(%rsp), %xmm7
    add $128, %rsp
    pop %r10
    pop %r9
    pop %r8
    pop %rcx
    pop %rdx
    pop %rsi
    pop %rdi
    pop %rax
    lea 8(%rsp), %rsp
    .cfi_adjust_cfa_offset -200
    jmp *%r11
    .cfi_endproc
    .size common, . - common

    .section .note.GNU-stack, "", @progbits
