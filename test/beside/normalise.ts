/**
 * Takes out of a line what differs between any two runs of one program: ids, addresses, times, inode numbers, random
 * bytes, names of temporary files, ports. What is left is compared letter by letter. Pure.
 */

/** An address of a position-independent program or its libraries, and not a set of flags. */
const ADDRESS = /\b0x[0-9a-f]{8,16}\b/g;

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/\) += /, ') = '],
  [/\/\* \d{4}-\d\d-\d\dT[\d:.+-]+ \*\//g, '/* DATE */'],
  [/\b(0x[0-9a-f]{8})ff{6,}\b/g, '$1'],
  [ADDRESS, 'ADDRESS'],
  [/\bnlmsg_seq=\d{6,}/g, 'nlmsg_seq=N'],
  [/(\[::1\]:)[3-6]\d{4}\b/g, '$1PORT'],
  [/(\/\.git\/t)[A-Za-z0-9]{6}\b/g, '$1NAME'],
  [/\b(si_[us]time)=\d+(?: \/\* [\d.]+ s \*\/)?/g, '$1=N'],
  [/\beventfd-id=\d+/g, 'eventfd-id=N'],
  [/\b((?:st|stx)_[abcm]?time)=\{tv_sec=-?\d+, tv_nsec=\d+\}/g, '$1=TIME'],
  [/\b((?:st|stx)_(?:[abcm]time|[abcm]time_nsec|ino|mnt_id|blocks))=-?(?:0x)?[0-9a-f]+/g, '$1=N'],
  [/tv_sec=\d{3,}(?: \/\* \S+ \*\/)?, tv_n?u?sec=\d+/g, 'tv_sec=TIME'],
  [/tv_sec=(\d+)(?: \/\* \S+ \*\/)?, tv_(n?u?sec)=[1-9]\d{3,}/g, 'tv_sec=$1, tv_$2=N'],
  [/stx_(\w+)=\{tv_sec=TIME\}/g, 'stx_$1=TIME'],
  [/tv_sec=TIME\} \/\* \S+ \*\//g, 'tv_sec=TIME} /* DATE */'],
  [/("\/tmp", \{.*st_nlink=)\d+(.*st_size=)\d+/g, '$1N$2N'],
  [/\bd_(ino|off)=-?\d+/g, 'd_$1=N'],
  [/:\[\d+(?=[\],])/g, ':[N'],
  [/:\[\d+->\d+/g, ':[N->N'],
  [/(127\.0\.0\.1:)[3-6]\d{4}\b/g, '$1PORT'],
  [/htons\([3-6]\d{4}\)/g, 'htons(PORT)'],
  [/^getrandom\("[^"]*"(\.\.\.)?/, 'getrandom("RANDOM"'],
  [/\b(ru_\w+)=\d+/g, '$1=N'],
  [/\b(ru_[us]time)=\{[^}]*\}/g, '$1=TIME'],
  [/\b(uptime|loads|totalram|freeram|sharedram|bufferram|totalswap|freeswap|procs)=(\[[^\]]*\]|\d+)/g, '$1=N'],
  [/\b(f_bfree|f_bavail|f_ffree|f_fsid)=(?:\{[^}]*\}|\d+)/g, '$1=N'],
  [/^(times\(.*) = \d+$/, '$1 = N'],
  [/\/(cc|tmp_obj_|tmp|sh-thd\.)[A-Za-z0-9_]{6,8}\b/g, '/$1NAME'],
  [/^(time\(.*) = \d+.*$/, '$1 = N'],
  [/\bvar(s?) \*\//g, 'var$1 */'],
];

/** `pids`: the ids of the run's own processes. One that is this year is not taken out of a date. */
export function normaliser(pids: ReadonlySet<string>): (line: string) => string {
  const own = [...pids].filter((pid) => pid.length > 2).join('|');
  const anyPid = own === '' ? undefined : new RegExp(`(?<![\\w.])(?:${own})(?![\\w.]|-\\d\\d-\\d\\dT)`, 'g');
  return (line) => {
    const plain = anyPid ? line.replace(anyPid, 'PID') : line;
    return PLACES.reduce((result, [pattern, place]) => result.replace(pattern, place), plain);
  };
}
