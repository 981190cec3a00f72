/** strace -u: the ids of a user by name, as the system's databases know it, or by numbers. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { rawPath } from '../../native/ffi/rawText.ts';
import type { Credentials } from '../engine/api.ts';
import { OptionError } from './getopt.ts';

const S_ISUID = 0o4000;
const S_ISGID = 0o2000;

export type Ids = Pick<Credentials, 'uid' | 'gid' | 'groups'>;

/** A set-user-ID program gets its own effective ids. */
export function credentialsOf({ uid, gid, groups }: Ids, program: string): Credentials {
  const { mode, uid: owner, gid: group } = statSync(rawPath(program));
  return { uid, gid, groups, euid: mode & S_ISUID ? owner : uid, egid: mode & S_ISGID ? group : gid };
}

/** Throws an OptionError. */
export function idsOf(user: string): Ids {
  if (process.getuid?.() !== 0 || process.geteuid?.() !== 0) {
    throw new OptionError('You must be root to use the -u/--username option');
  }
  const [, uid, gid] = /^(\d+):(\d+)$/.exec(user) ?? [];
  if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid), groups: [Number(gid)] };
  const ask = (...words: string[]): string => {
    const [command = '', ...args] = words;
    return spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout ?? '';
  };
  // A number is a name here too, if anybody is called so: getent would take it for an id.
  const entry = ask('getent', 'passwd', user).split(':');
  if (entry[0] !== user) throw new OptionError(`Cannot find user '${user}'`);
  const groups = ask('id', '-G', '--', user).trim().split(' ').map(Number);
  return { uid: Number(entry[2]), gid: Number(entry[3]), groups };
}
