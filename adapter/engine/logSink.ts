/**
 * Where log lines go: a file or a descriptor, in large writes. A full disk or a closed pipe is said once and ends the
 * log; the traced program goes on, and what was written stays.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { errnoMessage } from '../../native/abi/constants/index.ts';
import { UserError } from './api.ts';

const BUFFER = 64 * 1024;

export interface LogSink {
  write(line: string): void;
  flush(): void;
  close(): void;
}

export interface SinkOptions {
  /** Gets the sentence of a failure that comes later. */
  readonly complain: (text: string) => void;
  readonly append?: boolean;
  /** What a descriptor leads to, for sentences. */
  readonly name?: string;
}

/** Opens (and empties, unless `append`) the file. Throws a UserError when that fails. */
export function openSink(target: string | number, { complain, append = false, name: called }: SinkOptions): LogSink {
  const name = typeof target === 'string' ? target : (called ?? `descriptor ${target}`);
  let fd: number | undefined;
  if (typeof target === 'number') fd = target;
  else {
    try {
      fd = openSync(target, append ? 'a' : 'w', 0o666);
    } catch (error) {
      throw new UserError(`The log ${name} can't be written: ${reason(error)}. Choose another file for "log".`);
    }
  }
  let buffer = '';
  const flush = (): void => {
    if (fd === undefined || buffer === '') return;
    const bytes = Buffer.from(buffer, 'latin1');
    buffer = '';
    let done = 0;
    while (done < bytes.length) {
      try {
        done += writeSync(fd, bytes, done);
      } catch (error) {
        // A pipe or terminal set to O_NONBLOCK by somebody else: the reader is behind, try again.
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
        complain(`${name}: ${kernelReason(error)}. The log ends here: ${reason(error)}. The program goes on.`);
        fd = undefined;
        return;
      }
    }
  };
  return {
    write(line) {
      if (fd === undefined) return;
      buffer += line;
      // To a terminal each line at once, as strace does; a file gets large writes.
      if (typeof target === 'number' || buffer.length >= BUFFER) flush();
    },
    flush,
    close() {
      flush();
      if (fd !== undefined && typeof target === 'string') closeSync(fd);
      fd = undefined;
    },
  };
}

/** As strerror(3) says it, which is what strace writes. */
function kernelReason(error: unknown): string {
  const { errno, code } = error as NodeJS.ErrnoException;
  return errnoMessage(-(errno ?? 0)) ?? String(code);
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'its folder does not exist';
    case 'EACCES':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EPIPE':
      return 'nobody reads it any more';
    default:
      return String((error as NodeJS.ErrnoException).code ?? error);
  }
}
