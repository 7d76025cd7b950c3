/* Replay: the image, a trace prepared for replay; docs/architecture.md, "The image". Mapped once, read only. */
#ifndef RR_IMAGE_H
#define RR_IMAGE_H

#include "lanes.h"

struct rr_image_head {
    uint64_t magic;
    uint32_t version, flags; /* RR_IMAGE_CLEAN */
    uint64_t length;
    uint64_t lanes_at;
    uint32_t lanes, classes;
    uint64_t segments_at, segments;
    uint64_t classes_at;
    uint64_t events;
    uint64_t fingerprint;
    uint32_t exit_status; /* as a shell shows it, plus 1; 0: unknown */
    uint32_t pad;
    uint64_t contents_at, contents; /* of content i + 1 the offset of its first DATA entry, 0: lost */
    uint64_t taken_at, taken; /* numbers of the references that queues gave, u32, sorted */
};
#define RR_IMAGE_CLEAN 1u

struct rr_image_segment {
    uint32_t lane, flags; /* RR_SEGMENT_PAUSE */
    uint64_t limit;
};
#define RR_SEGMENT_PAUSE 1u /* what the lane does behind the last event, before the next one, waits for its next turn, too */

struct rr_image_class {
    uint64_t hash;
    uint32_t lane, parent;
    uint64_t parent_count, final_count;
};

/* NULL until the image is open. */
extern const struct rr_image_head *rr_image;
extern const struct rr_image_segment *rr_image_segments;

/* Maps the image and gives every lane its stream. 0, or -1 with a message in *problem (static). */
int rr_image_open(const char *path, const char **problem);

/* The row of the class initialiser on this lane; NULL: there is none. */
const struct rr_image_class *rr_image_class_of(uint32_t lane);

/*
 * The row of an initialiser of this class that nobody has taken yet, which is taken by that: the one that the recording had at this
 * event of that lane, else any; NULL: the recording had no event in it, or not so many of them. From any thread.
 */
const struct rr_image_class *rr_image_class_take(const char *name, uint32_t parent, uint64_t parent_count);

/* A lane of this kind of which the image knows; 0: none. */
uint32_t rr_image_lane_of_kind(enum rr_lane_kind kind);

/* 0 if every lane did all that was recorded, else a description in text. */
int rr_image_unfinished(char *text, size_t size);

/* Addresses of the first DATA entry of a content and of the end of the image. 0, or -1 if there is no such content. */
int rr_image_content(uint64_t content, uint64_t *from, uint64_t *end);

/* Whether the recorded program got the reference of this number from a queue. */
int rr_image_taken(uint32_t number);

/* Reads the head of the stream's next entry, at lane->cursor. */
void rr_stream_next(struct rr_lane *lane);

#endif
