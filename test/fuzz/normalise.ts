/** Takes out of a line what differs between two runs: the numbers of sockets and pipes, ids of processes. Pure. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/(?<=(?:socket|pipe):\[)\d+(?=\])/g, 'N'],
  [/(?<=:\[)\d+(?:->\d+)?(?=[\],])/g, 'N'],
  [/(?<=127\.0\.0\.1:)\d+/g, 'PORT'],
  [/(?<=<pid:)\d+/g, 'PID'],
  [/(?<=<NETLINK:\[\w+:)-?\d+/g, 'N'],
  [/\beventfd-id: \d+/g, 'eventfd-id: N'],
  // strace 6.10 and later say the counter of an eventfd; 6.1 gives its path.
  [/<\{eventfd-[^}]*\}>|<anon_inode:\[eventfd\]>/g, '<EVENTFD>'],
  // 6.3 and later say the mask of a signalfd.
  [/<signalfd:\[[^\]]*\]>|<anon_inode:\[signalfd\]>/g, '<SIGNALFD>'],
  [/\) += (?=[^=]*$)/, ') = '],
];

export const normalised = (line: string): string =>
  PLACES.reduce((result, [pattern, place]) => result.replace(pattern, place), line);
