/** A catalog of a handful of calls for the tests of the extension. */
import { indexCatalog } from '../../../../extension/catalog/catalogIndex.ts';

export const smallCatalog = indexCatalog({
  classes: [
    { name: 'file', aliases: [], description: 'Calls that take a file name.' },
    { name: 'desc', aliases: [], description: 'Calls that take or make a descriptor.' },
    { name: 'net', aliases: ['network'], description: 'Calls of the network.' },
    { name: 'empty', aliases: [], description: 'Nothing.' },
  ],
  syscalls: [
    { name: 'fcntl64', classes: ['desc'], args: ['fd', 'cmd', 'arg'], compat: true },
    { name: 'futex', classes: [], args: ['uaddr', 'futex_op', 'val'] },
    { name: 'open', classes: ['file', 'desc'], args: ['pathname', 'flags', 'mode'] },
    { name: 'openat', classes: ['file', 'desc'], args: ['dirfd', 'pathname', 'flags', 'mode'] },
    { name: 'read', classes: ['desc'], args: ['fd', 'buf', 'count'] },
    { name: 'socket', classes: ['net'], args: ['domain', 'type', 'protocol'] },
  ],
  errnos: [
    { name: 'EPERM', text: 'Operation not permitted' },
    { name: 'ENOENT', text: 'No such file or directory' },
    { name: 'EIO', text: 'Input/output error' },
    { name: 'EACCES', text: 'Permission denied' },
  ],
  signals: ['SIGHUP', 'SIGINT', 'SIGTERM'],
});
