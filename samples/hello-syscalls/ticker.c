/*
 * Prints a line each second until it is told to end: something to attach
 * to. Start it in a terminal (./ticker), then run the configuration
 * "Attach to a process" and choose it.
 */
#include <stdio.h>
#include <time.h>

int main(void)
{
    struct timespec second = {.tv_sec = 1};
    for (int i = 1;; i++) {
        printf("tick %d\n", i);
        fflush(stdout);
        nanosleep(&second, NULL);
    }
}
