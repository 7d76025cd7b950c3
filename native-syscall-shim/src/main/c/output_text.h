/* For messages about outputs that differ from the recorded ones. */
#ifndef RR_OUTPUT_TEXT_H
#define RR_OUTPUT_TEXT_H

#include "tape.h"

/* Room for as much of an output as is shown. The recorded one is not there to be shown: the trace has its hash. */
enum { RR_SHOWN_OUTPUT = 332 };

/* ", which begins: " and how the output begins, if that looks like text; else nothing. */
const char *rr_begin_of_text(char *into, size_t size, const struct rr_bytes *buffers, unsigned n);

#endif
