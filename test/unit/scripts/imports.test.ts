/** The floors' rule, shown to catch what it must and to let pass what it may. */
import { describe, expect, it } from 'vitest';
import { checkImports, importsOf } from '../../../scripts/lint/imports.ts';

const messages = (file: string, source: string) => checkImports(file, source).map((finding) => finding.message);

describe('imports that go up', () => {
  it.each([
    ['native/tracer/loop.ts', "import { x } from '../../adapter/engine/api.ts';"],
    ['native/tracer/loop.ts', "import type { x } from '../../adapter/engine/api.ts';"],
    ['native/abi/arch.ts', "export * from '../../extension/extension.ts';"],
    ['adapter/dap/server.ts', "import { view } from '../../extension/stops/view.ts';"],
    ['adapter/dap/server.ts', "const late = await import('../../extension/stops/view.ts');"],
    ['adapter/dap/server.ts', "new Worker(new URL('../../extension/worker.ts', import.meta.url));"],
    ['extension/extension.ts', "import { decode } from '../adapter/syscalls/decode.ts';"],
    ['extension/extension.ts', "import type { Decoded } from '../adapter/syscalls/decoded.ts';"],
    ['extension/extension.ts', "import { syscallName } from '../native/abi/index.ts';"],
    ['adapter/protocol/trapline.ts', "import type { Engine } from '../engine/api.ts';"],
    ['native/ffi/libc.ts', "import { x } from '../../scripts/build.ts';"],
    ['adapter/dap/server.ts', "import {\n  one,\n  two,\n} from '../../test/dap/client.ts';"],
    ['native/abi/arch.ts', "require('../../adapter/x.ts');"],
  ])('%s: %s', (file, source) => {
    expect(messages(file, source)).toHaveLength(1);
  });
});

describe('packages in the wrong place', () => {
  it.each([
    ['adapter/engine/worker.ts', "import koffi from 'koffi';", 'koffi is imported only in native/ffi/'],
    ['native/tracer/loop.ts', "import koffi from 'koffi';", 'koffi is imported only in native/ffi/'],
    ['test/tracer/x.test.ts', "import koffi from 'koffi';", 'koffi is imported only in native/ffi/'],
    ['adapter/main.ts', "import * as vscode from 'vscode';", 'vscode is imported only in extension/'],
    [
      'native/ffi/libc.ts',
      "import x from '@vscode/debugadapter';",
      /must not import the package @vscode\/debugadapter/,
    ],
    [
      'extension/extension.ts',
      "import { x } from '@vscode/debugadapter/lib/main.js';",
      /package @vscode\/debugadapter/,
    ],
  ])('%s: %s', (file, source, message) => {
    expect(messages(file, source)).toEqual([expect.stringMatching(message)]);
  });
});

describe('what may be imported', () => {
  it.each([
    ['native/ffi/libc.ts', "import koffi from 'koffi';\nimport { readFileSync } from 'node:fs';"],
    ['native/tracer/loop.ts', "import { seize } from '../ffi/ptrace.ts';"],
    ['adapter/engine/worker.ts', "import { loop } from '../../native/tracer/loop.ts';"],
    ['adapter/engine/proxy.ts', "new Worker(new URL('./tracer.js', import.meta.url));"],
    ['adapter/dap/server.ts', "import { DebugSession } from '@vscode/debugadapter';"],
    ['extension/stops/view.ts', "import type { StopRow } from '../../adapter/protocol/trapline.ts';"],
    ['extension/extension.ts', "import * as vscode from 'vscode';\nimport { view } from './stops/view.ts';"],
    ['native/abi/arch.ts', "// import { x } from '../../adapter/x.ts';\n/* require('../../adapter/x.ts') */"],
    ['scripts/catalog.ts', "import { CLASSES } from '../native/abi/index.ts';"],
  ])('%s: %s', (file, source) => {
    expect(messages(file, source)).toEqual([]);
  });

  it('but a value from the protocol is not a type', () => {
    const source = "import { StopRow } from '../../adapter/protocol/trapline.ts';";
    expect(messages('extension/stops/view.ts', source)).toEqual([expect.stringContaining('import type')]);
  });
});

it('finds the line of an import that spans several', () => {
  expect(importsOf("'use strict';\n\nimport type {\n  A,\n} from './a.ts';\n")).toEqual([
    { specifier: './a.ts', line: 5, typeOnly: true },
  ]);
});
