/*
 * Three threads that each write their lines to a pipe, and a main thread
 * that reads them.
 *
 * Tick write: each thread stops by itself, the others run on. Run and
 * Debug > Tracees shows them all.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 3, LINES = 2 };

static int ends[2];

static void *worker(void *argument)
{
    int number = *(int *)argument;
    char line[64];
    for (int i = 1; i <= LINES; i++) {
        int length = snprintf(line, sizeof line, "thread %d, line %d\n", number, i);
        if (write(ends[1], line, (size_t)length) != length) /* stops here */
            return NULL;
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];
    char text[512];
    if (pipe(ends) != 0)
        return 1;
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i + 1;
        if (pthread_create(&threads[i], NULL, worker, &numbers[i]) != 0)
            return 1;
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    close(ends[1]);
    for (ssize_t length; (length = read(ends[0], text, sizeof text)) > 0;)
        fwrite(text, 1, (size_t)length, stdout);
    return 0;
}
