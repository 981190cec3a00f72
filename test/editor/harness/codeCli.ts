/**
 * Runs a suite in the extension host of code-server and ends as desktop VS Code would: 0 when run() resolves, 1 when
 * it rejects. Beyond that: 2 when the harness itself fails, 3 when the extension host dies, 124 when nothing comes.
 * Knows VS Code's command line and the two functions that the web workbench calls, nothing of Trapline.
 */
import { execFileSync } from 'node:child_process';
import { constants, openSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { format } from 'node:util';
import type { Browser } from 'playwright-core';
import { workbenchAddress } from './address.ts';
import { startBrowser } from './browser.ts';
import { type CommandLine, parseCommandLine } from './commandLine.ts';
import { type Server, startServer, temporaryFolder } from './server.ts';

const HARNESS_FAILED = 2;
const HOST_DIED = 3;
const TIMED_OUT = 124;
const LIMIT = Number(process.env['TRAPLINE_TEST_TIMEOUT'] ?? 300_000);

/** Prints what the suite writes into the fifo: nothing is lost even when the extension host dies. */
function relayOutput(fifo: string): void {
  execFileSync('mkfifo', [fifo]);
  // Read and write: the fifo then never reports an end while the host has not opened it yet.
  const fd = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.unref();
  createInterface({ input: socket }).on('line', (line) => {
    const [stream, text] = JSON.parse(line) as [number, string];
    (stream === 1 ? process.stdout : process.stderr).write(text);
  });
}

/** The exit code that the workbench reports; the host's own verdict is in `verdict`. */
async function runInWorkbench(server: Server, browser: Browser, line: CommandLine): Promise<number> {
  const page = await browser.contexts()[0]?.newPage();
  if (!page) return HARNESS_FAILED;
  const code = new Promise<number>((done) => {
    void page.exposeFunction('codeAutomationExit', done);
    page.on('crash', () => done(HARNESS_FAILED));
    server.child.once('exit', () => done(HARNESS_FAILED));
    const timer = setTimeout(() => {
      process.stderr.write(`No result after ${LIMIT / 1000} s.\n`);
      done(TIMED_OUT);
    }, LIMIT);
    timer.unref();
  });
  await page.exposeFunction('codeAutomationLog', (type: string, parts: unknown[]) => {
    if (process.env['TRAPLINE_VERBOSE']) process.stderr.write(`[workbench ${type}] ${format(...parts)}\n`);
  });
  await page.goto(
    workbenchAddress(server, {
      folder: line.folder,
      extensions: line.extensions,
      tests: join(import.meta.dirname, 'bootstrap.cjs'),
      disableExtensions: line.disableExtensions,
    }),
  );
  return code;
}

/**
 * An extension host that dies makes the workbench report 0 as well, so the bootstrap leaves a verdict when run()
 * has really settled.
 */
function verdict(file: string, code: number, server: Server): number {
  if (code !== 0) return code;
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { ok: boolean }).ok ? 0 : 1;
  } catch {
    const why = server.log.findLast((text) => /exited with code/i.test(text)) ?? 'the server says nothing about it';
    process.stderr.write(`The extension host died before the tests had ended: ${why}\n`);
    return HOST_DIED;
  }
}

async function main(line: CommandLine): Promise<number> {
  if (line.tests === undefined) {
    process.stderr.write('Only test runs are supported: --extensionTestsPath is missing.\n');
    return HARNESS_FAILED;
  }
  const root = temporaryFolder();
  const result = join(root, 'result.json');
  const fifo = join(root, 'output');
  relayOutput(fifo);
  let server: Server | undefined;
  let browser: Browser | undefined;
  const cleanUp = async () => {
    await browser?.close().catch(() => {});
    await server?.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
  }
  try {
    server = await startServer({
      root,
      ...(line.userDataDir === undefined ? {} : { userDataDir: line.userDataDir }),
      ...(line.extensionsDir === undefined ? {} : { extensionsDir: line.extensionsDir }),
      env: { TRAPLINE_BOOTSTRAP: JSON.stringify({ tests: line.tests, fifo, result }) },
    });
    browser = (await startBrowser()).browser;
    return verdict(result, await runInWorkbench(server, browser, line), server);
  } finally {
    await cleanUp();
  }
}

try {
  process.exitCode = await main(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  console.error(error);
  process.exitCode = HARNESS_FAILED;
}
