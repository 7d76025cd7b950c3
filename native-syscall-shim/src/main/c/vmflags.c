/*
 * Finds a flag through the tables that libjvm exports for the serviceability agent (vmStructs.hpp): rows of type, field and offset
 * or address. Nothing here depends on the VM's version but the names of types and fields.
 */
#include "vmflags.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The value of an exported variable of the VM; 0: there is none. */
static uint64_t exported(const char *name)
{
    const uint64_t *variable = dlsym(RTLD_DEFAULT, name);
    return variable ? *variable : 0;
}

static const char *text_at(const char *row, uint64_t offset)
{
    const char *text = *(const char *const *)(row + offset);
    return text ? text : "";
}

/* The row of a field of JVMFlag; NULL: unknown. */
static const char *field_row(const char *field)
{
    const char *row = (const char *)(uintptr_t)exported("gHotSpotVMStructs");
    uint64_t stride = exported("gHotSpotVMStructEntryArrayStride");
    uint64_t type = exported("gHotSpotVMStructEntryTypeNameOffset"), name = exported("gHotSpotVMStructEntryFieldNameOffset");
    if (!row || !stride || !name)
        return NULL;
    for (; *text_at(row, type); row += stride)
        if (!strcmp(text_at(row, type), "JVMFlag") && !strcmp(text_at(row, name), field))
            return row;
    return NULL;
}

static uint64_t size_of_flag(void)
{
    const char *row = (const char *)(uintptr_t)exported("gHotSpotVMTypes");
    uint64_t stride = exported("gHotSpotVMTypeEntryArrayStride");
    uint64_t name = exported("gHotSpotVMTypeEntryTypeNameOffset"), size = exported("gHotSpotVMTypeEntrySizeOffset");
    if (!row || !stride || !size)
        return 0;
    for (; *text_at(row, name); row += stride)
        if (!strcmp(text_at(row, name), "JVMFlag"))
            return *(const uint64_t *)(row + size);
    return 0;
}

/* Where the VM keeps the value of a flag; NULL: unknown. */
static void *address_of(const char *name)
{
    const char *flags = field_row("flags"), *count = field_row("numFlags"), *name_row = field_row("_name"), *value_row = field_row("_addr");
    uint64_t size = size_of_flag(), offset = exported("gHotSpotVMStructEntryOffsetOffset");
    uint64_t address = exported("gHotSpotVMStructEntryAddressOffset");
    if (!flags || !count || !name_row || !value_row || !size || !offset || !address)
        return NULL;
    const char *flag = **(const char *const *const *)(flags + address);
    uint64_t rest = **(const uint64_t *const *)(count + address);
    uint64_t name_at = *(const uint64_t *)(name_row + offset), value_at = *(const uint64_t *)(value_row + offset);
    for (; rest > 0; rest--, flag += size)
        if (!strcmp(text_at(flag, name_at), name))
            return *(void *const *)(flag + value_at);
    return NULL;
}

void rr_vm_flag_off(const char *name)
{
    bool *value = address_of(name);
    if (value)
        *value = false;
}

int rr_vm_flag(const char *name)
{
    const bool *value = address_of(name);
    return value && *value;
}

int rr_vm_int_flag(const char *name, int otherwise)
{
    const int *value = address_of(name);
    return value ? *value : otherwise;
}

const char *rr_vm_collector(void)
{
    static const char *const collectors[] = {"UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseShenandoahGC", "UseEpsilonGC"};
    for (size_t i = 0; i < sizeof collectors / sizeof *collectors; i++) {
        if (rr_vm_flag(collectors[i]))
            return collectors[i];
    }
    return "";
}

uint64_t rr_vm_heap_limit(void)
{
    const size_t *value = address_of("MaxHeapSize");
    return value ? *value : 0;
}
