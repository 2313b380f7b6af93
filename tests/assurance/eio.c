/* Lets fsync and fdatasync fail with EIO while the file named by EIO_WHEN exists. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fails(void) {
    const char *when = getenv("EIO_WHEN");
    return when && access(when, F_OK) == 0;
}

#define SHIM(name)                                                       \
    int name(int fd) {                                                   \
        static int (*real)(int);                                         \
        if (fails()) { errno = EIO; return -1; }                         \
        if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);         \
        return real(fd);                                                 \
    }

SHIM(fsync)
SHIM(fdatasync)
