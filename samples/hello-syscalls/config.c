/*
 * Reads a greeting from the first configuration file that is there, and
 * writes it down.
 *
 * Tick openat in Run and Debug > Syscalls and press F5: the first openat
 * of this program fails with ENOENT, the second succeeds. (The ones before
 * come from the loader: it opens the C library.)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const places[] = {"user.conf", "default.conf"};

static int open_config(void)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        int fd = open(places[i], O_RDONLY | O_CLOEXEC); /* stops here */
        if (fd >= 0)
            return fd;
        fprintf(stderr, "%s: %s\n", places[i], strerror(errno));
    }
    return -1;
}

int main(void)
{
    char text[256];
    int in = open_config();
    if (in < 0)
        return 1;
    ssize_t length = read(in, text, sizeof text);
    close(in);
    if (length < 0)
        return 1;

    int out = open("greeting.out", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (out < 0 || write(out, text, (size_t)length) != length)
        return 1;
    close(out);
    printf("read %zd bytes\n", length);
    return 0;
}
