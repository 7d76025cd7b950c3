/*
 * The imports of a loaded library are the symbols of its dynamic relocations: JUMP_SLOT (calls), GLOB_DAT and 64 (addresses
 * taken). A relocation's place is a word of the library's memory, which the dynamic linker has filled in; here it is
 * filled in again. Where the linker has made the page read-only since (RELRO), that is undone for a moment.
 *
 * Besides, a library may have looked a function up by name before it was patched (libnio keeps openat64, fstatat64, ... that
 * way), so its writable data are searched once for words that are addresses of functions with a wrapper.
 */
#include "got.h"

#include "shim.h"

#include <elf.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#if !defined(__x86_64__)
#error "the kinds of relocations of this machine are missing"
#endif

/*
 * Libraries of the JDK that are not patched. Their calls are made by the VM, at moments that the program does not determine
 * (class loading), or belong to a debugger, which is not recorded.
 */
static const char *const unpatched[] = {
    "libjvm.so",     /* what the VM answers is recorded where Java calls it */
    "libjimage.so",  /* the VM's reader of lib/modules */
    "libzip.so",     /* the VM's reader of jars; java.util.zip uses only its compression, which does no I/O */
    "libverify.so",  /* the VM's verifier */
    "libjsig.so",    /* signal chaining */
    "libjli.so",     /* the launcher */
    "libinstrument.so", "libjdwp.so", "libdt_socket.so", /* agents, the debugger */
};

/* Of these a few imports are replaced all the same, without making events: io_vm.c. */
static const char *const vms_own[] = {"libjvm.so", "libzip.so", "libjli.so"};

/* Together they are the C library; that of another vendor has all in one. */
static const char *const libc_family[] = {
    "libc.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libresolv.so.2", "libutil.so.1", "libanl.so.1", "libnsl.so.1",
    "ld-linux-x86-64.so.2",
};

/* libm computes, the others unwind stacks: imports from there pass. They are not patched either. */
static const char *const runtime_family[] = {"libm.so.6", "libmvec.so.1", "libgcc_s.so.1", "libstdc++.so.6", "libthread_db.so.1", "linux-vdso.so.1", "linux-gate.so.1"};

struct object {
    uintptr_t base;
    const ElfW(Phdr) *headers;
    int n;
    char name[PATH_MAX];
};

/* What has been looked at, by base address and program headers, and whether it may be patched. */
static struct known {
    uintptr_t base;
    const ElfW(Phdr) *headers;
    int patch; /* enum patching */
    int searched;
} *known;
static size_t known_n, known_room;
static int first_done;
static unsigned long long adds_seen, subs_seen;
static char jdk_lib[PATH_MAX]; /* java.home/lib/ */
static size_t page_size;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}
#define IS_ONE_OF(name, names) is_one_of(name, names, sizeof names / sizeof *names)

static uintptr_t end_of(const struct object *o)
{
    uintptr_t end = 0;
    for (int i = 0; i < o->n; i++)
        if (o->headers[i].p_type == PT_LOAD && o->headers[i].p_vaddr + o->headers[i].p_memsz > end)
            end = o->headers[i].p_vaddr + o->headers[i].p_memsz;
    return o->base + end;
}

static int find_libc(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    struct object o = {.base = info->dlpi_addr, .headers = info->dlpi_phdr, .n = info->dlpi_phnum};
    uintptr_t address = *(uintptr_t *)data;
    return address >= o.base && address < end_of(&o) && IS_ONE_OF(base_name(info->dlpi_name), libc_family);
}

int rr_got_is_libc(const void *address)
{
    return dl_iterate_phdr(find_libc, &(uintptr_t){(uintptr_t)address});
}

enum patching { NOTHING = 0, ALL_ROWS = 1, CALLS_OF_THE_VM = 2 };

/* What of a library that is met for the first time is to be patched. */
static enum patching wanted(const struct object *o)
{
    const char *name = base_name(o->name);
    /* Modules of the C library (user databases, character sets) run inside its functions, which are wrapped as a whole. */
    if (strncmp(name, "libnss_", 7) == 0 || strstr(o->name, "/gconv/"))
        return NOTHING;
    if (!*name || IS_ONE_OF(name, libc_family) || IS_ONE_OF(name, runtime_family))
        return NOTHING; /* the program itself has no name */
    Dl_info self;
    if (dladdr((void *)rr_got_patch_all, &self) && (uintptr_t)self.dli_fbase == o->base)
        return NOTHING;
    if (!first_done && strcmp(name, "libjli.so") == 0)
        return CALLS_OF_THE_VM; /* the launcher's own, found by another path than the rest */
    if (*jdk_lib && strncmp(o->name, jdk_lib, strlen(jdk_lib)) == 0)
        return IS_ONE_OF(name, vms_own) ? CALLS_OF_THE_VM : IS_ONE_OF(name, unpatched) ? NOTHING : ALL_ROWS;
    return first_done ? ALL_ROWS : NOTHING;
}

static void write_word(const struct object *o, uintptr_t at, void *value)
{
    uintptr_t page = at & ~(page_size - 1);
    int relro = 0;
    for (int i = 0; i < o->n; i++) {
        uintptr_t start = (o->base + o->headers[i].p_vaddr) & ~(page_size - 1), end = o->base + o->headers[i].p_vaddr + o->headers[i].p_memsz;
        relro |= o->headers[i].p_type == PT_GNU_RELRO && page >= start && page < (end & ~(page_size - 1));
    }
    if (relro && mprotect((void *)page, page_size, PROT_READ | PROT_WRITE) != 0)
        rr_refuse("%s: an import cannot be patched: %s", o->name, strerror(errno));
    __atomic_store_n((void **)at, value, __ATOMIC_RELEASE);
    if (relro)
        mprotect((void *)page, page_size, PROT_READ);
}

static int is_target(const struct rr_row *row, void *value)
{
    return row->wrapper ? value == row->wrapper : row->refuses && value == rr_refusal_row((unsigned)(row - rr_rows), NULL);
}

/* One import: `at` is the word, `name` the function. */
static void patch_import(const struct object *o, enum patching patching, uintptr_t at, const char *name)
{
    if (patching == CALLS_OF_THE_VM) {
        void *own = rr_vm_call(name);
        if (own)
            write_word(o, at, own);
        return;
    }
    void *value = *(void **)at;
    int is_lazy = (uintptr_t)value >= o->base && (uintptr_t)value < end_of(o); /* not called yet: points back into the library */
    const struct rr_row *row = rr_row_named(name);
    if (row && !row->wrapper && !row->refuses)
        return;
    void *found = is_lazy || !value ? dlsym(RTLD_DEFAULT, name) : value;
    if (!found || (row && is_target(row, found)))
        return;
    /* The real function of a row may be one that the user has preloaded before the C library's. */
    int is_row = row && row->real && found == *row->real;
    if (!is_row && !rr_got_is_libc(found) && !(row && strncmp(name, "JVM_", 4) == 0))
        return; /* another library's function: patched there, or part of the VM */
    void *target = row ? rr_row_target(row, found) : rr_refusal_unknown(name, found);
    if (target)
        write_word(o, at, target);
}

static void patch_relocations(const struct object *o, enum patching patching, const ElfW(Rela) *rela, size_t size, const ElfW(Sym) *symbols, const char *strings)
{
    for (size_t i = 0; i < size / sizeof *rela; i++) {
        unsigned kind = ELF64_R_TYPE(rela[i].r_info);
        const ElfW(Sym) *symbol = symbols + ELF64_R_SYM(rela[i].r_info);
        if (kind != R_X86_64_JUMP_SLOT && kind != R_X86_64_GLOB_DAT && !(kind == R_X86_64_64 && rela[i].r_addend == 0))
            continue;
        unsigned type = ELF64_ST_TYPE(symbol->st_info);
        if (symbol->st_shndx == SHN_UNDEF && (type == STT_FUNC || type == STT_NOTYPE || type == STT_GNU_IFUNC))
            patch_import(o, patching, o->base + rela[i].r_offset, strings + symbol->st_name);
    }
}

static void patch_imports(const struct object *o, enum patching patching)
{
    const ElfW(Dyn) *dynamic = NULL;
    for (int i = 0; i < o->n; i++)
        if (o->headers[i].p_type == PT_DYNAMIC)
            dynamic = (const ElfW(Dyn) *)(o->base + o->headers[i].p_vaddr);
    if (!dynamic)
        return;
    const ElfW(Rela) *rela = NULL, *calls = NULL;
    const ElfW(Sym) *symbols = NULL;
    const char *strings = NULL;
    size_t rela_size = 0, calls_size = 0;
    /* glibc has made these pointers absolute. */
    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        switch (dynamic->d_tag) {
        case DT_RELA: rela = (const ElfW(Rela) *)dynamic->d_un.d_ptr; break;
        case DT_RELASZ: rela_size = dynamic->d_un.d_val; break;
        case DT_JMPREL: calls = (const ElfW(Rela) *)dynamic->d_un.d_ptr; break;
        case DT_PLTRELSZ: calls_size = dynamic->d_un.d_val; break;
        case DT_SYMTAB: symbols = (const ElfW(Sym) *)dynamic->d_un.d_ptr; break;
        case DT_STRTAB: strings = (const char *)dynamic->d_un.d_ptr; break;
        }
    }
    if (!symbols || !strings)
        return;
    patch_relocations(o, patching, rela, rela ? rela_size : 0, symbols, strings);
    patch_relocations(o, patching, calls, calls ? calls_size : 0, symbols, strings);
}

/* Addresses of the functions with a wrapper, sorted, for the search of data. */
struct address {
    uintptr_t real;
    void *wrapper;
};
static struct address addresses[RR_OPS];
static size_t addresses_n;

static int compare_address(const void *a, const void *b)
{
    uintptr_t x = ((const struct address *)a)->real, y = ((const struct address *)b)->real;
    return x < y ? -1 : x > y;
}

static void collect_addresses(void)
{
    for (unsigned i = 0; i < RR_OPS; i++)
        if (rr_rows[i].real && *rr_rows[i].real)
            addresses[addresses_n++] = (struct address){(uintptr_t)*rr_rows[i].real, rr_rows[i].wrapper};
    qsort(addresses, addresses_n, sizeof *addresses, compare_address);
}

static void search_data(const struct object *o)
{
    uintptr_t low = addresses[0].real, high = addresses[addresses_n - 1].real;
    for (int i = 0; i < o->n; i++) {
        const ElfW(Phdr) *h = o->headers + i;
        if (h->p_type != PT_LOAD || !(h->p_flags & PF_W))
            continue;
        uintptr_t at = (o->base + h->p_vaddr + 7) & ~(uintptr_t)7, end = o->base + h->p_vaddr + h->p_memsz;
        for (; at + 8 <= end; at += 8) {
            uintptr_t word = *(uintptr_t *)at;
            if (word < low || word > high)
                continue;
            struct address *a = bsearch(&(struct address){word, NULL}, addresses, addresses_n, sizeof *addresses, compare_address);
            if (a)
                write_word(o, at, a->wrapper);
        }
    }
}

/* The entry of a library, made when it is met first. An address may be used again by another library. */
static struct known *entry_of(const struct object *o)
{
    for (size_t i = 0; i < known_n; i++)
        if (known[i].base == o->base && known[i].headers == o->headers)
            return known + i;
    if (known_n == known_room) {
        size_t room = known_room ? 2 * known_room : 64;
        struct known *larger = realloc(known, room * sizeof *known);
        if (!larger)
            rr_refuse("out of memory for the table of libraries");
        known = larger;
        known_room = room;
    }
    known[known_n] = (struct known){o->base, o->headers, wanted(o), 0};
    return known + known_n++;
}

struct objects {
    struct object *list;
    size_t n, room;
    unsigned long long adds, subs;
};

/* The walk only takes notes: the dynamic linker holds its lock meanwhile, and dlsym would take it again. */
static int note(struct dl_phdr_info *info, size_t size, void *data)
{
    struct objects *all = data;
    (void)size;
    all->adds = info->dlpi_adds;
    all->subs = info->dlpi_subs;
    if (first_done && all->adds == adds_seen && all->subs == subs_seen)
        return 1;
    if (all->n == all->room) {
        size_t room = all->room ? 2 * all->room : 32;
        struct object *larger = realloc(all->list, room * sizeof *larger);
        if (!larger)
            rr_refuse("out of memory for the list of libraries");
        all->list = larger;
        all->room = room;
    }
    struct object *o = all->list + all->n++;
    o->base = info->dlpi_addr;
    o->headers = info->dlpi_phdr;
    o->n = info->dlpi_phnum;
    snprintf(o->name, sizeof o->name, "%s", info->dlpi_name);
    return 0;
}

static void find_jdk(const struct objects *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const char *at = strstr(all->list[i].name, "/lib/server/libjvm.so");
        if (!at)
            at = strstr(all->list[i].name, "/lib/client/libjvm.so");
        if (at)
            snprintf(jdk_lib, sizeof jdk_lib, "%.*s/lib/", (int)(at - all->list[i].name), all->list[i].name);
    }
}

int rr_got_patch_all(void)
{
    int err = errno, patched = 0;
    struct objects all = {0};
    pthread_mutex_lock(&lock);
    if (dl_iterate_phdr(note, &all) == 0) {
        if (!first_done) {
            rr_shim_open();
            page_size = (size_t)sysconf(_SC_PAGESIZE);
            find_jdk(&all);
            collect_addresses();
        }
        for (size_t i = 0; i < all.n; i++) {
            struct known *entry = entry_of(all.list + i);
            if (!entry->patch || entry->searched)
                continue;
            patch_imports(all.list + i, (enum patching)entry->patch);
            if (entry->patch == ALL_ROWS)
                search_data(all.list + i);
            entry->searched = 1;
            patched++;
        }
        /* What was unloaded is forgotten: another library may come to its place. */
        for (size_t k = 0; k < known_n; k++) {
            size_t i = 0;
            while (i < all.n && (all.list[i].base != known[k].base || all.list[i].headers != known[k].headers))
                i++;
            if (i == all.n)
                known[k--] = known[--known_n];
        }
        first_done = 1;
        adds_seen = all.adds;
        subs_seen = all.subs;
    }
    pthread_mutex_unlock(&lock);
    free(all.list);
    errno = err;
    return patched;
}
