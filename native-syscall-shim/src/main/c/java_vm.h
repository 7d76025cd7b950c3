/* The Java VM that this process runs in, for native code that calls it back. */
#ifndef RR_JAVA_VM_H
#define RR_JAVA_VM_H

#include <jni.h>
#include <jvmti.h>

/* NULL until rr_java_vm_open. */
extern jvmtiEnv *rr_jvmti;

/* Once, before anything else here. 0, or -1 if this VM does not offer what is needed. */
int rr_java_vm_open(JNIEnv *env);

/* Of the calling thread; NULL where it is not one of Java's. */
JNIEnv *rr_java_env(void);

/* Binds the natives of rr.runtime.Shim and looks up what native code calls. NULL, or what is missing. */
const char *rr_shim_bind(JNIEnv *env, jclass shim, jclass threads, jclass reflections);

/* Finds `byte[] weave(ClassLoader, String, byte[])` of that class. 0, or -1 if this VM does not offer what is needed for it. */
int rr_weave_classes(JNIEnv *env, jclass weaving);

/* Behind that: each class file goes through it. */
void rr_weave_from_now_on(void);

/* From now on classes get their hash code when they are loaded, and those that are there at once: by `void giveHash(Class)` of that class. */
void rr_hash_classes(JNIEnv *env, jclass hashes);

/* Behind rr_weave_classes, too: from now on `void began()` of that class is called on each new thread, and libraries are patched before their first native runs. */
void rr_watch_threads(JNIEnv *env, jclass threads);

/* Takes the place of the natives that list members of classes, whose order is up to the VM: `ordered` of that class sorts it out. */
void rr_list_in_recorded_order(JNIEnv *env, jclass reflections);

#endif
