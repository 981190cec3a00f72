/*
 * Reads from a pipe until a signal's handler has written to it: the kernel makes the call again, with the arguments that
 * it had. Says what came, and how often the handler ran. `eintr`: the handler does not ask for that, and the call fails.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static int ends[2];
static volatile int handled;

static void write_to_it(int signal)
{
	(void)signal;
	handled++;
	if (write(ends[1], "ab", 2) != 2) _exit(9);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = write_to_it, .sa_flags = SA_RESTART };
	const struct itimerval soon = { .it_value = { .tv_usec = 50000 } };
	char bytes[3] = { 0 };
	if (argc > 1 && !strcmp(argv[1], "eintr")) action.sa_flags = 0;
	if (pipe(ends)) return 1;
	sigaction(SIGALRM, &action, 0);
	setitimer(ITIMER_REAL, &soon, 0);
	long got = read(ends[0], bytes, 2);
	printf("read %ld %s %s, handled %d\n", got, got < 0 ? "EINTR" + (errno != EINTR) * 5 : "-", bytes, handled);
	return 0;
}
