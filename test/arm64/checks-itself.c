/*
 * fixtures/checks-itself.c for arm64: makes a call with every register filled, and says what they were afterwards.
 */
/* x0 to x28; the call's number is x8's. */
enum { COUNT = 29, NUMBER = 8, VECTORS = 512 };
static const char *const names[] = { "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28" };
/* svc #0; ret */
#define INSTRUCTIONS "\x01\x00\x00\xd4\xc0\x03\x5f\xd6"
#define INSTRUCTION_SIZE 4
#include "../fixtures/checks-itself.inc"

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
