/*
 * A parent with two children: one ends with status 3, the other runs
 * /bin/echo. The parent waits for both.
 *
 * Tick execve and wait4: with "followForks" the children are traced too.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    pid_t quiet = fork();
    if (quiet == 0)
        _exit(3);

    pid_t loud = fork();
    if (loud == 0) {
        execl("/bin/echo", "echo", "hello from a child", (char *)NULL); /* stops here */
        _exit(127);
    }

    for (int left = 2; left > 0; left--) {
        int status;
        pid_t pid = wait(&status);
        if (pid < 0)
            return 1;
        printf("%s child: status %d\n", pid == quiet ? "quiet" : "loud", WEXITSTATUS(status));
    }
    return 0;
}
