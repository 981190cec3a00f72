/** Structures of calls on processes, limits, scheduling and IPC as values with named fields. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expressionValue } from '../../adapter/syscalls/value.ts';
import { TRACE } from '../support/programs.ts';
import { built } from './support/record.ts';

type Value = Record<string, unknown>;

/** What a program's exit-stops say of the arguments of one call. */
function argumentsOf(name: string, program: string): Value[] {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  const words = [TRACE, '--json', '-o', log, '-e', `trace=${name}`, built(program)];
  spawnSync(process.execPath, words, { timeout: 15_000, killSignal: 'SIGKILL' });
  const stops = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Value);
  return stops.filter((one) => one['stop'] === 'exit').map((one) => one['args'] as Value);
}

const fieldsOf = (args: readonly Value[], name: string): Value[] => args.map((one) => one[name] as Value);

test('usage has all its fields, the ones that the line leaves out too', () => {
  const [usage] = fieldsOf(argumentsOf('getrusage', 'decode_limits'), 'usage');
  expect(usage).toMatchObject({
    ru_utime: { tv_sec: 0 },
    ru_maxrss: expect.any(Number),
    ru_nivcsw: expect.any(Number),
  });
});

test('what a child ended with', () => {
  const infos = fieldsOf(argumentsOf('waitid', 'decode_wait'), 'infop');
  expect(infos[0]).toMatchObject({
    si_signo: { value: 17, name: 'SIGCHLD' },
    si_code: { value: 1, name: 'CLD_EXITED' },
    si_status: 0,
  });
  expect(infos).toContainEqual(expect.objectContaining({ si_status: { value: 9, name: 'SIGKILL' } }));
  const statuses = fieldsOf(argumentsOf('wait4', 'decode_wait'), 'wstatus');
  expect(statuses[0]).toEqual([{ value: 0x500, name: '{WIFEXITED(s) && WEXITSTATUS(s) == 5}' }]);
});

test('clone3 before and after', () => {
  const all = fieldsOf(argumentsOf('clone3', 'decode_clone'), 'cl_args');
  expect(all[0]).toMatchObject({ flags: { value: 0 }, exit_signal: { value: 17, name: 'SIGCHLD' }, stack_size: 0 });
  expect(all[1]).toMatchObject({
    before: { flags: { names: expect.arrayContaining(['CLONE_PIDFD', 'CLONE_CLEAR_SIGHAND']) } },
    after: { pidfd: [{ fd: expect.any(Number) }], parent_tid: [expect.any(Number)] },
  });
  expect(all[2]).toMatchObject({ set_tid: [77777777, 2], set_tid_size: 2, cgroup: 7 });
});

test('scheduling attributes, also the size that the kernel answers', () => {
  const all = fieldsOf(argumentsOf('sched_setattr', 'decode_sched'), 'attr');
  expect(all).toContainEqual(
    expect.objectContaining({ size: 48, sched_policy: { value: 6, name: 'SCHED_DEADLINE' }, sched_runtime: 3 }),
  );
  expect(all).toContainEqual({ before: { size: 47 }, after: { size: 56 } });
});

test('limits are numbers, whatever they are called', () => {
  const limits = fieldsOf(argumentsOf('prlimit64', 'decode_limits'), 'old_limit');
  const infinity = { value: '18446744073709551615', name: 'RLIM64_INFINITY' };
  expect(limits).toContainEqual({ rlim_cur: { value: 2048, name: '2*1024' }, rlim_max: infinity });
});

test('a queue of messages', () => {
  const queues = fieldsOf(argumentsOf('msgctl', 'decode_sysvipc'), 'buf');
  expect(queues[0]).toMatchObject({ msg_perm: { mode: 0o600 }, msg_qnum: 2, msg_lspid: expect.any(Number) });
});

test('a condition compares what is behind the words', () => {
  const status = { kind: 'enum', value: 0x500n, name: '{WIFEXITED(s) && WEXITSTATUS(s) == 5}', text: true } as const;
  expect(expressionValue({ kind: 'array', items: [status], more: false, address: 1n })).toEqual([0x500n]);
});
