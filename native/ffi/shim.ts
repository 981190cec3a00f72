/**
 * The shim that a launched program starts as: a static ELF file of some 200 bytes that stops itself with SIGSTOP and then
 * executes its second argument with the rest as argv and its environment untouched. The tracer seizes it in that stop,
 * so nothing of the program has run, and one execve lies between shim and program. It allocates nothing, opens
 * nothing, and changes no limit or variable, unlike a shell. When execve fails it exits with the errno. Until it is
 * seized nobody would end it but its parent: the kernel does when the parent's thread is gone (PR_SET_PDEATHSIG), and
 * forgets that again before execve.
 */

/**
 * x86_64, assembled from (Intel syntax):
 *
 *     xor eax, eax; push rax (four times); mov rsi, rsp; xor edx, edx; mov r10d, 8
 *     mov edi, 32; mov eax, 13; syscall         rt_sigaction(32, SIG_DFL): posix_spawn of glibc leaves its
 *     mov edi, 33; mov eax, 13; syscall         two internal signals ignored, and a shell does not
 *     add rsp, 32
 *     mov edi, 1; mov esi, 9; mov eax, 157; syscall      prctl(PR_SET_PDEATHSIG, SIGKILL)
 *     mov eax, 110; syscall; test eax, eax; jz stop; cmp eax, PARENT; jne exit      getppid: has it gone before that?
 *     stop: mov eax, 39; syscall                getpid; 0 above is a parent in another pid namespace
 *     mov edi, eax; mov esi, 19; mov eax, 62; syscall    kill(pid, SIGSTOP)
 *     mov edi, 1; xor esi, esi; mov eax, 157; syscall    prctl(PR_SET_PDEATHSIG, 0)
 *     mov ecx, [rsp]                            argc
 *     mov rdi, [rsp+16]                         argv[1]: the path
 *     lea rdx, [rsp+rcx*8+16]                   envp
 *     lea rsi, [rsp+24]                         argv+2
 *     mov eax, 59; syscall                      execve
 *     exit: neg eax; mov edi, eax; mov eax, 231; syscall     exit_group(errno)
 */
const codeX86_64 = (parent: number): string =>
  [
    '31c0505050504889e631d241ba08000000bf20000000b80d0000000f05bf21000000b80d0000000f054883c420',
    'bf01000000be09000000b89d0000000f05b86e0000000f0585c074073d',
    word(parent),
    '753cb8270000000f0589c7be13000000b83e0000000f05bf0100000031f6b89d0000000f05',
    '8b0c24488b7c2410488d54cc10488d742418b83b0000000f05f7d889c7b8e70000000f05',
  ].join('');

/**
 * arm64, the same in its words:
 *
 *     sub sp, sp, #32; stp xzr, xzr, [sp]; stp xzr, xzr, [sp, #16]
 *     mov x0, #32; mov x1, sp; mov x2, #0; mov x3, #8; mov x8, #134; svc #0      rt_sigaction(32, SIG_DFL)
 *     mov x0, #33; mov x1, sp; svc #0; add sp, sp, #32                          and 33
 *     mov x0, #1; mov x1, #9; mov x8, #167; svc #0                              prctl(PR_SET_PDEATHSIG, SIGKILL)
 *     mov x8, #173; svc #0; cbz w0, stop                                        getppid
 *     movz w9, #PARENT; movk w9, #PARENT, lsl #16; cmp w0, w9; b.ne exit
 *     stop: mov x8, #172; svc #0                                                getpid
 *     mov x1, #19; mov x8, #129; svc #0                                         kill(pid, SIGSTOP)
 *     mov x0, #1; mov x1, #0; mov x8, #167; svc #0                              prctl(PR_SET_PDEATHSIG, 0)
 *     ldr x9, [sp]; ldr x0, [sp, #16]; add x1, sp, #24; add x2, sp, #16; add x2, x2, x9, lsl #3
 *     mov x8, #221; svc #0                                                      execve
 *     exit: neg x0, x0; mov x8, #94; svc #0                                     exit_group(errno)
 */
const codeAarch64 = (parent: number): string =>
  [
    'ff8300d1ff7f00a9ff7f01a9000480d2e1030091020080d2030180d2c81080d2010000d4200480d2e1030091010000d4ff830091',
    '200080d2210180d2e81480d2010000d4a81580d2010000d4a0000034',
    word(0x52800009 | ((parent & 0xffff) << 5)),
    word(0x72a00009 | ((parent >>> 16) << 5)),
    '1f00096b21020054881580d2010000d4610280d2281080d2010000d4200080d2010080d2e81480d2010000d4',
    'e90340f9e00b40f9e1630091e2430091420c098ba81b80d2010000d4e00300cbc80b80d2010000d4',
  ].join('');

/** 32 bits as little-endian bytes. */
function word(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes.toString('hex');
}

/** By process.arch: the code, and its EM_* of linux/elf-em.h. */
const SHIMS: Readonly<Record<string, { readonly code: (parent: number) => string; readonly machine: number }>> = {
  x64: { code: codeX86_64, machine: 62 },
  arm64: { code: codeAarch64, machine: 183 },
};

const ELF_HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const LOAD_ADDRESS = 0x400000n;

/** The whole ELF file (elf(5)): header, one PT_LOAD segment, code. `parent`: who starts it. */
export function shimImage(processor: string = process.arch, parent: number = process.pid): Uint8Array {
  const shim = SHIMS[processor];
  if (!shim) throw new Error(`no shim for ${processor}`);
  const code = Buffer.from(shim.code(parent), 'hex');
  const start = ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES;
  const image = Buffer.alloc(start + code.length);
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  image.writeUInt16LE(2, 16); // ET_EXEC
  image.writeUInt16LE(shim.machine, 18);
  image.writeUInt32LE(1, 20); // EV_CURRENT
  image.writeBigUInt64LE(LOAD_ADDRESS + BigInt(start), 24);
  image.writeBigUInt64LE(BigInt(ELF_HEADER_BYTES), 32); // e_phoff
  image.writeUInt16LE(ELF_HEADER_BYTES, 52);
  image.writeUInt16LE(PROGRAM_HEADER_BYTES, 54);
  image.writeUInt16LE(1, 56); // e_phnum
  const segment = ELF_HEADER_BYTES;
  image.writeUInt32LE(1, segment); // PT_LOAD
  image.writeUInt32LE(5, segment + 4); // PF_R | PF_X
  image.writeBigUInt64LE(LOAD_ADDRESS, segment + 16);
  image.writeBigUInt64LE(LOAD_ADDRESS, segment + 24);
  image.writeBigUInt64LE(BigInt(image.length), segment + 32);
  image.writeBigUInt64LE(BigInt(image.length), segment + 40);
  image.writeBigUInt64LE(4096n, segment + 48);
  image.set(code, start);
  return image;
}
