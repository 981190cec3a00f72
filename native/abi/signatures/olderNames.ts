/**
 * Names that arguments had in manual pages before man-pages 6.10 or so, and that installed pages and people still
 * use: `CALL CURRENT=OLDER …`. For looking an argument up by name; what is shown is the current name. Must not know
 * who looks up.
 */
import type { Signature } from '../signature.ts';

const TEXT = `
mprotect size=len
pkey_mprotect size=len
mlock size=len
mlock2 size=len
munlock size=len
ioctl op=request argp=arg
fcntl op=cmd
fcntl64 op=cmd
flock op=operation
shmctl op=cmd
semctl op=cmd
msgctl op=cmd
nanosleep duration=req
clock_nanosleep t=request
clock_nanosleep_time64 t=request
sendto size=len
recvfrom size=len
ptrace op=request
syslog size=len
prctl op=option
arch_prctl op=code
reboot op=cmd
init_module size=len
quotactl op=cmd
quotactl_fd op=cmd
futex op=futex_op
futex_time64 op=futex_op
mq_timedsend msg_size=msg_len
mq_timedsend_time64 msg_size=msg_len
mq_timedreceive msg_size=msg_len
mq_timedreceive_time64 msg_size=msg_len
keyctl op=operation
set_robust_list size=len
get_robust_list sizep=len_ptr
clock_adjtime clockid=clk_id
clock_adjtime64 clockid=clk_id
seccomp op=operation
kexec_file_load cmdline_size=cmdline_len
process_madvise iovec=iov n=vlen
fadvise64 size=len
`;

let table: Map<string, Map<string, string>> | undefined;

function olderNames(call: string): ReadonlyMap<string, string> | undefined {
  table ??= new Map(
    TEXT.trim()
      .split('\n')
      .map((line) => {
        const [name = '', ...pairs] = line.split(' ');
        return [name, new Map(pairs.map((pair) => pair.split('=').reverse() as [string, string]))];
      }),
  );
  return table.get(call);
}

/** The index of an argument by its current or an older manual-page name; -1 when the call has none of that name. */
export function argumentIndex(signature: Pick<Signature, 'name' | 'args'>, name: string): number {
  const index = signature.args.findIndex((argument) => argument.name === name);
  if (index >= 0) return index;
  const current = olderNames(signature.name)?.get(name);
  return current === undefined ? -1 : signature.args.findIndex((argument) => argument.name === current);
}

/** The calls that have older names, and those names: for a check that they fit the signatures. */
export function callsWithOlderNames(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  olderNames('');
  return table ?? new Map();
}
