/*
 * Record: contents of large results are logged once. A program that reads a file again and again would otherwise fill the log with copies of
 * it. What was logged is found again by its bytes, not by the file's name, time or inode: a file may be changed, replaced or deleted at any
 * moment, and whoever reads it then gets other contents, which are logged.
 */
#ifndef RR_CONTENTS_H
#define RR_CONTENTS_H

#include "tape.h"

struct rr_content {
    uint32_t id;   /* 0: not to be kept */
    int known;     /* these bytes were logged before, under this id */
    uint32_t slot; /* where the id goes once they are logged */
};

/* Looks the bytes up; if they are new and there is room, gives them an id under which the caller has to log them. */
struct rr_content rr_content_of(const struct rr_bytes *buffers, unsigned n);

/* They are logged now: other lanes may refer to them. */
void rr_content_logged(const struct rr_content *content);

#endif
