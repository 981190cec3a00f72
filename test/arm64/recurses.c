/* A function that calls itself from one place, and makes a call in every frame: prints what the outermost returned. */
#include <stdio.h>
#include <unistd.h>

static long deeper(long left)
{
	long below = 0;
	getppid();
	if (left > 0) below = deeper(left - 1);
	return below + 1;
}

int main(void)
{
	printf("frames %ld\n", deeper(4));
	return 0;
}
