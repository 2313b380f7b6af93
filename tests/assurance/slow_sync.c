/* Lets fsync and fdatasync take as long as SYNC_MS says, on top of the disk's own time:
   a fast disk measures like those of most data centres. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_for_disk(void) {
    const char *ms = getenv("SYNC_MS");
    long micros = ms ? (long)(atof(ms) * 1000) : 0;
    struct timespec rest = {micros / 1000000, micros % 1000000 * 1000};
    while (micros > 0 && nanosleep(&rest, &rest) != 0) { }
}

#define SHIM(name)                                                       \
    int name(int fd) {                                                   \
        static int (*real)(int);                                         \
        if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);         \
        int done = real(fd);                                             \
        wait_for_disk();                                                 \
        return done;                                                     \
    }

SHIM(fsync)
SHIM(fdatasync)
