/*
 * Files that are read where there are no events, by the VM, a class loader of the JDK or the dynamic linker, because the program told it to: jars that it gives
 * to an Instrumentation, agents, native libraries. They may have been written by the program a moment ago, and be gone when it is replayed, so their
 * bytes are in the trace. A replay writes those that are not as recorded into a folder of the trace, and gives them to code without lane under their recorded names.
 */
#ifndef RR_KEPT_H
#define RR_KEPT_H

#include "tape.h"

#include <sys/stat.h>

/*
 * Two events of the lane: the file's attributes and its contents, for the operation op. One alone, if the path names no regular file, or one that has
 * not been changed since this time (of the wall clock): a replay takes what is there. Before the file is read by whoever reads it without events.
 */
void rr_keep_file(struct rr_lane *lane, unsigned op, const char *path, uint64_t since_nanos);

/* Replay: where code without lane finds a file; the path itself if it is none of those kept. Keeps errno. */
const char *rr_kept_path(const char *path);

/* Replay, for code without lane: the recorded attributes of a file that is kept. 0, or -1: it is not. Either pointer may be NULL. */
int rr_kept_attributes(const char *path, struct stat64 *st, struct statx *stx);

#endif
