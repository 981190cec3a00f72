/**
 * File systems: the mount interface, quota, landlock, fanotify, file attributes, handles, xattr arguments.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** Under way. */
const underWay: Decoder = (_context, value) => pointer(value);

export const FILESYSTEMS: Readonly<Record<string, Decoder>> = {
  quota_addr: underWay,
  xattr_args: underWay,
  file_attr: underWay,
  landlock_ruleset_attr: underWay,
  landlock_rule: underWay,
  fsconfig_value: underWay,
  fanotify_mask: underWay,
  fanotify_init_flags: underWay,
  statmount: underWay,
};
