/* Why rows of syscalls.def pass or are refused: the reasons that many rows share. */
#ifndef RR_REASONS_H
#define RR_REASONS_H

/* PASSES */
#define PURE "computes from its arguments"
#define MEMORY "memory of this process; its addresses are not reproduced, and Java does not see them"
#define DATA "a variable, not a function"
#define ENVIRONMENT "the environment is the recorded one"
#define STDIO "works on a FILE: fopen's wrapper gives it reads and writes that are rows of their own"
#define PRINTS "native code runs again when replayed, and prints again; a FILE of fopen's wrapper writes through the row of write"
#define THREADS "native threads and locks: a thread has no lane before it is a Java thread"
#define THREAD_SETTINGS "settings of the calling thread"
#define OWN_SIGNALS "signal handlers and masks of this process, set again when replayed"
#define ENDS "ends the process, or prepares the end"
#define LOADER "asks the dynamic linker about this process"
#define TIME_ZONE "reads the time zone into libc; what comes out of libc is logged where it is used"
#define SEEDED "a generator of this process; what seeds it is logged"

/* REFUSES: read as "<function>: <reason>". */
#define NETWORK "this way to use the network cannot be recorded"
#define SELECTORS "timers and signals as descriptors cannot be recorded"
#define WATCHES "watching directories cannot be recorded"
#define PROCESSES "starting, tracing, signalling and waiting for processes cannot be recorded"
#define CREDENTIALS "changing the credentials or the session of the process cannot be recorded"
#define TIMERS "timers and waits for signals cannot be recorded"
#define SHARED_MEMORY "memory and queues shared with other processes cannot be recorded"
#define ASYNCHRONOUS "asynchronous file access of libc cannot be recorded"
#define STREAMS "this use of C streams and terminals cannot be recorded"
#define RARE_FILES "this way to use files and directories cannot be recorded"
#define RANDOM "random bytes of libc cannot be recorded in this form"
#define ACCOUNTS "this way to read the user database cannot be recorded"

#endif
