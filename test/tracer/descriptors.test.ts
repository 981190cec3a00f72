/** What stands behind descriptors with -yy: the kinds that later straces know and the installed one does not. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { built } from './support/record.ts';

function closed(...words: string[]): string[] {
  const run = spawnSync(process.execPath, [TRACE, ...words, '-e', 'trace=close', built('descriptors')], {
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  expect(run.status).toBe(0);
  return [...run.stderr.matchAll(/^close\(\d+(.*?)\) += 0$/gm)].map((found) => String(found[1]));
}

test('-yy says what every descriptor is', () => {
  const [, , ...own] = closed('-yy');
  const plain = own.map((one) => one.replace(/(?<=[[:>])(?!127\.)\d{3,}|(?<=eventfd-id=|pid:)\d+/g, 'N'));
  expect(plain).toEqual([
    '<TCP:[127.0.0.1:N]>',
    '<TCP:[127.0.0.1:N->127.0.0.1:N]>',
    '<TCP:[127.0.0.1:N->127.0.0.1:N]>',
    '<UNIX:[N->N]>',
    '<pipe:[N]>',
    '<{eventfd-count=0x1f, eventfd-id=N, eventfd-semaphore=1}>',
    '<UDPv6:[[::1]:N]>',
    String.raw`<UNIX-STREAM:[N,@"a name\\\"<>"]>`,
    '<NETLINK:[ROUTE:N]>',
    '<UDP:[N]>',
    '</dev/zero<char 1:5>>',
    '</etc/passwd>',
    '</memfd:m>(deleted)',
    '<anon_inode:[eventpoll]>',
    '<anon_inode:[timerfd]>',
    '<signalfd:[USR1 CHLD]>',
    '<signalfd:~[KILL TERM STOP RTMIN RT_1]>',
    '<pid:N>',
  ]);
});

test('--decode-fds chooses kinds, without paths when they are not among them', () => {
  const own = closed('--decode-fds=eventfd,signalfd').filter((one) => one !== '');
  expect(own.map((one) => one.replace(/\d+/g, 'N'))).toEqual([
    '<{eventfd-count=NxNf, eventfd-id=N, eventfd-semaphore=N}>',
    '<signalfd:[USRN CHLD]>',
    '<signalfd:~[KILL TERM STOP RTMIN RT_N]>',
  ]);
});
