/* Forks, and the child makes a call that is to see what its parent had: both say their results. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status = 0;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		printf("child: parent %s\n", getppid() > 1 ? "known" : "unknown");
		return 3;
	}
	waitpid(child, &status, 0);
	printf("parent: child %d\n", WEXITSTATUS(status));
	return 0;
}
