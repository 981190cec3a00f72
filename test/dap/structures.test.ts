/** Structures at a stop, through DAP alone: every part of them is a row of its own, with its name and its value. */
import { afterEach, expect, test } from 'vitest';
import { type Adapter, fixture, launch, scope, startAdapter, type Variable } from './support/adapter.ts';

let adapter: Adapter;
afterEach(() => adapter.stop());

/** A row: its value, and the rows inside it. */
interface Tree {
  readonly value: string;
  readonly rows: { readonly [name: string]: Tree };
}

/** Deeper than any structure. */
const DEPTH = 8;

async function treeOf({ value, variablesReference }: Variable, depth = DEPTH): Promise<Tree> {
  if (variablesReference === 0 || depth === 0) return { value, rows: {} };
  const { variables } = await adapter.client.request<{ variables: Variable[] }>('variables', { variablesReference });
  const rows: Record<string, Tree> = {};
  for (const variable of variables) rows[variable.name] = await treeOf(variable, depth - 1);
  return { value, rows };
}

/** Where each stop is, and what its rows are. */
const STOPS: readonly (readonly [at: string, rows: Record<string, unknown>, condition?: string])[] = [
  ['connect', { addr: { sa_family: 'AF_INET', sin_port: 'htons(8080)', sin_addr: 'inet_addr("127.0.0.1")' } }],
  [
    'sendmsg',
    {
      msg: {
        msg_name: 'NULL',
        msg_iov: {
          '[0]': { iov_base: '"hello"', iov_len: '5' },
          '[1]': { iov_base: '" world"', iov_len: '6' },
        },
        msg_control: {
          '[0]': { cmsg_len: '20', cmsg_level: 'SOL_SOCKET', cmsg_type: 'SCM_RIGHTS', cmsg_data: { '[0]': /^2/ } },
        },
      },
      flags: 'MSG_NOSIGNAL',
    },
  ],
  ['writev', { iov: { '[1]': { iov_base: '" world"', iov_len: '6' } } }],
  ['epoll_wait@exit', { events: { '[0]': { events: 'EPOLLIN', data: { u32: '591751049', u64: '4886718345' } } } }],
  [
    'sendto',
    {
      buf: {
        '[0]': {
          nlmsg_len: '20',
          nlmsg_type: 'RTM_GETLINK',
          nlmsg_flags: 'NLM_F_REQUEST|NLM_F_DUMP',
          nlmsg_seq: '7',
        },
        '[1]': { ifi_family: 'AF_UNSPEC' },
      },
    },
  ],
  [
    'newfstatat@exit',
    { statbuf: { st_mode: /^S_IFDIR\|0\d+$/, st_uid: /^\d+$/, st_size: /^\d+$/, st_mtime: /^\d+/ } },
    'pathname == "/"',
  ],
  [
    'ioctl',
    {
      op: 'LOOP_SET_STATUS64',
      // What the one-line notation leaves out is there too.
      argp: { lo_offset: '0x200', lo_sizelimit: '4096', lo_flags: 'LO_FLAGS_READ_ONLY', lo_file_name: '"image"' },
    },
    'fd == -1',
  ],
  [
    'rt_sigaction',
    {
      act: {
        sa_handler: /^0x/,
        sa_mask: { '[0]': /TERM/ },
        sa_flags: /SA_RESTART/,
      },
    },
    'signum == SIGUSR1',
  ],
  ['clone3', { cl_args: { flags: 'CLONE_NEWUSER', exit_signal: '200', stack: '0x1000', stack_size: '0x2000' } }],
];

/** A text or an expression is for the row's value, an object for the rows inside it. */
function matching(wanted: unknown): unknown {
  if (wanted instanceof RegExp) return expect.objectContaining({ value: expect.stringMatching(wanted) });
  if (typeof wanted === 'string') return expect.objectContaining({ value: wanted });
  const rows = Object.entries(wanted as object).map(([name, inner]) => [name, matching(inner)]);
  return expect.objectContaining({ rows: expect.objectContaining(Object.fromEntries(rows)) });
}

test('structures expand to their parts, by name', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  const breakpoints = STOPS.map(([name, , condition]) => ({ name, ...(condition !== undefined && { condition }) }));
  await launch(adapter, { program: fixture('structures') }, { breakpoints });
  for (const [at, rows] of STOPS) {
    const stopped = await client.event('stopped');
    expect(String(stopped.body['description']).split(' ')[0]).toBe(at.replace('@exit', ''));
    const shown = await scope(adapter, stopped, 'Syscall');
    const trees: Record<string, Tree> = {};
    for (const [name, row] of shown) trees[name] = await treeOf(row);
    expect({ value: at, rows: trees }).toEqual(matching(rows));
    await client.request('continue', { threadId: stopped.body['threadId'] });
  }
  expect((await client.event('exited')).body).toEqual({ exitCode: 0 });
});
