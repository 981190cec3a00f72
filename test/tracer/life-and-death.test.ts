/** How tracees begin and end, as the loop below the engine hears of it. Programs print who they were. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { SIGTRAP, type Stop } from '../../native/tracer/stop.ts';
import { HOLD, LISTEN, RESUME_CONTINUE, RESUME_SYSCALL } from '../../native/tracer/tracee.ts';
import { built, type RecordOptions, record, type Seen, type SeenOf } from './support/record.ts';

const ends = (seen: readonly Seen[]) =>
  new Map(seen.flatMap((one) => (one.kind === 'ended' ? [[one.tid, one.end]] : [])));
const exited = (code: number) => ({ kind: 'exited', code });
const numbers = (line: string) => (line.match(/\d+/g) ?? []).map(Number);

const KINDS: readonly Stop['kind'][] = [
  'syscall-entry',
  'syscall-exit',
  'signal',
  'fork',
  'group-stop',
  'exec',
  'exit',
];

/** To the group-stop and out of it by SIGCONT; elsewhere the usual way. */
function past(stop: Stop, pid: number) {
  if (stop.kind === 'group-stop') {
    process.kill(pid, 'SIGCONT');
    return LISTEN;
  }
  return undefined;
}

describe.each(['launched', 'attached'] as const)('%s', (how) => {
  const attached = how === 'attached';
  const run = (name: string, options: RecordOptions = {}) => record(name, { ...options, attached });

  test('execve from a thread: it takes the leader’s id, the others are gone', () => {
    const { pid, seen, output, of } = run('exec-thread');
    const [before = '', after = ''] = output.trim().split('\n');
    const [former = 0, leader] = numbers(before);
    expect(leader).toBe(pid);
    expect(numbers(after)).toEqual([pid, pid]);
    // A launch has an execve of its own.
    expect(of('exec').map((one) => one.former)).toEqual(attached ? [former] : [pid, former]);
    expect(of('replaced')).toEqual([{ tid: pid, kind: 'replaced', former }]);
    const at = seen.findIndex((one) => one.kind === 'replaced');
    // The former leader shows its end before, its id lives on, and the thread's id never reports again.
    expect(seen.slice(0, at).filter((one) => one.kind === 'exit-event' && one.tid === pid)).toHaveLength(1);
    expect(seen.slice(at).some((one) => one.tid === former)).toBe(false);
    // The exit-stop is that of the thread's execve, though the entry was under another id.
    expect(seen.slice(at).find((one) => one.kind === 'exit')).toMatchObject({ tid: pid, nr: 59, result: 0n });
    expect(ends(seen).get(pid)).toEqual(exited(9));
  });

  test('a leader that ends first is heard of last', () => {
    const { pid, seen, output } = run('zombie-leader');
    const [leader, thread = 0] = numbers(output);
    expect(leader).toBe(pid);
    const order = seen.filter((one) => one.kind === 'ended').map((one) => one.tid);
    // Its end is its tracer's to hear of; nobody can attach to one that has ended.
    expect(order).toEqual(attached ? [thread] : [thread, pid]);
    const events = seen.filter((one) => one.kind === 'exit-event').map((one) => one.tid);
    expect(events).toEqual(attached ? [thread] : [pid, thread]);
    expect(ends(seen).get(order.at(-1) ?? 0)).toEqual(exited(4));
  });

  test('every child is known once, whether its stop or its parent’s event comes first', () => {
    const { pid, seen, output, of } = run('forks-many');
    const children = output.trim().split('\n').map(numbers);
    expect(children).toHaveLength(30);
    expect(of('fork').map((one) => one.child)).toEqual(children.map(([child]) => child));
    expect(
      of('appeared')
        .map((one) => one.tid)
        .sort(),
    ).toEqual(children.map(([child]) => child).sort());
    const codes = ends(seen);
    for (const [child = 0, code = -1] of children) expect(codes.get(child)).toEqual(exited(code));
    expect(codes.get(pid)).toEqual(exited(0));
  });

  test('vfork: the parent’s call ends after the child’s execve has begun', () => {
    const { pid, seen, output, of } = run('vfork-exec');
    const [child = 0] = numbers(output);
    expect(of('vfork').map((one) => one.child)).toEqual([child]);
    // Not its EVENT_EXEC: execve lets the parent go when it gives up the shared memory, a little before the event.
    const childExec = seen.findIndex((one) => one.kind === 'entry' && one.tid === child && one.nr === 59);
    const parentGoesOn = seen.findIndex(
      (one) => one.kind === 'exit' && one.tid === pid && one.result === BigInt(child),
    );
    expect(childExec).toBeGreaterThan(0);
    expect(parentGoesOn).toBeGreaterThan(childExec);
  });

  test('a vfork child that is in a group-stop: its parent waits for it, and nobody else', () => {
    const { pid, seen, output } = run('vfork-stops', {
      decide(_tracer, tracee, stop) {
        if (stop.kind !== 'group-stop') return undefined;
        process.kill(tracee.tid, 'SIGCONT');
        return LISTEN;
      },
    });
    const [child = 0, code] = numbers(output);
    expect(code).toBe(3);
    const stops = seen.filter((one) => one.tid === child && /stop|signal/.test(one.kind)).map((one) => one.kind);
    // Its own first; SIGSTOP and what becomes of it; the end of that, and SIGCONT.
    expect(stops).toEqual(['event-stop', 'signal', 'group-stop', 'event-stop', 'signal']);
    const at = (fits: (one: Seen) => boolean): number => seen.findIndex(fits);
    const done = at((one) => one.kind === 'exit' && one.tid === pid && one.result === BigInt(child));
    expect(done).toBeGreaterThan(at((one) => one.kind === 'exit-event' && one.tid === child));
  });

  test('clone and clone3: the event says what kind of child it is; CLONE_UNTRACED stays unseen', () => {
    const { pid, seen, output } = run('clones');
    const told = output
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    const reported = seen.flatMap((one) =>
      one.kind === 'fork' || one.kind === 'vfork' || one.kind === 'clone'
        ? [[one.kind, String(one.child), 'traced']]
        : [],
    );
    expect(told.map(([kind]) => kind)).toEqual(['fork', 'fork', 'fork', 'clone', 'vfork', 'none']);
    expect(reported).toEqual(told.slice(0, 5));
    expect(told[5]?.[2]).toBe('untraced');
    expect(seen.some((one) => String(one.tid) === told[5]?.[1])).toBe(false);
    expect(ends(seen).get(pid)).toEqual(exited(0));
  });

  test('exit_group while threads are held: all end, none waits for a resume', () => {
    const held = new Set<number>();
    const GETPPID = 110;
    const { pid, seen } = run('exit-group', {
      decide(tracer, tracee, stop) {
        if (stop.kind !== 'syscall-entry' || stop.info.nr !== GETPPID || held.has(tracee.tid)) return undefined;
        held.add(tracee.tid);
        void tracer;
        return HOLD;
      },
    });
    const codes = ends(seen);
    expect(codes.size).toBe(8);
    expect([...codes.values()]).toEqual(Array(8).fill(exited(6)));
    expect(codes.get(pid)).toEqual(exited(6));
  });

  test('a program that comes to every kind of stop is let through all', () => {
    let pid = 0;
    const recorded = run('all-stops', {
      decide(_tracer, tracee, stop, seen) {
        pid ||= seen[0]?.tid ?? 0;
        return tracee.tid === pid ? past(stop, pid) : undefined;
      },
    });
    const kinds = new Set(recorded.seen.filter((one) => one.tid === recorded.pid).map((one) => one.kind));
    expect([...kinds].sort()).toEqual(
      ['entry', 'exit', 'signal', 'fork', 'group-stop', 'event-stop', 'exec', 'exit-event', 'ended'].sort(),
    );
    expect(ends(recorded.seen).get(recorded.pid)).toEqual(exited(5));
  });

  test.each([...KINDS, 'event-stop', 'step'] as const)('SIGKILL while held in a stop: %s', (kind) => {
    let pid = 0;
    let killed = false;
    const { seen, pid: main } = run('all-stops', {
      decide(tracer, tracee, stop, before) {
        pid ||= before[0]?.tid ?? 0;
        if (tracee.tid !== pid) return undefined;
        // Past the launch's own execve.
        const started = before.filter((one) => one.kind === 'entry').length > 3;
        if (killed) return stop.kind === 'exit' ? RESUME_CONTINUE : RESUME_SYSCALL;
        const stepped = tracee.resumed === 'step' && stop.kind === 'signal' && stop.signal === 5;
        if (started && (kind === 'step' ? stepped : stop.kind === kind && !stepped)) {
          killed = true;
          process.kill(pid, 'SIGKILL');
          // In EVENT_EXIT only CONT releases it (ptrace.md, case 7); every other stop ends by the signal.
          if (kind === 'exit') return RESUME_CONTINUE;
          return kind === 'group-stop' ? LISTEN : HOLD;
        }
        if (kind === 'step' && started && stop.kind === 'syscall-exit') return { how: 'step', signal: 0 };
        void tracer;
        return past(stop, pid);
      },
    });
    expect(killed).toBe(true);
    const end = ends(seen).get(main);
    // Its exit code was settled when it came to EVENT_EXIT by itself.
    expect(end).toEqual(kind === 'exit' ? exited(5) : { kind: 'killed', signal: 9, coreDumped: false });
  });

  test.each([
    ['vfork', 'vfork-exec'],
    ['clone', 'thread-storm'],
  ] as const)('SIGKILL while held in a stop: %s', (kind, fixture) => {
    let killed = false;
    const { seen, pid } = run(fixture, {
      decide(_tracer, tracee, stop) {
        if (killed || stop.kind !== kind) return undefined;
        killed = true;
        process.kill(tracee.tgid, 'SIGKILL');
        return HOLD;
      },
    });
    expect(killed).toBe(true);
    expect(ends(seen).get(pid)).toEqual({ kind: 'killed', signal: 9, coreDumped: false });
  });

  test.each([
    ['SIGSEGV', 11],
    ['SIGABRT', 6],
    ['SIGTERM', 15],
    ['SIGRTMIN+2', 36],
  ])('death by %s is told with its signal, and the exit event knows before', (_name, signal) => {
    const { pid, seen, of } = run('dies', { args: [String(signal)] });
    expect(of('signal').at(-1)?.signal).toBe(signal);
    expect(of('exit-event').at(-1)?.status).toBe(signal);
    expect(ends(seen).get(pid)).toEqual({ kind: 'killed', signal, coreDumped: false });
  });

  test('SIGKILL while held in a seccomp-stop', () => {
    let killed = false;
    const { pid, seen } = run('seccomp-trace', {
      options: { seccompStops: true },
      decide(_tracer, tracee, stop) {
        if (stop.kind !== 'seccomp') return undefined;
        killed = true;
        process.kill(tracee.tid, 'SIGKILL');
        return HOLD;
      },
    });
    expect(killed).toBe(true);
    expect(ends(seen).get(pid)).toEqual({ kind: 'killed', signal: 9, coreDumped: false });
  });

  test('a core file is written, or not, as the kernel told the parent', () => {
    const { seen, output } = run('dumps');
    const [child = 0, signal, dumped] = numbers(output);
    expect(signal).toBe(6);
    expect(ends(seen).get(child)).toEqual({ kind: 'killed', signal: 6, coreDumped: dumped === 1 });
    expect(
      (seen.find((one) => one.tid === child && one.kind === 'exit-event') as SeenOf<'exit-event'>).status & 0x7f,
    ).toBe(6);
  });

  test('a thousand threads started and ended at once', () => {
    const { pid, seen, output } = run('thread-storm');
    expect(output).toBe('joined 1000\n');
    expect(ends(seen).size).toBe(1001);
    expect(ends(seen).get(pid)).toEqual(exited(0));
  });

  test('ten thousand short processes', { timeout: 120_000 }, () => {
    const { pid, seen, output } = run('process-storm', { options: { exitEvents: false } });
    expect(output).toBe('sum 29994\n');
    // Ids may come again, so ends are counted, not collected.
    expect(seen.filter((one) => one.kind === 'ended')).toHaveLength(10_001);
    expect(ends(seen).get(pid)).toEqual(exited(0));
  });

  test('a fork bomb within RLIMIT_NPROC: everybody is heard of to the end', () => {
    const { pid, seen, output, of } = run('fork-bomb');
    expect(output).toBe('EAGAIN after some\n');
    expect(ends(seen).size).toBe(of('fork').length + 1);
    expect(ends(seen).get(pid)).toEqual(exited(0));
  });

  test('a program that uses ptrace gets what the kernel gives under a tracer', () => {
    expect(run('traces-itself').output).toBe('PTRACE_SEIZE EPERM\nPTRACE_ATTACH EPERM\nPTRACE_TRACEME EPERM\n');
  });

  test.each([true, false])('a debugger and its program: children followed %s', (followForks) => {
    const untraced = spawnSync(built('debugs'), { encoding: 'latin1' }).stdout;
    // Its own stop, then a stop for each end of getppid and the one of exit_group.
    expect(untraced.split('\n').filter((line) => line === `stop ${SIGTRAP | 0x80}`).length).toBeGreaterThanOrEqual(3);
    const { output, seen } = run('debugs', { options: { followForks, followThreads: followForks } });
    expect(output).toBe(followForks ? 'ended 7\n' : untraced);
    expect(new Set(seen.map(({ tid }) => tid)).size).toBe(followForks ? 2 : 1);
  });

  test('a tracee that becomes non-dumpable and another user', () => {
    const { pid, seen, output } = run('privileges');
    expect(output).toBe('dumpable 0\nuid 54321 dumpable 0\n');
    expect(ends(seen).get(pid)).toEqual(exited(8));
  });
});
