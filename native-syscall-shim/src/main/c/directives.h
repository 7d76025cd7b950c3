/* What the VM's compilers are told about classes of ours. */
#pragma once

#include <jni.h>

/*
 * The classes of the agent, which weave as long as classes are loaded, are left to the first compiler: optimising them would take the second
 * one's time from the program. Only a wish: a VM that cannot be told so compiles as ever.
 */
void rr_spare_second_compiler(JNIEnv *env);
