/*
 * fixtures/checks-itself.c for arm64: makes a call with every register filled, and says what they were afterwards.
 * Registers (those of vectors too), signal mask, pending signals and mappings must be what they were. `page-end`: the
 * instruction is the last one of a read-only page.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* x0 to x28; the call's number is x8's. */
enum { COUNT = 29, NUMBER = 8 };

void filled_call(const long *in, long *out, void *code);
__asm__(".text\n.globl filled_call, plain_code\nfilled_call:\n"
	"stp x29, x30, [sp, #-128]!; mov x29, sp; stp x19, x20, [sp, #16]; stp x21, x22, [sp, #32]; stp x23, x24, [sp, #48]\n"
	"stp x25, x26, [sp, #64]; stp x27, x28, [sp, #80]; stp x1, x2, [sp, #96]; mov x30, x0\n"
	"adrp x9, vectors; add x9, x9, :lo12:vectors\n"
	".irp n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30\n ldr q\\n, [x9, #16*\\n]\n.endr\n"
	".irp n, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31\n ldr q\\n, [x9, #16*\\n]\n.endr\n"
	".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28\n"
	" ldr x\\n, [x30, #8*\\n]\n.endr\n"
	"ldr x30, [x29, #104]; blr x30; ldr x30, [x29, #96]\n"
	".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28\n"
	" str x\\n, [x30, #8*\\n]\n.endr\n"
	"adrp x9, vectors_after; add x9, x9, :lo12:vectors_after\n"
	".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n"
	" str q\\n, [x9, #16*\\n]\n.endr\n"
	"ldp x19, x20, [sp, #16]; ldp x21, x22, [sp, #32]; ldp x23, x24, [sp, #48]; ldp x25, x26, [sp, #64]\n"
	"ldp x27, x28, [sp, #80]; ldp x29, x30, [sp], #128; ret\n"
	"plain_code: svc #0; ret\n");
extern char plain_code[];
__attribute__((aligned(16))) unsigned char vectors[512], vectors_after[512];

static char maps_before[16384], maps_after[16384];

static void read_maps(char *into)
{
	int fd = open("/proc/self/maps", O_RDONLY);
	ssize_t size = 0, got;
	while ((got = read(fd, into + size, sizeof maps_before - 1 - size)) > 0) size += got;
	into[size] = 0;
	close(fd);
}

static void *at_page_end(void)
{
	long page = sysconf(_SC_PAGESIZE);
	char *pages = mmap(0, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(pages + page - 4, "\x01\x00\x00\xd4\xc0\x03\x5f\xd6", 8);
	mprotect(pages, 2 * page, PROT_READ | PROT_EXEC);
	return pages + page - 4;
}

int main(int argc, char **argv)
{
	long in[COUNT], out[COUNT];
	sigset_t mask, mask_after, pending;
	void *code = argc > 1 && !strcmp(argv[1], "page-end") ? at_page_end() : plain_code;
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR2);
	sigprocmask(SIG_SETMASK, &mask, 0);
	raise(SIGUSR2);
	for (int i = 0; i < 512; i++) vectors[i] = i * 7;
	for (int i = 0; i < COUNT; i++) in[i] = 0x0123456789abcdef * (i + 1);
	in[NUMBER] = SYS_getppid;
	read_maps(maps_before);
	filled_call(in, out, code);
	read_maps(maps_after);
	sigprocmask(SIG_SETMASK, 0, &mask_after);
	sigpending(&pending);
	if (memcmp(&pending, &mask, sizeof(long))) printf("other signals are pending\n");
	if (memcmp(vectors, vectors_after, sizeof vectors)) printf("the vectors differ\n");
	for (int i = 1; i < COUNT; i++)
		if (in[i] != out[i]) printf("x%d is %lx, was %lx\n", i, out[i], in[i]);
	if (memcmp(&mask, &mask_after, sizeof(long))) printf("the mask differs\n");
	if (strcmp(maps_before, maps_after)) printf("the mappings differ\n%s\n%s", maps_before, maps_after);
	printf("result %ld\n", out[0] == getppid() ? 0 : out[0]);
	return 0;
}
