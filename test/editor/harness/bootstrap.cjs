/**
 * Runs in the extension host in place of the suite, which it then loads. Sends the suite's output through a fifo,
 * synchronously, so that nothing is lost when the host dies; and records that run() settled, because the workbench
 * reports success when the host goes away. CommonJS, as VS Code loads a suite with require().
 */
const { Console } = require('node:console');
const { openSync, writeFileSync, writeSync } = require('node:fs');
const { Writable } = require('node:stream');

const { tests, fifo, result } = JSON.parse(process.env.TRAPLINE_BOOTSTRAP);
const output = openSync(fifo, 'w');

function send(stream, text) {
  const bytes = Buffer.from(`${JSON.stringify([stream, text])}\n`);
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(output, bytes, offset);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
    }
  }
}

function sink(stream) {
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      send(stream, String(chunk));
      done();
    },
  });
}

// VS Code pins the methods of its console, so the whole object is replaced.
globalThis.console = new Console({ stdout: sink(1), stderr: sink(2), colorMode: false });
for (const [stream, file] of [process.stdout, process.stderr].entries()) {
  file.write = (chunk, encoding, done) => {
    send(stream + 1, String(chunk));
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  };
}

exports.run = async () => {
  try {
    await require(tests).run();
    writeFileSync(result, JSON.stringify({ ok: true }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    writeFileSync(result, JSON.stringify({ ok: false }));
    throw new Error('tests failed');
  }
};
