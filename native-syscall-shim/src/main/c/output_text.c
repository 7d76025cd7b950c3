#include "output_text.h"

#include <string.h>

const char *rr_begin_of_text(char *into, size_t size, const struct rr_bytes *buffers, unsigned n)
{
    static const char introduction[] = ", which begins: ";
    size_t used = sizeof introduction - 1, strange = 0;
    memcpy(into, introduction, sizeof introduction);
    for (unsigned i = 0; i < n; i++) {
        const unsigned char *bytes = buffers[i].at;
        for (size_t k = 0; k < buffers[i].length && used < size - 1; k++) {
            int text = bytes[k] >= ' ' && bytes[k] != 127;
            strange += !text && bytes[k] != '\n' && bytes[k] != '\t' && bytes[k] != '\r';
            into[used++] = text ? (char)bytes[k] : ' ';
        }
    }
    into[used] = 0;
    return strange || used == sizeof introduction - 1 ? "" : into;
}
