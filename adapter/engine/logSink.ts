/**
 * Where log lines go: a file or a descriptor, in large writes. A full disk or a closed pipe is said once and ends the
 * log; the traced program goes on, and what was written stays.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { errnoMessage } from '../../native/abi/constants/index.ts';
import { rawPath } from '../../native/ffi/rawText.ts';
import { UserError } from './api.ts';

const BUFFER = 64 * 1024;
/** Characters that become bytes together. */
const TEXT = 2048;
/** Between two tries to write to a descriptor that takes nothing now. */
const PAUSE_MS = 1;
const pause = new Int32Array(new SharedArrayBuffer(4));

export interface LogSink {
  /** Printable ASCII. */
  write(line: string): void;
  /** Something was written and is not in the file yet. */
  waiting(): boolean;
  flush(): void;
  close(): void;
}

export interface SinkOptions {
  /** Gets the sentence of a failure that comes later. */
  readonly complain: (text: string) => void;
  readonly append?: boolean;
  /** What a descriptor leads to, for sentences. */
  readonly name?: string;
  /** At most so many bytes wait to be written. */
  readonly size?: number;
}

/** Opens (and empties, unless `append`) the file. Throws a UserError when that fails. */
export function openSink(target: string | number, options: SinkOptions): LogSink {
  const { complain, append = false, name: called, size = BUFFER } = options;
  const name = typeof target === 'string' ? target : (called ?? `descriptor ${target}`);
  let fd: number | undefined;
  if (typeof target === 'number') fd = target;
  else {
    try {
      fd = openSync(rawPath(target), append ? 'a' : 'w', 0o666);
    } catch (error) {
      throw new UserError(`The log ${name} can't be written: ${reason(error)}. Choose another file for "log".`);
    }
  }
  // A few lines at a time go into bytes: each one alone costs a call, and a long string made of pieces lives long
  // enough to be moved around in memory.
  const buffer = Buffer.allocUnsafe(size);
  let used = 0;
  let text = '';
  const end = (): void => {
    if (fd !== undefined && typeof target === 'string') closeSync(fd);
    fd = undefined;
  };
  const put = (bytes: Uint8Array): void => {
    let done = 0;
    while (fd !== undefined && done < bytes.length) {
      try {
        done += writeSync(fd, bytes, done);
      } catch (error) {
        // A pipe or terminal set to O_NONBLOCK by somebody else: the reader is behind, try again.
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
          Atomics.wait(pause, 0, 0, PAUSE_MS);
          continue;
        }
        complain(`${name}: ${kernelReason(error)}. The log ends here: ${reason(error)}. The program goes on.`);
        end();
      }
    }
  };
  const toBytes = (): void => {
    if (used + text.length > size) {
      put(buffer.subarray(0, used));
      used = 0;
    }
    if (text.length > size) put(Buffer.from(text, 'latin1'));
    else used += buffer.write(text, used, 'latin1');
    text = '';
  };
  const flush = (): void => {
    toBytes();
    put(buffer.subarray(0, used));
    used = 0;
  };
  return {
    write(line) {
      if (fd === undefined) return;
      text += line;
      // To a terminal each line at once, as strace does; a file gets large writes.
      if (typeof target === 'number') flush();
      else if (text.length >= TEXT) toBytes();
    },
    waiting: () => used > 0 || text !== '',
    flush,
    close() {
      flush();
      end();
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
