#include "java_vm.h"

static JavaVM *vm;
jvmtiEnv *rr_jvmti;

int rr_java_vm_open(JNIEnv *env)
{
    return (*env)->GetJavaVM(env, &vm) == JNI_OK && (*vm)->GetEnv(vm, (void **)&rr_jvmti, JVMTI_VERSION_11) == JNI_OK ? 0 : -1;
}

JNIEnv *rr_java_env(void)
{
    JNIEnv *env = NULL;
    return vm && (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) == JNI_OK ? env : NULL;
}
