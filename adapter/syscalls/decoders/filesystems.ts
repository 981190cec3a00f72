/**
 * File systems: the mount interface, quota, landlock, fanotify, file attributes, handles, xattr arguments.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const FILESYSTEMS: Readonly<Record<string, Decoder>> = {
  quota_addr: genericDecoder,
  xattr_args: genericDecoder,
  file_attr: genericDecoder,
  landlock_ruleset_attr: genericDecoder,
  landlock_rule: genericDecoder,
  fsconfig_value: genericDecoder,
  fanotify_mask: genericDecoder,
  fanotify_init_flags: genericDecoder,
  statmount: genericDecoder,
};
