/* Natives of rr.runtime.Shim that shim_agents.c has and shim_jni.c registers. What they do is said there. */
#ifndef RR_SHIM_AGENTS_H
#define RR_SHIM_AGENTS_H

#include <jni.h>

void JNICALL rr_shim_tell_of_agents(JNIEnv *env, jclass c, jclass agents, jclass lists);
void JNICALL rr_shim_load_agent(JNIEnv *env, jclass c);
void JNICALL rr_shim_list_properties(JNIEnv *env, jclass c, jstring method);

#endif
