/* The natives of rr.runtime.Shim about agents that come while the program runs, and about what attached processes ask. */
#include "shim_agents.h"

#include "java_vm.h"
#include "shim.h"
#include "tape.h"

static jclass agents_class, lists_class;
static jmethodID agent_begins_method, agent_ended_method, listed_method;

void rr_agent_begins(void)
{
    JNIEnv *env = rr_java_env();
    if (env && agent_begins_method)
        (*env)->CallStaticVoidMethod(env, agents_class, agent_begins_method);
}

void rr_agent_ended(void)
{
    JNIEnv *env = rr_java_env();
    (*env)->CallStaticVoidMethod(env, agents_class, agent_ended_method);
}

jobjectArray rr_listed_classes(JNIEnv *env, jobjectArray present)
{
    return present && listed_method ? (*env)->CallStaticObjectMethod(env, lists_class, listed_method, present) : present;
}

void JNICALL rr_shim_tell_of_agents(JNIEnv *env, jclass c, jclass agents, jclass lists)
{
    (void)c;
    agents_class = (*env)->NewGlobalRef(env, agents);
    agent_ended_method = (*env)->GetStaticMethodID(env, agents, "ended", "()V");
    agent_begins_method = agent_ended_method ? (*env)->GetStaticMethodID(env, agents, "begins", "()V") : NULL;
    lists_class = (*env)->NewGlobalRef(env, lists);
    listed_method = (*env)->GetStaticMethodID(env, lists, "listed", "([Ljava/lang/Class;)[Ljava/lang/Class;");
    if (!agents_class || !agent_begins_method || !lists_class || !listed_method)
        rr_refuse("this JVM does not find rr.runtime.AgentHooks or LoadedClasses");
    rr_take_instrumentation(env);
}

void JNICALL rr_shim_load_agent(JNIEnv *env, jclass c)
{
    (void)c;
    JavaVM *vm;
    if ((*env)->GetJavaVM(env, &vm) == JNI_OK)
        rr_load_recorded_agent(vm);
    (*env)->ExceptionClear(env); /* its own affair */
}

void JNICALL rr_shim_list_properties(JNIEnv *env, jclass c, jstring method)
{
    (void)c;
    jclass support = (*env)->FindClass(env, "jdk/internal/vm/VMSupport");
    const char *name = support ? (*env)->GetStringUTFChars(env, method, NULL) : NULL;
    jmethodID found = name ? (*env)->GetStaticMethodID(env, support, name, "()[B") : NULL;
    if (found)
        (*env)->CallStaticObjectMethod(env, support, found);
    (*env)->ExceptionClear(env); /* told to whoever attached; nobody does */
    if (name)
        (*env)->ReleaseStringUTFChars(env, method, name);
}
