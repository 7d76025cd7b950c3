/*
 * Agents in Java that come while the program runs: another process asks the VM to load one (attach, the program's own child as a
 * rule), and a thread of the VM calls Agent_OnAttach of the JDK's library for agents, which calls the agent's agentmain. The VM finds
 * that function by its name, and gets the wrapper (io_vm.c). While it runs, that thread has a lane: rr.runtime.AgentHooks. The agent's jar
 * is kept. On replay nobody attaches; a thread of the recorder calls the function when that is due.
 *
 * And natives of the agents' Instrumentation: jars that an agent gives to the class loaders, which read them without events; lists of classes.
 */
#include "java_vm.h"
#include "kept.h"
#include "shim.h"

#include <stdlib.h>

/* What comes from another process is shorter. */
enum { OPTIONS_MOST = 1 << 16 };

/* "JAR" or "JAR=options of the agent". */
static void keep_jar(struct rr_lane *lane, unsigned op, const char *options)
{
    char *path = strndup(options, strcspn(options, "="));
    if (!path)
        rr_refuse("out of memory for an agent");
    rr_keep_file(lane, op, path, 0);
    free(path);
}

jint rr_wrap_Agent_OnAttach(JavaVM *vm, char *given, void *reserved)
{
    const unsigned op = RR_OP_Agent_OnAttach;
    struct rr_lane *lane = rr_self();
    const int is_vms_thread = rr_recording() && !lane;
    if (is_vms_thread) {
        rr_agent_begins();
        lane = rr_self();
    }
    if (!lane)
        return rr_real.Agent_OnAttach(vm, given, reserved);
    char *options = calloc(1, OPTIONS_MOST);
    int64_t ret = 0;
    int err = 0;
    if (!options || (rr_recording() && snprintf(options, OPTIONS_MOST, "%s", given ? given : "") >= OPTIONS_MOST))
        rr_refuse("an agent with so many options cannot be recorded: %.200s", given);
    rr_gate(lane);
    rr_io_event(lane);
    rr_call(lane, op, &ret, &err, &(struct rr_bytes){options, rr_recording() ? strlen(options) + 1 : OPTIONS_MOST}, 1);
    keep_jar(lane, op, options);
    const int64_t result = rr_real.Agent_OnAttach(vm, options, reserved);
    ret = result;
    rr_gate(lane);
    rr_io_event(lane);
    rr_call(lane, op, &ret, &err, NULL, 0);
    if (ret != result)
        rr_diverge(lane, "agent %s: expected result %lld of its start, found %lld", options, (long long)ret, (long long)result);
    free(options);
    if (is_vms_thread)
        rr_agent_ended();
    return (jint)result;
}

/* Replay, on the thread that stands for the VM's. */
void rr_load_recorded_agent(JavaVM *vm)
{
    rr_wrap_Agent_OnAttach(vm, NULL, NULL);
}

void rr_wrap_Java_sun_instrument_InstrumentationImpl_appendToClassLoaderSearch0(JNIEnv *env, jobject instrumentation, jlong agent, jstring jar, jboolean to_boot_loader)
{
    struct rr_lane *lane = rr_self();
    const char *path = lane && jar ? (*env)->GetStringUTFChars(env, jar, NULL) : NULL;
    if (path) {
        rr_keep_file(lane, RR_OP_Java_sun_instrument_InstrumentationImpl_appendToClassLoaderSearch0, path, 0);
        (*env)->ReleaseStringUTFChars(env, jar, path);
        rr_suppress(); /* the loader's path and its locks are used without events, too */
    }
    rr_real.Java_sun_instrument_InstrumentationImpl_appendToClassLoaderSearch0(env, instrumentation, agent, jar, to_boot_loader);
    if (path) {
        jthrowable thrown = (*env)->ExceptionOccurred(env);
        (*env)->ExceptionClear(env);
        rr_resume();
        if (thrown)
            (*env)->Throw(env, thrown);
    }
}

jobjectArray rr_wrap_Java_sun_instrument_InstrumentationImpl_getAllLoadedClasses0(JNIEnv *env, jobject instrumentation, jlong agent)
{
    return rr_listed_classes(env, rr_real.Java_sun_instrument_InstrumentationImpl_getAllLoadedClasses0(env, instrumentation, agent));
}

jobjectArray rr_wrap_Java_sun_instrument_InstrumentationImpl_getInitiatedClasses0(JNIEnv *env, jobject instrumentation, jlong agent, jobject loader)
{
    return rr_listed_classes(env, rr_real.Java_sun_instrument_InstrumentationImpl_getInitiatedClasses0(env, instrumentation, agent, loader));
}

static void *in_library_for_agents(const char *name)
{
    void *library = rr_real.dlopen("libinstrument.so", RTLD_LAZY | RTLD_NOLOAD); /* there, as the recorder itself is an agent */
    void *found = library ? rr_real.dlsym(library, name) : NULL;
    if (!found)
        rr_refuse("the JDK's library for agents: found no %s; expected JDK 17 or 25; do use one of them", name);
    return found;
}

/* An agent before this one may have called its natives already: they are bound then, and the VM does not tell of them again. */
void rr_take_instrumentation(JNIEnv *env)
{
    JNINativeMethod methods[] = {
#define METHOD(name, descriptor) {#name, descriptor, (void *)rr_wrap_Java_sun_instrument_InstrumentationImpl_##name}
        METHOD(appendToClassLoaderSearch0, "(JLjava/lang/String;Z)V"),
        METHOD(getAllLoadedClasses0, "(J)[Ljava/lang/Class;"),
        METHOD(getInitiatedClasses0, "(JLjava/lang/ClassLoader;)[Ljava/lang/Class;"),
#undef METHOD
    };
#define FIND(name) *(void **)&rr_real.name = in_library_for_agents(#name)
    FIND(Agent_OnAttach);
    FIND(Java_sun_instrument_InstrumentationImpl_appendToClassLoaderSearch0);
    FIND(Java_sun_instrument_InstrumentationImpl_getAllLoadedClasses0);
    FIND(Java_sun_instrument_InstrumentationImpl_getInitiatedClasses0);
#undef FIND
    jclass type = (*env)->FindClass(env, "sun/instrument/InstrumentationImpl");
    if (!type || (*env)->RegisterNatives(env, type, methods, sizeof methods / sizeof *methods) != JNI_OK)
        rr_refuse("sun.instrument.InstrumentationImpl: found other natives; expected those of JDK 17 or 25; do use one of them");
}
