/**
 * The suite that runs inside VS Code's extension host: every *.test.ts of this folder, bundled. Writes its numbers to
 * the file named by TRAPLINE_HOST_REPORT.
 */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Called by VS Code; rejects when a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, 'host', mocha);
  await import('./activation.test.ts');
  await import('./breakpoints.test.ts');
  await import('./programs.test.ts');
  await import('./tamper.test.ts');
  let passed = 0;
  const failures: { name: string; message: string }[] = [];
  const failed = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', () => passed++)
      .on('fail', (test, error: Error) =>
        failures.push({ name: test.fullTitle(), message: error.stack ?? error.message }),
      );
  });
  const report = process.env['TRAPLINE_HOST_REPORT'];
  if (report) writeFileSync(report, JSON.stringify({ passed, failed, failures }));
  if (failed > 0) throw new Error(`${failed} failed`);
}
