/**
 * An editor in a process of its own, for tests that kill it: starts the adapter as its child, or connects to a server's
 * `port`, and begins a session as the JSON in its argument says. Then it says which processes these are; once the session
 * has come to where the scenario wants it, `there`; and idles.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { TraceeRow } from '../../../adapter/protocol/trapline.ts';
import { type Adapter, begin, type Configuration, startAdapter } from './adapter.ts';
import { DapClient } from './client.ts';

export interface Scenario extends Configuration {
  readonly request: 'launch' | 'attach';
  readonly args: object;
  readonly port?: number;
  /** A stop whose description begins so; those before it are continued. */
  readonly until?: string;
  /** Then it disconnects, and the program is not to end. */
  readonly leaves?: boolean;
  /** How many stops it waits for, each of which is left as it is. */
  readonly stops?: number;
  /** The program is in a group-stop, which nobody holds, or one that SIGCONT ends; what follows comes behind it. */
  readonly groupStop?: 'lasting' | 'ended';
  /** Output of a launched program that it waits for. */
  readonly output?: string;
}

export interface Begun {
  readonly editor: number;
  /** 0 where it is a server. */
  readonly adapter: number;
  /** What is debugged. */
  readonly program: number;
}

const scenario = JSON.parse(process.argv[2] ?? '') as Scenario;

async function connected(port: number): Promise<Pick<Adapter, 'client'>> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { client: new DapClient(socket, socket) };
}

const adapter = scenario.port === undefined ? startAdapter() : undefined;
const { client } = adapter ?? (await connected(scenario.port ?? 0));
await begin({ client } as Adapter, scenario.request, scenario.args, scenario);
const program = Number((await client.event('process')).body['systemProcessId']);

async function stopsAt(description: string): Promise<void> {
  for (;;) {
    const { body } = await client.event('stopped');
    if (String(body['description']).startsWith(description)) return;
    await client.request('continue', { threadId: body['threadId'] });
  }
}

console.log(JSON.stringify({ editor: process.pid, adapter: adapter?.process.pid ?? 0, program } satisfies Begun));
const stopped = scenario.until === undefined ? undefined : stopsAt(scenario.until);
if (scenario.groupStop) {
  await client.event('trapline/tracees', ({ tracees }) => (tracees as TraceeRow[])[0]?.kind === 'group-stop');
  if (scenario.groupStop === 'ended') process.kill(program, 'SIGCONT');
}
for (let stop = 0; stop < (scenario.stops ?? 0); stop++) await client.event('stopped');
await stopped;
while (scenario.output && !client.output('stdout').includes(scenario.output)) await client.event('output');
if (scenario.leaves) {
  await client.request('disconnect', { terminateDebuggee: false });
  await adapter?.exited();
}
console.log('there');
// The adapter's pipe is read on.
setInterval(() => undefined, 60_000);
