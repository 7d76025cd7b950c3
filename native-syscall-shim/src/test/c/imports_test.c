/*
 * Every function that the native libraries of a JDK import from the C library is a row of syscalls.def. Reads the libraries
 * of all JDKs named in RR_JDKS (separated by colons), or else below /usr/lib/jvm, from their files. With RR_IMPORTS=-v in the
 * environment it prints how many imports each library has.
 */
/* sources: shim.c fds.c io_*.c got.c refusals.c refusals_x86_64.S */
#include "fake_tape.h"

#include <elf.h>
#include <limits.h>

/* Names that the linker itself leaves undefined, and that no library defines. */
static const char *const by_the_linker[] = {"__gmon_start__", "_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable", "_Jv_RegisterClasses"};

/* The files that a version of an import may name; libm and the compiler's libraries compute, see got.c. */
static const char *const libc_files[] = {"libc.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libresolv.so.2", "ld-linux-x86-64.so.2"};

static unsigned missing, libraries, imports;

struct image {
    const char *bytes;
    size_t size;
};

static const Elf64_Shdr *section(const struct image *im, unsigned type, const Elf64_Shdr **linked)
{
    const Elf64_Ehdr *head = (const Elf64_Ehdr *)im->bytes;
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(im->bytes + head->e_shoff);
    for (unsigned i = 0; i < head->e_shnum; i++) {
        if (sections[i].sh_type != type)
            continue;
        if (linked)
            *linked = sections + sections[i].sh_link;
        return sections + i;
    }
    return NULL;
}

/* The file that version `index` comes from, by the table of needed versions; NULL: none. */
static const char *file_of_version(const struct image *im, unsigned index)
{
    const Elf64_Shdr *strings, *needed = section(im, SHT_GNU_verneed, &strings);
    if (!needed)
        return NULL;
    const char *at = im->bytes + needed->sh_offset;
    for (unsigned n = needed->sh_info; n > 0; n--) {
        const Elf64_Verneed *file = (const Elf64_Verneed *)at;
        const char *entry = at + file->vn_aux;
        for (unsigned k = 0; k < file->vn_cnt; k++) {
            const Elf64_Vernaux *version = (const Elf64_Vernaux *)entry;
            if (version->vna_other == index)
                return im->bytes + strings->sh_offset + file->vn_file;
            entry += version->vna_next;
        }
        at += file->vn_next;
    }
    return NULL;
}

static int is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* Without version, the C library of this machine tells whether the name is one of its own. */
static int is_of_libc(const char *name, const char *file)
{
    if (file)
        return is_one_of(file, libc_files, sizeof libc_files / sizeof *libc_files);
    Dl_info info;
    void *found = dlsym(RTLD_DEFAULT, name);
    const char *base = found && dladdr(found, &info) ? strrchr(info.dli_fname, '/') : NULL;
    return base && is_one_of(base + 1, libc_files, sizeof libc_files / sizeof *libc_files);
}

static void check_library(const char *path)
{
    struct image im;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof(Elf64_Ehdr)) {
        close(fd);
        return;
    }
    im.size = (size_t)st.st_size;
    im.bytes = mmap(NULL, im.size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    const Elf64_Shdr *strings, *symbols = NULL;
    if (im.bytes != MAP_FAILED && memcmp(im.bytes, ELFMAG, SELFMAG) == 0)
        symbols = section(&im, SHT_DYNSYM, &strings);
    CHECK(symbols);
    const Elf64_Shdr *versions = section(&im, SHT_GNU_versym, NULL);
    const Elf64_Sym *symbol = (const Elf64_Sym *)(im.bytes + symbols->sh_offset);
    const Elf64_Half *version = versions ? (const Elf64_Half *)(im.bytes + versions->sh_offset) : NULL;
    unsigned here = 0;
    for (size_t i = 1; i < symbols->sh_size / sizeof *symbol; i++) {
        const char *name = im.bytes + strings->sh_offset + symbol[i].st_name;
        if (symbol[i].st_shndx != SHN_UNDEF || is_one_of(name, by_the_linker, sizeof by_the_linker / sizeof *by_the_linker))
            continue;
        const char *file = version ? file_of_version(&im, version[i] & 0x7fff) : NULL;
        if (!is_of_libc(name, file))
            continue;
        here++;
        if (rr_row_named(name))
            continue;
        printf("%s: %s%s%s has no row in syscalls.def\n", path, name, file ? " of " : "", file ? file : "");
        missing++;
    }
    if (getenv("RR_IMPORTS"))
        printf("%s: %u\n", path, here);
    imports += here;
    libraries++;
    munmap((void *)im.bytes, im.size);
}

/* lib and the folders in it, except libjvm.so, whose calls are the VM's own. */
static void check_folder(const char *folder, int depth)
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        size_t length = strlen(e->d_name);
        struct stat st;
        if (e->d_name[0] == '.' || stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && depth > 0)
            check_folder(path, depth - 1);
        else if (length > 3 && strcmp(e->d_name + length - 3, ".so") == 0 && strcmp(e->d_name, "libjvm.so") != 0)
            check_library(path);
    }
    if (d)
        closedir(d);
}

static unsigned check_jdk(const char *home)
{
    char path[PATH_MAX];
    unsigned before = libraries;
    snprintf(path, sizeof path, "%s/lib", home);
    check_folder(path, 1);
    if (libraries > before)
        printf("%s: %u libraries, %u imports from the C library so far\n", home, libraries - before, imports);
    return libraries - before;
}

int main(void)
{
    const char *jdks = getenv("RR_JDKS");
    if (jdks && *jdks) {
        char *list = strdup(jdks), *rest = list;
        for (char *home; (home = strsep(&rest, ":"));)
            if (*home && !check_jdk(home))
                printf("%s: no JDK\n", home), missing++;
        free(list);
    } else {
        DIR *d = opendir("/usr/lib/jvm");
        for (struct dirent *e; d && (e = readdir(d));) {
            char home[PATH_MAX];
            struct stat st;
            snprintf(home, sizeof home, "/usr/lib/jvm/%s", e->d_name);
            if (e->d_name[0] != '.' && lstat(home, &st) == 0 && S_ISDIR(st.st_mode)) /* links lead to JDKs that are met anyway */
                check_jdk(home);
        }
        if (d)
            closedir(d);
    }
    if (libraries == 0)
        printf("no JDK was found: name one in RR_JDKS\n");
    return missing || libraries == 0;
}
