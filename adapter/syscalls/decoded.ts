/**
 * One decoded value as plain data: it crosses threads by structured clone, prints in strace's notation (print.ts),
 * compares in conditions (value.ts) and expands in the Variables view. Nothing here is text made for people:
 * tracee bytes stay bytes until they are printed, quoted and bounded.
 */

import type { FdDetail } from '../../native/tracer/fdDetail.ts';

export type Decoded = (
  | IntNode
  | EnumNode
  | FlagsNode
  | StringNode
  | PointerNode
  | FdNode
  | StructNode
  | ArrayNode
  | CallNode
  | ChangeNode
) & {
  /** Printed behind the value as strace does: `/* … *\/`. Never tracee bytes unless already quoted by print.ts. */
  readonly comment?: string;
  /** The comment is a constant's name or a number as people say it, which is left out where constants are numbers. */
  readonly isName?: true;
  /** At entry: the kernel will have changed it by exit (the command of the call says so), so a log waits for that. */
  readonly pending?: true;
};

/** `radix` 16 prints 0x…, 8 prints 0…; 10 signed unless the decoder made the value positive. */
export interface IntNode {
  readonly kind: 'int';
  readonly value: bigint;
  readonly radix: 10 | 16 | 8;
  /** Characters at least, with zeros behind the `0x` (masks). */
  readonly width?: number;
  /** A process's command name, printed behind its id: `42<sh>`. */
  readonly comm?: string;
}

/** One constant of a set. Without `name` it prints `0x… /* SET_??? *\/`, as strace does (`unknown` = `SET_???`). */
export interface EnumNode {
  readonly kind: 'enum';
  readonly value: bigint;
  readonly name?: string;
  readonly unknown?: string;
  /** What it prints as where constants are numbers, when that is not `value`: the time that UTIME_NOW stands for. */
  readonly plain?: Decoded;
  /** Its number prints in decimal. */
  readonly radix?: 10 | 16;
  /** No number under -X. */
  readonly text?: true;
}

/** Bits: names in the table's order, then what no name covers. `unknown` as in EnumNode, printed when no name fits. */
export interface FlagsNode {
  readonly kind: 'flags';
  readonly value: bigint;
  readonly names: readonly string[];
  readonly rest: bigint;
  /** 8 where the rest is a mode (`S_IFREG|0644`, `IPC_CREAT|0600`) and always printed. */
  readonly restRadix?: 8 | 10;
  readonly unknown?: string;
  /** Several sets that share one number: each prints on its own. `names` and `rest` are those of all of them. */
  readonly parts?: readonly (EnumNode | FlagsNode | IntNode)[];
}

/** Bytes read from the tracee. `truncated`: more was there (prints `"…"...`). */
export interface StringNode {
  readonly kind: 'string';
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
  readonly address: bigint;
  /** A path (printed whole, counts for `-P` and for fd annotations) or a C string, or plain bytes. */
  readonly role: 'path' | 'cstring' | 'bytes';
  /** Always printed as `\x…` (random bytes, addresses of unknown families). */
  readonly form?: 'hex';
  /** A NUL ends it that is shown only where strings are in hexadecimal (strace -x): then it is this. */
  readonly ended?: Pick<StringNode, 'bytes' | 'truncated'>;
  /** Printed before the quote: an abstract socket's name. */
  readonly prefix?: string;
}

/** An address that is shown and not followed: NULL, unreadable memory, or an out-argument of a failed call. */
export interface PointerNode {
  readonly kind: 'pointer';
  readonly address: bigint;
}

export interface FdNode {
  readonly kind: 'fd';
  readonly fd: number;
  /** What /proc/PID/fd says: a path, `socket:[…]`, `pipe:[…]`; absent when unknown. AT_FDCWD has the cwd here. */
  readonly path?: string;
  /** What it is beyond its path, where that was asked for (strace -yy). */
  readonly detail?: FdDetail;
  /** AT_FDCWD as a name; absent for plain descriptors. */
  readonly name?: string;
  /** It is another process's, not the caller's. */
  readonly foreign?: true;
}

export interface FieldNode {
  readonly name: string;
  readonly node: Decoded;
  /** Not part of the abbreviated notation; for expressions and trees. */
  readonly detail?: true;
  /** Fields were left out in front of it in the abbreviated form: prints `..., name=`. */
  readonly gap?: true;
  /** How the name prints, if not as `name=`: `/* name *\/ ` or not at all. */
  readonly label?: 'comment' | 'none';
}

export interface StructNode {
  readonly kind: 'struct';
  readonly fields: readonly FieldNode[];
  /** Fields were left out in the abbreviated form: prints `, ...}`. */
  readonly more: boolean;
  readonly address: bigint;
}

/** `[a, b, c]`; a pointer to one scalar is an array of one item, as strace prints it. */
export interface ArrayNode {
  readonly kind: 'array';
  readonly items: readonly Decoded[];
  readonly more: boolean;
  readonly address: bigint;
  /** strace prints signal sets `[INT TERM]` and others `[a, b]`. */
  readonly separator?: string;
  /** The element there could not be read: prints `... /* 0x… *\/` at the end. */
  readonly unreadable?: bigint;
  /** Printed before the bracket: `~` of a complemented signal set. */
  readonly prefix?: string;
  /** So many items are part of the abbreviated notation, then `...`; the others are for expressions and trees. */
  readonly brief?: number;
  /** What it prints as where constants are numbers: the words whose bits its items are. */
  readonly plain?: Decoded;
  /** An index by name in front of each item: `[[VINTR]=0x3, [VQUIT]=0x1c]`. */
  readonly labels?: readonly string[];
}

/** `makedev(0x1, 0x3)`, `htons(80)`, `inet_addr("127.0.0.1")`: strace's call-like spellings of a number. */
export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Decoded[];
  readonly value: bigint;
  /** What it prints as where constants are numbers: the bytes of an address in network order, an interface's number. */
  readonly plain?: Decoded;
  /** The field that it fills in, where its structure does not name it: `inet_pton(AF_INET6, "::1", &sin6_addr)`. */
  readonly fills?: string;
}

/** `16 => 10`, `[0] => [100]`: an in-out value that changed. Brackets are an array's around it or inside. */
export interface ChangeNode {
  readonly kind: 'change';
  readonly before: Decoded;
  readonly after: Decoded;
}
