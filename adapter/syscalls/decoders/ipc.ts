/**
 * System V and POSIX message queues, semaphores and shared memory. Layouts: asm-generic/ipcbuf.h, shmbuf.h, sembuf.h,
 * msgbuf.h, and asm/compat.h for i386, whose forms before IPC_64 nobody uses.
 */
import { bitsOf, nameIn } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, low32, octal, pending, pointer, processId, struct } from '../nodes.ts';
import { arrayAt, bytesAt, type Fields, parameter, structAt } from '../reading.ts';
import { type Layout, layout, structOf } from './layout.ts';
import { idNode } from './scalars.ts';

/** Operations in one semop at most (SEMOPM's default is 500). */
const OPERATIONS_MAX = 4096n;

const sembuf: Decoder = (context, value, params) => {
  const count = low32(parameter(context, params[0]) ?? 0n);
  return arrayAt(context, value, count < OPERATIONS_MAX ? count : OPERATIONS_MAX, 6, (fields) =>
    struct(fields.address, [
      ['sem_num', decimal(fields.u16(0))],
      ['sem_op', decimal(fields.i16(2))],
      ['sem_flg', bitsOf('semop_flags', BigInt(fields.u16(4)), context.arch)],
    ]),
  );
};

/**
 * Where things stand: structures of 64-bit words, or i386's, whose times have their upper halves behind them. x32 has
 * the 64-bit ones.
 */
interface Widths {
  readonly word: 4 | 8;
  /** sizeof(struct ipc64_perm). */
  readonly perm: number;
}

const WIDE: Widths = { word: 8, perm: 48 };
const NARROW: Widths = { word: 4, perm: 36 };

const widthsOf = (context: DecodeContext): Widths => (context.arch === 'i386' ? NARROW : WIDE);

const wordAt = (fields: Fields, at: number, word: 4 | 8): Decoded =>
  decimal(word === 8 ? fields.u64(at) : fields.u32(at));

/** A time of eight bytes. */
const timeAt = (fields: Fields, at: number): Decoded => decimal(fields.u64(at));

function permissions(fields: Fields, isSet: boolean): Decoded {
  return struct(fields.address, [
    ['uid', idNode(BigInt(fields.u32(4)))],
    ['gid', idNode(BigInt(fields.u32(8)))],
    ['mode', octal(fields.word === 8 ? fields.u32(20) : fields.u16(20))],
    ['key', isSet ? undefined : decimal(fields.u32(0))],
    ['cuid', isSet ? undefined : idNode(BigInt(fields.u32(12)))],
    ['cgid', isSet ? undefined : idNode(BigInt(fields.u32(16)))],
  ]);
}

/** IPC_64 is or-ed to the command by i386 callers (linux/ipc.h). */
const IPC_64 = 0x100n;

function commandName(context: DecodeContext, params: readonly string[], set: string): string {
  const command = low32(context.argument(params[0] ?? '') ?? 0n);
  return nameIn(set, command & ~IPC_64, context.arch) ?? '';
}

/** What a control command's pointer is: filled in by *STAT* and *INFO, given for IPC_SET, else not looked at. */
function control(
  set: string,
  infos: Readonly<Record<string, Layout>>,
  size: (widths: Widths) => number,
  fieldsOf: (
    fields: Fields,
    widths: Widths,
    isSet: boolean,
    context: DecodeContext,
  ) => readonly (readonly [string, Decoded])[],
): Decoder {
  return (context, value, params) => {
    const name = commandName(context, params, set);
    const isSet = name === 'IPC_SET';
    const info = infos[name];
    if (!isSet && !info && !name.includes('STAT')) return pointer(value);
    if (context.phase === 'entry' && !isSet) return pending(value);
    if (info) return structOf(context, value, info);
    const widths = widthsOf(context);
    return structAt(context, value, size(widths), (fields) => struct(value, fieldsOf(fields, widths, isSet, context)));
  };
}

const SHMINFO = layout('shmmax:ulong shmmin:ulong shmmni:ulong shmseg:ulong shmall:ulong');
const SHM_INFO = layout(
  'used_ids:i32 shm_tot:ulong shm_rss:ulong shm_swp:ulong swap_attempts:ulong swap_successes:ulong',
);

const shmid = control(
  'shmctl_cmds',
  { IPC_INFO: SHMINFO, SHM_INFO },
  ({ perm, word }) => perm + 24 + word * 3 + 8 + (word === 8 ? 8 : 0),
  (fields, { word, perm }, isSet, { naming }) => {
    const shm = ['shm_perm', permissions(fields, isSet)] as const;
    if (isSet) return [shm];
    const times = perm + word;
    const pids = times + 24;
    return [
      shm,
      ['shm_segsz', wordAt(fields, perm, word)],
      ['shm_cpid', processId(naming, fields.i32(pids))],
      ['shm_lpid', processId(naming, fields.i32(pids + 4))],
      ['shm_nattch', wordAt(fields, pids + 8, word)],
      ['shm_atime', timeAt(fields, times)],
      ['shm_dtime', timeAt(fields, times + 8)],
      ['shm_ctime', timeAt(fields, times + 16)],
    ];
  },
);

const MSGINFO = layout('msgpool:i32 msgmap:i32 msgmax:i32 msgmnb:i32 msgmni:i32 msgssz:i32 msgtql:i32 msgseg:u16');

const msqid = control(
  'msgctl_cmds',
  { IPC_INFO: MSGINFO, MSG_INFO: MSGINFO },
  ({ perm, word }) => perm + 24 + word * 3 + 8,
  (fields, { word, perm }, isSet) => {
    const at = perm + 24;
    const msg = ['msg_perm', permissions(fields, isSet)] as const;
    const room = ['msg_qbytes', wordAt(fields, at + word * 2, word)] as const;
    if (isSet) return [msg, room];
    return [
      msg,
      ['msg_stime', timeAt(fields, perm)],
      ['msg_rtime', timeAt(fields, perm + 8)],
      ['msg_ctime', timeAt(fields, perm + 16)],
      ['msg_qnum', wordAt(fields, at + word, word)],
      room,
      ['msg_lspid', decimal(fields.i32(at + word * 3))],
      ['msg_lrpid', decimal(fields.i32(at + word * 3 + 4))],
    ];
  },
);

const SEMINFO = layout(
  'semmap:i32 semmni:i32 semmns:i32 semmnu:i32 semmsl:i32 semopm:i32 semume:i32 semusz:i32 semvmx:i32 semaem:i32',
);

/** x86 keeps a word behind each time (asm/sembuf.h); on i386 those are the upper halves. */
const semidOf = (step: number): Decoder =>
  control(
    'semctl_cmds',
    { IPC_INFO: SEMINFO, SEM_INFO: SEMINFO },
    ({ perm, word }) => perm + (word === 8 ? step : 8) * 2 + word,
    (fields, { word, perm }, isSet) => {
      const sem = ['sem_perm', permissions(fields, isSet)] as const;
      if (isSet) return [sem];
      const next = word === 8 ? step : 8;
      return [
        sem,
        ['sem_otime', timeAt(fields, perm)],
        ['sem_ctime', timeAt(fields, perm + next)],
        ['sem_nsems', wordAt(fields, perm + next * 2, word)],
      ];
    },
  );

const semidX86 = semidOf(16);
const semidArm = semidOf(8);

const semctl: Decoder = (context, value, params) => {
  if (commandName(context, params, 'semctl_cmds') === 'SETVAL') return hex(value);
  return (context.arch === 'aarch64' ? semidArm : semidX86)(context, value, params);
};

/** x32 shares these calls, and their long, with x86_64. */
const longOf = (context: DecodeContext): 4 | 8 => (context.arch === 'x32' ? 8 : context.word);

const message: Decoder = (context, value, params) => {
  const length = parameter(context, params[0]);
  if (length === undefined) return pointer(value);
  const word = longOf(context);
  // struct msgbuf as it is declared, with a byte of text and its padding.
  return structAt(context, value, word * 2, (fields) =>
    struct(value, [
      ['mtype', decimal(word === 8 ? fields.i64(0) : BigInt(fields.i32(0)))],
      ['mtext', bytesAt(context, value + BigInt(word), length)],
    ]),
  );
};

const mqAttr: Decoder = (context, value) => {
  const word = longOf(context);
  return structAt(context, value, word * 8, (fields) => {
    const long = (i: number): bigint => (word === 8 ? fields.i64(i * 8) : BigInt(fields.i32(i * 4)));
    const flags = BigInt.asUintN(word * 8, long(0));
    const isNew = context.signature.name === 'mq_open';
    return struct(value, [
      // A new queue has none: mq_open looks at its own flags.
      ['mq_flags', isNew ? hex(flags) : bitsOf('mq_flags', flags, context.arch)],
      ['mq_maxmsg', decimal(long(1))],
      ['mq_msgsize', decimal(long(2))],
      ['mq_curmsgs', decimal(long(3))],
    ]);
  });
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
