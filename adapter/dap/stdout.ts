/**
 * stdout belongs to DAP alone: whatever else writes there (a library, a worker thread) goes to stderr instead. Must not
 * know DAP.
 */
import { Writable } from 'node:stream';

/** The one way to the real stdout. Call once, before anything can write. */
export function protectStdout(): Writable {
  const real = process.stdout;
  const write = real.write.bind(real);
  real.write = process.stderr.write.bind(process.stderr) as typeof real.write;
  const output = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, encoding, callback) {
      write(chunk as string, encoding, callback);
    },
  });
  // A broken pipe: the editor is gone.
  real.on('error', (error) => output.destroy(error));
  return output;
}
