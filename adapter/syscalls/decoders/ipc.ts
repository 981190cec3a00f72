/**
 * System V and POSIX message queues, semaphores and shared memory. Layouts: asm-generic/ipcbuf.h, shmbuf.h, sembuf.h,
 * msgbuf.h for 64-bit ABIs; the i386 forms are shown as addresses.
 */
import { bitsOf, nameIn } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, low32, octal, pending, pointer, struct } from '../nodes.ts';
import { arrayAt, bytesAt, type Fields, parameter, structAt } from '../reading.ts';

/** Operations in one semop at most (SEMOPM's default is 500). */
const OPERATIONS_MAX = 4096n;

const sembuf: Decoder = (context, value, params) => {
  const count = parameter(context, params[0]) ?? 0n;
  return arrayAt(context, value, count < OPERATIONS_MAX ? count : OPERATIONS_MAX, 6, (fields) =>
    struct(fields.address, [
      ['sem_num', decimal(fields.u16(0))],
      ['sem_op', decimal(fields.i16(2))],
      ['sem_flg', bitsOf('semop_flags', BigInt(fields.u16(4)), context.arch)],
    ]),
  );
};

/** struct ipc64_perm, 48 bytes. */
const PERM = 48;

function permissions(fields: Fields): Decoded {
  return struct(fields.address, [
    ['uid', decimal(fields.u32(4))],
    ['gid', decimal(fields.u32(8))],
    ['mode', octal(fields.u32(20))],
    ['key', decimal(fields.u32(0))],
    ['cuid', decimal(fields.u32(12))],
    ['cgid', decimal(fields.u32(16))],
  ]);
}

const isWide = (context: DecodeContext): boolean => context.word === 8;

/** IPC_64 is or-ed to the command by i386 callers (linux/ipc.h). */
const IPC_64 = 0x100n;

function commandName(context: DecodeContext, params: readonly string[], set: string): string {
  const command = low32(context.argument(params[0] ?? '') ?? 0n);
  return nameIn(set, command & ~IPC_64, context.arch) ?? '';
}

const shmid: Decoder = (context, value, params) => {
  const name = commandName(context, params, 'shmctl_cmds');
  const isStat = name === 'IPC_STAT' || name.startsWith('SHM_STAT');
  if (!isWide(context) || (!isStat && name !== 'IPC_SET')) return pointer(value);
  if (context.phase === 'entry' && isStat) return pending(value);
  return structAt(context, value, 112, (fields) =>
    struct(value, [
      ['shm_perm', permissions(fields)],
      ...(isStat
        ? ([
            ['shm_segsz', decimal(fields.u64(PERM))],
            ['shm_cpid', decimal(fields.i32(PERM + 32))],
            ['shm_lpid', decimal(fields.i32(PERM + 36))],
            ['shm_nattch', decimal(fields.u64(PERM + 40))],
            ['shm_atime', decimal(fields.u64(PERM + 8))],
            ['shm_dtime', decimal(fields.u64(PERM + 16))],
            ['shm_ctime', decimal(fields.u64(PERM + 24))],
          ] as const)
        : []),
    ]),
  );
};

const msqid: Decoder = (context, value, params) => {
  const name = commandName(context, params, 'msgctl_cmds');
  const isStat = name === 'IPC_STAT' || name.startsWith('MSG_STAT');
  if (!isWide(context) || (!isStat && name !== 'IPC_SET')) return pointer(value);
  if (context.phase === 'entry' && isStat) return pending(value);
  return structAt(context, value, 120, (fields) =>
    struct(value, [
      ['msg_perm', permissions(fields)],
      ['msg_stime', isStat ? decimal(fields.u64(PERM)) : undefined],
      ['msg_rtime', isStat ? decimal(fields.u64(PERM + 8)) : undefined],
      ['msg_ctime', isStat ? decimal(fields.u64(PERM + 16)) : undefined],
      ['msg_qnum', isStat ? decimal(fields.u64(PERM + 32)) : undefined],
      ['msg_qbytes', decimal(fields.u64(PERM + 40))],
      ['msg_lspid', isStat ? decimal(fields.i32(PERM + 48)) : undefined],
      ['msg_lrpid', isStat ? decimal(fields.i32(PERM + 52)) : undefined],
    ]),
  );
};

const semctl: Decoder = (context, value, params) => {
  const name = commandName(context, params, 'semctl_cmds');
  switch (name) {
    case 'SETVAL':
      return hex(value);
    case 'IPC_STAT':
    case 'SEM_STAT':
    case 'SEM_STAT_ANY':
      if (!isWide(context)) return pointer(value);
      if (context.phase === 'entry') return pending(value);
      // x86 keeps a word behind each time (asm/sembuf.h).
      return structAt(context, value, 104, (fields) => {
        const step = context.arch === 'aarch64' ? 8 : 16;
        return struct(value, [
          ['sem_perm', permissions(fields)],
          ['sem_otime', decimal(fields.u64(PERM))],
          ['sem_ctime', decimal(fields.u64(PERM + step))],
          ['sem_nsems', decimal(fields.u64(PERM + step * 2))],
        ]);
      });
    default:
      return pointer(value);
  }
};

const message: Decoder = (context, value, params) => {
  const length = parameter(context, params[0]);
  if (length === undefined) return pointer(value);
  return structAt(context, value, context.word, (fields) =>
    struct(value, [
      ['mtype', decimal(fields.long(0))],
      ['mtext', bytesAt(context, value + BigInt(context.word), length)],
    ]),
  );
};

const mqAttr: Decoder = (context, value) => {
  const { word } = context;
  return structAt(context, value, word * 4, (fields) =>
    struct(value, [
      ['mq_flags', bitsOf('open_flags', fields.ulong(0), context.arch)],
      ['mq_maxmsg', decimal(fields.long(word))],
      ['mq_msgsize', decimal(fields.long(word * 2))],
      ['mq_curmsgs', decimal(fields.long(word * 3))],
    ]),
  );
};

/** ipc(2) of i386: what its pointer is, by call (linux/ipc.h). Sizes and commands stand in its other arguments. */
const BY_CALL: Readonly<Record<string, readonly [type: string, param: string]>> = {
  SEMOP: ['sembuf', 'second'],
  SEMTIMEDOP: ['sembuf', 'second'],
  MSGSND: ['msgbuf', 'second'],
  MSGCTL: ['msqid_ds', 'second'],
  SHMCTL: ['shmid_ds', 'second'],
};

const ipcPointer: Decoder = (context, value, params) => {
  const number = (context.argument(params[0] ?? '') ?? 0n) & 0xffffn;
  const known = BY_CALL[nameIn('ipc_calls', number, context.arch) ?? ''];
  return known ? context.decode({ type: known[0], params: [known[1]], direction: 'in' }, value) : pointer(value);
};

export const IPC: Readonly<Record<string, Decoder>> = {
  sembuf,
  shmid_ds: shmid,
  msqid_ds: msqid,
  semctl_arg: semctl,
  msgbuf: message,
  mq_attr: mqAttr,
  ipc_ptr: ipcPointer,
};
