/**
 * The command line beside strace on the same programs: everything logged to a file, and the table of calls alone. In
 * turns with the program alone and strace; prints medians and ratios.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath } from '../../scripts/lib/debian.ts';
import { inTurns, median, ms, ratio } from './times.ts';

const TRACE = join(import.meta.dirname, '..', '..', 'dist', 'trace.js');
const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'threads.c');

interface Workload {
  readonly name: string;
  readonly command: readonly string[];
  /** Must be there. */
  readonly needs?: string;
}

/** A C++ source that pulls in a good part of the standard library. */
const CPLUSPLUS = `#include <iostream>
#include <map>
#include <string>
int main() { std::map<std::string, int> counts; counts["a"]++; std::cout << counts.size(); }
`;

function workloads(folder: string): Workload[] {
  const loop = 'i=0; while [ $i -lt 500 ]; do /bin/true; i=$((i+1)); done';
  const source = join(folder, 'counts.cc');
  writeFileSync(source, CPLUSPLUS);
  return [
    // GNU tar knows /dev/null and reads no file for it; through a pipe it does.
    { name: 'tar to /dev/null', command: ['tar', 'cf', '/dev/null', '/usr/include'] },
    { name: 'tar to a pipe', command: ['sh', '-c', 'tar cf - /usr/include | cat >/dev/null'] },
    { name: 'find', command: ['find', '/usr/share', '-name', 'zzz'] },
    { name: 'gcc', command: ['gcc', '-g', '-c', FIXTURE, '-o', join(folder, 'c.o')], needs: 'gcc' },
    { name: 'g++', command: ['g++', '-g', '-c', source, '-o', join(folder, 'cc.o')], needs: 'g++' },
    { name: '500 processes', command: ['sh', '-c', loop] },
  ];
}

const TRACERS: readonly { readonly name: string; readonly options: readonly string[] }[] = [
  { name: '-f -o FILE', options: ['-f', '-o'] },
  { name: '-f -c -o FILE', options: ['-f', '-c', '-o'] },
];

/** Prints the table. `only`: a part of a workload's name. */
export function benchBesideStrace(rounds = 7, only = ''): void {
  if (!onPath('strace')) return console.log('no strace here to compare with');
  const folder = mkdtempSync(join(tmpdir(), 'trapline-bench-'));
  try {
    for (const { name, options } of TRACERS) {
      console.log(`trapline ${name} beside strace, median of ${rounds}, in ms: of the clock, and of all processors`);
      console.log('                     alone  strace trapline   ratio     alone  strace trapline   ratio');
      for (const workload of workloads(folder)) {
        if (!workload.name.includes(only) || (workload.needs && !onPath(workload.needs))) continue;
        const { command } = workload;
        const [alone, strace, trapline] = inTurns(
          [
            command,
            ['strace', ...options, join(folder, 'strace.log'), ...command],
            [process.execPath, TRACE, ...options, join(folder, 'trapline.log'), ...command],
          ],
          rounds,
        );
        const columns = (['wall', 'worked'] as const).map((what) => {
          const [first, second, third] = [alone, strace, trapline].map((times) => times?.[what] ?? []);
          const times = [first, second, third].map((each) => ms(median(each ?? []))).join(' ');
          return `${times} ${ratio(third ?? [], second ?? [])
            .toFixed(2)
            .padStart(8)}`;
        });
        console.log(`  ${workload.name.padEnd(17)} ${columns.join('   ')}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) benchBesideStrace(Number(process.argv[2] ?? 7), process.argv[3]);
