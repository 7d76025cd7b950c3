/* What the VM tells of, and natives of java.lang.Class in whose place others stand. See java_vm.h. */
#define _GNU_SOURCE
#include "got.h"
#include "java_vm.h"
#include "lanes.h"
#include "lending.h"
#include "shim.h"

#include <dlfcn.h>
#include <link.h>
#include <stddef.h>

static jclass reflections_class, threads_class, hashes_class, weaving_class;
static jmethodID ordered_method, began_method, give_hash_method, weave_method;

static void JNICALL on_thread_start(jvmtiEnv *ti, JNIEnv *env, jthread thread)
{
    (void)ti, (void)thread;
    (*env)->CallStaticVoidMethod(env, threads_class, began_method);
    (*env)->ExceptionClear(env); /* the thread's first hook tries again */
}

/* Gives the class its hash code, before anything can ask for it. */
static void give_hash(JNIEnv *env, jclass type)
{
    (*env)->CallStaticVoidMethod(env, hashes_class, give_hash_method, type);
    (*env)->ExceptionClear(env); /* no stack left: the class's hash is one of those that are recorded when they are asked for */
}

static void JNICALL on_class_load(jvmtiEnv *ti, JNIEnv *env, jthread thread, jclass type)
{
    (void)ti, (void)thread;
    give_hash(env, type);
}

static int count_objects(struct dl_phdr_info *info, size_t size, void *adds)
{
    if (size >= offsetof(struct dl_phdr_info, dlpi_subs))
        *(unsigned long long *)adds = info->dlpi_adds;
    return 1;
}

/* A library may have been loaded since: its calls have to go through the table before its first native runs. Natives that are rows themselves get their wrappers. */
static void JNICALL on_native_method_bind(jvmtiEnv *ti, JNIEnv *env, jthread thread, jmethodID method, void *address, void **bound)
{
    (void)ti, (void)env, (void)thread, (void)method;
    static unsigned long long seen;
    unsigned long long adds = 0;
    dl_iterate_phdr(count_objects, &adds);
    if (__atomic_exchange_n(&seen, adds, __ATOMIC_SEQ_CST) != adds)
        rr_got_patch_all();
    /* A native that is a row of the table. */
    static const char prefix[] = "Java_";
    Dl_info info;
    if (!dladdr(address, &info) || !info.dli_sname || info.dli_saddr != address || strncmp(info.dli_sname, prefix, sizeof prefix - 1) != 0)
        return;
    const struct rr_row *row = rr_row_named(info.dli_sname);
    if (row && row->wrapper) {
        *row->real = address;
        *bound = row->wrapper;
    }
}

/* What weave_method makes of a class file: in memory of the VM's, NULL for one that stays as it is. No exception may be pending. */
static unsigned char *woven(JNIEnv *env, jobject loader, const char *name, const unsigned char *file, jint length, jint *woven_length)
{
    unsigned char *copy = NULL;
    jstring text = (*env)->NewStringUTF(env, name);
    jbyteArray original = text ? (*env)->NewByteArray(env, length) : NULL;
    if (original) {
        (*env)->SetByteArrayRegion(env, original, 0, length, (const jbyte *)file);
        jbyteArray result = (*env)->CallStaticObjectMethod(env, weaving_class, weave_method, loader, text, original);
        if (!(*env)->ExceptionCheck(env) && result) {
            *woven_length = (*env)->GetArrayLength(env, result);
            if ((*rr_jvmti)->Allocate(rr_jvmti, *woven_length, &copy) == JVMTI_ERROR_NONE)
                (*env)->GetByteArrayRegion(env, result, 0, *woven_length, (jbyte *)copy);
        }
    }
    return copy;
}

/*
 * A class is about to be defined, also while another is being woven: java.lang.instrument keeps what a transformer loads from all
 * transformers, and it would run as it is. The VM may come here with an exception pending, which is not ours.
 */
static void JNICALL on_class_file(jvmtiEnv *ti, JNIEnv *env, jclass redefined, jobject loader, const char *name, jobject domain, jint length,
                                  const unsigned char *file, jint *new_length, unsigned char **new_file)
{
    (void)ti, (void)redefined, (void)domain;
    if (!name)
        return;
    jthrowable pending = (*env)->ExceptionOccurred(env);
    if (pending)
        (*env)->ExceptionClear(env);
    jint woven_length = 0;
    unsigned char *result = NULL;
    if ((*env)->PushLocalFrame(env, 3) == JNI_OK) {
        result = woven(env, loader, name, file, length, &woven_length);
        (*env)->PopLocalFrame(env, NULL);
    }
    (*env)->ExceptionClear(env); /* no memory left, or no stack: the class stays as it is */
    if (result) {
        *new_length = woven_length;
        *new_file = result;
    }
    if (pending) {
        (*env)->Throw(env, pending);
        (*env)->DeleteLocalRef(env, pending);
    }
}

typedef jobjectArray(JNICALL *lister)(JNIEnv *, jclass, jboolean);
static lister list_methods, list_constructors;

static jobjectArray ordered(JNIEnv *env, jclass owner, jobjectArray listed)
{
    if (!listed || !ordered_method)
        return listed;
    return (*env)->CallStaticObjectMethod(env, reflections_class, ordered_method, owner, listed);
}

static jobjectArray JNICALL declared_methods(JNIEnv *env, jclass owner, jboolean public_only)
{
    return ordered(env, owner, list_methods(env, owner, public_only));
}

static jobjectArray JNICALL declared_constructors(JNIEnv *env, jclass owner, jboolean public_only)
{
    return ordered(env, owner, list_constructors(env, owner, public_only));
}

/*
 * Takes the place of two natives of java.lang.Class, which the weaver leaves alone. Must run in a native of a class of the
 * boot loader, as the VM warns about others that register natives of the JDK's classes.
 */
void rr_list_in_recorded_order(JNIEnv *env, jclass reflections)
{
    static const JNINativeMethod methods[] = {
        {"getDeclaredMethods0", "(Z)[Ljava/lang/reflect/Method;", (void *)declared_methods},
        {"getDeclaredConstructors0", "(Z)[Ljava/lang/reflect/Constructor;", (void *)declared_constructors},
    };
    *(void **)&list_methods = dlsym(RTLD_DEFAULT, "JVM_GetClassDeclaredMethods");
    *(void **)&list_constructors = dlsym(RTLD_DEFAULT, "JVM_GetClassDeclaredConstructors");
    reflections_class = (*env)->NewGlobalRef(env, reflections);
    ordered_method = (*env)->GetStaticMethodID(env, reflections, "ordered",
                                               "(Ljava/lang/Class;[Ljava/lang/reflect/Executable;)[Ljava/lang/reflect/Executable;");
    jclass type = (*env)->FindClass(env, "java/lang/Class");
    if (!list_methods || !list_constructors || !reflections_class || !ordered_method || !type || (*env)->RegisterNatives(env, type, methods, 2) != JNI_OK)
        rr_refuse("the natives of java.lang.Class: found others; expected getDeclaredMethods0 and getDeclaredConstructors0; do use JDK 17 or 25");
}

static const jvmtiEventCallbacks callbacks = {
    .ThreadStart = on_thread_start,
    .NativeMethodBind = on_native_method_bind,
    .ClassFileLoadHook = on_class_file,
    .ClassLoad = on_class_load,
    .MonitorContendedEnter = rr_on_monitor_wait,
    .MonitorContendedEntered = rr_on_monitor_entered,
};

static int listens(jvmtiEvent event)
{
    return (*rr_jvmti)->SetEventNotificationMode(rr_jvmti, JVMTI_ENABLE, event, NULL) == JVMTI_ERROR_NONE;
}

int rr_weave_classes(JNIEnv *env, jclass weaving)
{
    const jvmtiCapabilities wanted = {.can_retransform_classes = 1, .can_generate_all_class_hook_events = 1};
    weaving_class = (*env)->NewGlobalRef(env, weaving);
    weave_method = (*env)->GetStaticMethodID(env, weaving, "weave", "(Ljava/lang/ClassLoader;Ljava/lang/String;[B)[B");
    return weaving_class && weave_method && (*rr_jvmti)->AddCapabilities(rr_jvmti, &wanted) == JVMTI_ERROR_NONE
                   && (*rr_jvmti)->SetEventCallbacks(rr_jvmti, &callbacks, sizeof callbacks) == JVMTI_ERROR_NONE
               ? 0
               : -1;
}

void rr_weave_from_now_on(void)
{
    if (!listens(JVMTI_EVENT_CLASS_FILE_LOAD_HOOK))
        rr_refuse("this JVM does not tell when it loads a class file");
}

void rr_hash_classes(JNIEnv *env, jclass hashes)
{
    jint n = 0;
    jclass *types = NULL;
    hashes_class = (*env)->NewGlobalRef(env, hashes);
    give_hash_method = (*env)->GetStaticMethodID(env, hashes, "giveHash", "(Ljava/lang/Class;)V");
    if (!hashes_class || !give_hash_method
        || !listens(JVMTI_EVENT_CLASS_LOAD)
        || (*rr_jvmti)->GetLoadedClasses(rr_jvmti, &n, &types) != JVMTI_ERROR_NONE)
        rr_refuse("this JVM does not list its classes, or does not tell when it loads one");
    if ((*env)->EnsureLocalCapacity(env, n) != JNI_OK) /* they are there already; asked for so that -Xcheck:jni knows */
        (*env)->ExceptionClear(env);
    for (jint i = 0; i < n; i++) {
        give_hash(env, types[i]);
        (*env)->DeleteLocalRef(env, types[i]);
    }
    (*rr_jvmti)->Deallocate(rr_jvmti, (unsigned char *)types);
}

void rr_watch_threads(JNIEnv *env, jclass threads)
{
    const int replays = rr_mode == RR_MODE_REPLAY;
    jvmtiCapabilities wanted = {.can_generate_native_method_bind_events = 1, .can_generate_monitor_events = replays};
    threads_class = (*env)->NewGlobalRef(env, threads);
    began_method = (*env)->GetStaticMethodID(env, threads, "began", "()V");
    if (!threads_class || !began_method || (*rr_jvmti)->AddCapabilities(rr_jvmti, &wanted) != JVMTI_ERROR_NONE
        || !listens(JVMTI_EVENT_THREAD_START) || !listens(JVMTI_EVENT_NATIVE_METHOD_BIND)
        || (replays && (!listens(JVMTI_EVENT_MONITOR_CONTENDED_ENTER) || !listens(JVMTI_EVENT_MONITOR_CONTENDED_ENTERED))))
        rr_refuse("this JVM does not offer the events of thread starts, native methods and monitors");
    rr_got_patch_all();
}
