/* Observed replay: the file to which the race finder writes what it finds, for the command that waits for this process. */
#ifndef RR_FINDINGS_H
#define RR_FINDINGS_H

#include <stddef.h>

/*
 * The last accesses to what is known to race, in PATH.accesses, which outlives this process however it ends: a head of 64 bytes that begins
 * with the number of all accesses, and RR_ACCESSES rows of two words, the one with number n in row n % RR_ACCESSES:
 *     event << 16 | lane          behind that event of that lane
 *     place << 1 | 1 for a write  what was accessed
 */
enum { RR_ACCESSES = 1 << 16, RR_ACCESSES_HEAD = 64 };

/* From here on plain accesses are observed; PATH "-": and nothing is written. 0, or -1 with errno. */
int rr_findings_to(const char *path);

/* Where the accesses are noted; NULL unless plain accesses are observed. */
void *rr_accesses(void);

/* Whether plain accesses are observed. */
int rr_observed(void);

/* Appends to the file. Opened each time: a descriptor that stays open might be one that the recorded program was given. 0, or -1 with errno. */
int rr_findings_append(const char *text, size_t length);

#endif
