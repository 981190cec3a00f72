/**
 * The gate for programs that run in a terminal: the terminal starts `sh`, which tells its pid through one fifo, waits
 * at another, and then execs the program. So the pid, the job and the environment are the terminal's own, and the
 * tracer is there before the program's first instruction. Must not know DAP nor ptrace.
 */
import { execFile } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from './problem.ts';
import { readProcStatus } from './procStatus.ts';

/** How long a terminal may take to come up, with its shell's start-up files. */
const PATIENCE = 20_000;

/**
 * A file and not `sh -c`: nothing of it has to survive the quoting of whichever shell the terminal runs. The program
 * comes behind the working folder, argv as given; `exec` of the shell keeps pid, job and descriptors.
 */
const SCRIPT = `echo "$$" >"\${0%/*}/pid"
read -r trapline_go <"\${0%/*}/go" || exit 1
unset trapline_go
exec "$@"
`;

export interface Gate {
  /** What the terminal must run; the program and its arguments are behind it. */
  readonly command: readonly string[];
  /** Fifo that releases the shell when one line is written. */
  readonly fifo: string;
  /** The shell's pid once it waits. Rejects with a Problem when it does not come. */
  opened(): Promise<number>;
  /** Removes everything; a shell that still waits ends. */
  remove(): void;
}

/** Makes the gate's files, readable by this user alone (mkdtemp is 0700). */
export async function createGate(patience = PATIENCE): Promise<Gate> {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-'));
  const script = join(folder, 'gate');
  const pidFifo = join(folder, 'pid');
  const goFifo = join(folder, 'go');
  try {
    writeFileSync(script, SCRIPT, { mode: 0o600 });
    await promisify(execFile)('mkfifo', ['-m', '600', pidFifo, goFifo]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  // Both ends at once: neither the engine's writing nor the shell's waiting can block for want of the other.
  const hold = openSync(goFifo, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = new Socket({
    fd: openSync(pidFifo, constants.O_RDONLY | constants.O_NONBLOCK),
    readable: true,
    writable: false,
  });
  let removed = false;
  return {
    command: ['/bin/sh', script],
    fifo: goFifo,
    async opened() {
      const pid = Number(await firstLine(reader, patience));
      // Another pid namespace (a container's terminal) counts differently: never trace a stranger.
      if (!Number.isSafeInteger(pid) || pid <= 0 || !readProcStatus(pid)) {
        throw new Problem(
          'terminal',
          'The terminal runs where its processes are not visible (a container, another machine). Use "console": "internalConsole", or run the editor there.',
        );
      }
      return pid;
    },
    remove() {
      if (removed) return;
      removed = true;
      reader.destroy();
      closeSync(hold);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function firstLine(reader: Socket, patience: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      reject(
        new Problem(
          'terminal',
          `The terminal did not start the program within ${patience / 1000} seconds. Look at the terminal, and close it before you try again.`,
        ),
      );
    }, patience);
    reader.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\n');
      if (end < 0 && text.length < 32) return;
      clearTimeout(timer);
      resolve(text.slice(0, end));
    });
    reader.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
