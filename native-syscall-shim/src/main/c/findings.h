/* Observed replay: the file to which the race finder writes what it finds, for the command that waits for this process. */
#ifndef RR_FINDINGS_H
#define RR_FINDINGS_H

#include <stddef.h>

/* From here on plain accesses are observed. 0, or -1 if memory is short. */
int rr_findings_to(const char *path);

/* Whether plain accesses are observed. */
int rr_observed(void);

/* Appends to the file. Opened each time: a descriptor that stays open might be one that the recorded program was given. 0, or -1 with errno. */
int rr_findings_append(const char *text, size_t length);

#endif
