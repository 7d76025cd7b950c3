/* rr_java_stack. See baton.h. */
#include "baton.h"
#include "java_vm.h"

#include <stdio.h>
#include <string.h>

/* Appends "at type.method(file:line)" as Java prints it; nothing for frames of the recorder's own. */
static void append_frame(const jvmtiFrameInfo *frame, char *line, size_t size)
{
    char *method = NULL, *type = NULL, *file = NULL;
    jvmtiLineNumberEntry *numbers = NULL;
    jint known = 0, number = 0;
    jlocation start = -1;
    jclass owner = NULL;
    if ((*rr_jvmti)->GetMethodName(rr_jvmti, frame->method, &method, NULL, NULL) == JVMTI_ERROR_NONE
        && (*rr_jvmti)->GetMethodDeclaringClass(rr_jvmti, frame->method, &owner) == JVMTI_ERROR_NONE
        && (*rr_jvmti)->GetClassSignature(rr_jvmti, owner, &type, NULL) == JVMTI_ERROR_NONE && strncmp(type, "Lrr/runtime/", 12) != 0) {
        if ((*rr_jvmti)->GetSourceFileName(rr_jvmti, owner, &file) != JVMTI_ERROR_NONE)
            file = NULL;
        if ((*rr_jvmti)->GetLineNumberTable(rr_jvmti, frame->method, &known, &numbers) == JVMTI_ERROR_NONE)
            for (jint i = 0; i < known; i++)
                if (numbers[i].start_location <= frame->location && numbers[i].start_location > start) {
                    start = numbers[i].start_location;
                    number = numbers[i].line_number;
                }
        for (char *c = type; *c; c++)
            if (*c == '/')
                *c = '.';
        size_t used = strlen(line);
        snprintf(line + used, size - used, "rr:     at %.*s.%s", (int)strlen(type + 1) - 1, type + 1, method);
        used = strlen(line);
        if (file && number)
            snprintf(line + used, size - used, "(%s:%d)\n", file, (int)number);
        else
            snprintf(line + used, size - used, "(%s)\n", file ? file : "Unknown Source");
    }
    (*rr_jvmti)->Deallocate(rr_jvmti, (unsigned char *)method); /* of NULL does nothing */
    (*rr_jvmti)->Deallocate(rr_jvmti, (unsigned char *)type);
    (*rr_jvmti)->Deallocate(rr_jvmti, (unsigned char *)file);
    (*rr_jvmti)->Deallocate(rr_jvmti, (unsigned char *)numbers);
}

/* The frames of the calling thread, one a line. */
void rr_java_stack(char *line, size_t size)
{
    jvmtiFrameInfo frames[24];
    jint n = 0;
    JNIEnv *env = rr_jvmti ? rr_java_env() : NULL;
    if (!env || (*env)->PushLocalFrame(env, 24) != JNI_OK)
        return;
    if ((*rr_jvmti)->GetStackTrace(rr_jvmti, NULL, 0, 24, frames, &n) == JVMTI_ERROR_NONE)
        for (jint i = 0; i < n; i++)
            append_frame(&frames[i], line, size);
    (*env)->PopLocalFrame(env, NULL);
}
